"""Real logs, from the first line to the stored status: every recipient ends as its sender and the servers know."""

import gzip
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, aliased

from console.diagnosis.network import Network
from console.diagnosis.status import status_of_code
from console.intake.import_logs import import_logs
from console.mail.address import normalise
from console.models.address import Address
from console.models.hop import Hop
from console.models.message import Message
from console.models.recipient import Recipient

EVIDENCE = Path(__file__).parents[1] / "evidence"
REFUSED_FOR_GOOD = {"hard_bounced", "invalid_address", "blocked", "soft_bounced"}
SHOWN_AS = {
    "sent": {"delivered", "sent"},
    "bounced": REFUSED_FOR_GOOD,
    "expired": {"expired"},
    "deleted": {"rejected"},
    "on hold": {"held"},
    "refused at RCPT": {"rejected"},
    "refused after DATA": {"rejected"},
}
# The log calls it sent; a rule of ours threw it away. To call that delivered would be the one thing we never do.
DISCARDED = "discard-transport"
# Refused before the server named a recipient, or before it had any message: the log cannot tell of the recipient.
NOT_IN_THE_LOG = {"auth-failed", "too-big"}

Found = dict[tuple[str, str], set[str]]  # statuses by message (queue ID or Message-ID) and recipient


def imported(engine: Engine, *names: str) -> Found:
    """The statuses that importing these logs leads to."""
    list(import_logs(engine, [str(EVIDENCE / name) for name in names], network=Network()))
    original = aliased(Address)
    query = (
        select(Message.id, Message.message_id, Address.address, original.address, Recipient.status)
        .join(Recipient, Recipient.message_id == Message.id)
        .join(Address, Address.id == Recipient.address_id)
        .outerjoin(original, original.id == Recipient.original_address_id)
    )
    found: Found = defaultdict(set)
    with Session(engine) as session:
        queue_ids = defaultdict(list)
        for number, queue_id in session.execute(select(Hop.message_id, Hop.queue_id)):
            queue_ids[number].append(queue_id)
        for number, message_id, address, alias, status in session.execute(query):
            for known_as in [message_id or "", *queue_ids[number]]:
                for recipient in (address, alias or address):
                    found[(known_as, recipient)].add(status_of_code(status).name)
    return found


def postfix_truth() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Each message of the laboratory with each of its recipients."""
    messages = json.loads((EVIDENCE / "postfix-lab" / "truth.json").read_text(encoding="utf-8"))
    return [
        (message, recipient)
        for message in messages
        if message["label"] not in NOT_IN_THE_LOG
        for recipient in message["recipients"]
    ]


@pytest.fixture
def postfix(engine: Engine) -> Found:
    """What the laboratory's logs of two Postfix servers lead to."""
    return imported(engine, "postfix-lab/mail.log.gz", "postfix-lab/mail2.log.gz")


def statuses(found: Found, message: dict[str, Any], recipient: str) -> set[str]:
    """A refusal without a queue ID has no Message-ID either: there the recipient alone must tell."""
    address, message_id = normalise(recipient), str(message["message_id"]).strip("<>")
    return (
        found.get((message["queue_id"] or message_id, address))
        or found.get((message_id, address))
        or found.get(("", address), set())
    )


def test_every_recipient_of_the_laboratory_ends_as_it_really_did(postfix: Found) -> None:
    wrong = [
        (message["label"], recipient["recipient"], recipient["final"], got)
        for message, recipient in postfix_truth()
        if message["label"] != DISCARDED
        and not is_met(got := statuses(postfix, message, recipient["recipient"]), recipient["final"])
    ]
    assert wrong == []


def is_met(got: set[str], final: str) -> bool:
    """A refusal is looked up by recipient, so that other mail to the same one may stand beside it."""
    return bool(got & SHOWN_AS[final]) and (final.startswith("refused") or got <= SHOWN_AS[final])


def test_what_a_rule_threw_away_is_never_called_delivered(postfix: Found) -> None:
    [got] = [
        statuses(postfix, message, recipient["recipient"])
        for message, recipient in postfix_truth()
        if message["label"] == DISCARDED
    ]
    assert got == {"rejected"}


def lines_of(name: str) -> list[dict[str, Any]]:
    """The objects of a compressed file, one a line."""
    with gzip.open(EVIDENCE / "exim" / name, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_what_real_servers_answered_to_exim_is_what_is_shown(engine: Engine) -> None:
    found = imported(engine, "exim/mainlog.gz", "exim/rejectlog.gz")
    answers = {(sink["mail_from"], to): sink for sink in lines_of("sinks.jsonl.gz") for to in sink.get("rcpts", [])}
    wrong = []
    for mail in lines_of("sender.jsonl.gz"):
        for to in mail["rcpts"]:
            answer = answers.get((mail["mail_from"], to))
            got = found.get((str(mail["message_id"]).strip("<>"), normalise(to)))
            if answer and got and not got <= allowed(answer):
                wrong.append((mail["label"], to, answer["code"], got))
    assert wrong == []
    assert len(answers) > 30


def allowed(answer: dict[str, Any]) -> set[str]:
    """What the last answer of a server may come to."""
    if answer["code"] < 300:
        return {"delivered", "sent"}
    return {"expired", "deferred", "soft_bounced"} if answer["code"] < 500 else REFUSED_FOR_GOOD
