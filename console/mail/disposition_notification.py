"""Disposition notifications (RFC 8098): what a reader's mail program did with a message. They are no bounces: a message
that was deleted unread was delivered first.
"""

import re
from typing import NamedTuple

from console.mail.delivery_status import address, untyped


class DispositionNotification(NamedTuple):
    """The fields of message/disposition-notification; empty text where it does not say."""

    final_recipient: str
    disposition: str  # displayed, deleted, dispatched, processed; denied and failed in RFC 3798
    automatic: bool  # sent without a person's doing
    original_message_id: str = ""  # without angle brackets
    original_recipient: str = ""
    reporting_agent: str = ""


_FIELD = re.compile(r"^([A-Za-z-]+)[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)


def read_disposition_notification(text: str) -> DispositionNotification | None:
    """None where there is no Disposition field. Never raises."""
    fields = {name.lower(): " ".join(value.split()) for name, value in _FIELD.findall(text)}
    if "disposition" not in fields:
        return None
    mode, _, kind = fields["disposition"].partition(";")
    return DispositionNotification(
        final_recipient=address(fields.get("final-recipient", "")),
        disposition=kind.strip().lower().partition("/")[0],
        automatic="automatic-action" in mode.lower(),
        original_message_id=fields.get("original-message-id", "").strip("<>"),
        original_recipient=address(fields.get("original-recipient", "")),
        reporting_agent=untyped(fields.get("reporting-ua", "")),
    )
