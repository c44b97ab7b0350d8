"""The rules measured on bounces that other projects collected. The samples are not part of Postdesk: the folder is taken
from POSTDESK_CORPUS, or stands beside the repository; without it there is nothing to measure.
"""

import json
import os
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from console.diagnosis.reply_rules import classify

CORPUS = Path(os.environ.get("POSTDESK_CORPUS", Path(__file__).parents[3] / "shared" / "corpus")) / "bounces"

# What a support desk would do about it: the groups in which the collection states its truth.
GROUPS = {
    "invalid": "no_such_user no_such_domain moved mailbox_disabled accepts_no_mail suppressed",
    "full": "mailbox_full",
    "size": "message_too_large",
    "filtered": """
        spam_content virus_or_attachment malformed_message ip_blocked no_reverse_dns authentication sender_refused
        recipient_policy relay_denied tls_required our_submission_refused
    """,
    "throttled": "throttled greylisted",
    "unreachable": "unreachable expired",
    "system": "remote_error",
}
GROUP_OF = {name: group for group, names in GROUPS.items() for name in names.split()}


class Measured(NamedTuple):
    """How often the rules were right."""

    replies: int
    right: int
    unknown: int


def reports(path: Path) -> Iterator[Message]:
    """The recipients' blocks of all delivery status notifications in a mail."""
    for part in message_from_bytes(path.read_bytes()).walk():
        blocks = part.get_payload() if part.get_content_type() == "message/delivery-status" else []
        yield from (block for block in blocks if isinstance(block, Message) and block["Diagnostic-Code"])


def field(block: Message, name: str) -> str:
    """A field of a report on one line."""
    return " ".join(str(block.get(name, "")).split())


def address(block: Message) -> str:
    """The final recipient, without its type."""
    return field(block, "Final-Recipient").rpartition(";")[2].strip(" <>").lower()


def replies_with_truth() -> Iterator[tuple[str, str, str, str]]:
    """(words, status, server, group) of every recipient of whom both sides know something."""
    truth = CORPUS / "truth.jsonl"
    lines = truth.read_text(encoding="utf-8").splitlines() if truth.exists() else []
    for mail in map(json.loads, lines):
        stated: list[dict[str, Any]] = [event for event in mail["events"] if event.get("reason_group") in GROUPS]
        blocks = list(reports(CORPUS / mail["file"])) if stated else []
        for event in stated:
            whom = (event.get("recipient") or "").lower()
            fits = [block for block in blocks if address(block) == whom] or (
                blocks if len(blocks) == len(stated) == 1 else []
            )
            for block in fits[:1]:
                words, status = field(block, "Diagnostic-Code"), field(block, "Status").partition(" ")[0]
                yield words, status, field(block, "Remote-MTA"), event["reason_group"]


def measured() -> Measured:
    """Each reply classified once."""
    found = [(classify(words, status, host).reason.name, group) for words, status, host, group in replies_with_truth()]
    right = sum(GROUP_OF.get(name) == group for name, group in found)
    return Measured(len(found), right, sum(name == "unknown" for name, _ in found))


def test_the_reasons_of_collected_bounces_are_found(capsys: pytest.CaptureFixture[str]) -> None:
    result = measured()
    with capsys.disabled():
        print(
            f"\n{result.replies} collected replies with a known reason, {result.right} right, {result.unknown} unknown ({CORPUS.name})"
        )
    assert result.right >= 0.91 * result.replies
    assert result.unknown <= 0.01 * result.replies
