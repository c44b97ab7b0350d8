"""A mail as rows: what its reader makes of it, in columns of `bounce` and `bounced_recipient`."""

from collections.abc import Iterator
from typing import Any

from console.diagnosis.reply_rules import edition
from console.intake.blocks import presentable
from console.intake.bounces.bounce import Bounce, BouncedRecipient
from console.intake.bounces.events import ANSWERS, answering
from console.intake.tying import named
from console.mail.address import normalise

LONGEST = 1000  # octets of a header field: anybody writes them, and an index of PostgreSQL takes 2,704
LONGEST_DIAGNOSTIC = 20_000
UNREAD: dict[str, Any] = dict.fromkeys(
    ("kind", "maker", "sender", "subject", "reporting_mta", "own_message_id", "original_message_id",
     "original_subject", "queue_id"), ""
)  # fmt: skip


def columns_of(bounce: Bounce | None, signed: str) -> dict[str, Any]:
    """What was understood; all empty of a mail that cannot be read. `signed` is as `tying.signed_for` found it."""
    if bounce is None:
        return UNREAD | {"signed": False, "read_under": edition()}
    what = named(bounce, 0, signed)
    return {
        "kind": bounce.kind.value,
        "maker": bounce.maker,
        "sender": storable(bounce.head.sender),
        "subject": storable(bounce.own_subject),
        "reporting_mta": storable(bounce.reporting_mta),
        "own_message_id": storable(bounce.head.message_id),
        "original_message_id": storable(what.message_id),
        "signed": bool(signed),
        "original_subject": storable(bounce.subject),
        "queue_id": storable(next(iter(what.provider_ids), "")),
        "read_under": edition(),
    }


def recipient_columns(number: int, bounce: Bounce | None) -> Iterator[dict[str, Any]]:
    """The recipients that the mail with that id speaks of."""
    if bounce is None:
        return
    answered = (BouncedRecipient(answering(bounce)),) if bounce.kind in ANSWERS else ()
    for one in bounce.recipients or answered:
        yield {
            "bounce_id": number,
            "recipient": storable(normalise(one.recipient)),
            "original_recipient": storable(normalise(one.original_recipient)),
            "action": one.action.value,
            "enhanced_status": storable(one.enhanced_status),
            "reply_code": one.reply_code,
            "command": storable(one.command),
            "diagnostic": storable(one.diagnostic, LONGEST_DIAGNOSTIC),
            "remote_mta": storable(one.remote_mta),
            "reason": one.reason.code,
            "rule": one.rule,
            "block_list": storable(one.block_list),
            "retry_after": one.retry_after,
        }


def storable(text: str, limit: int = LONGEST) -> str:
    """What every database takes: no NUL, no lone surrogate, at most `limit` octets: nobody reads more."""
    text = presentable(text[:limit])
    return text if len(text) * 4 <= limit else text.encode()[:limit].decode("utf-8", "ignore")
