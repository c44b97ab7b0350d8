"""Amazon SES as JSON: an SNS notification that was sent by mail instead of to a web address."""

import json
import re
from collections.abc import Iterator
from typing import Any

from console.intake.bounces.bounce import Statement
from console.intake.bounces.letter import Letter
from console.mail.delivery_status import Action, action

_BEGINS = re.compile(
    r'\{\s*"(?:notificationType|eventType)"\s*:\s*"(Bounce|Delivery|DeliveryDelay|Complaint)"', re.IGNORECASE
)
_WRAPPED = re.compile(r'\{\s*"Type"\s*:\s*"Notification"')


def notification(letter: Letter) -> dict[str, Any]:
    """The notification in the mail's words; an empty one where there is none.

    SNS folds long lines of a mail as if they were header lines: a line break inside is no JSON and means nothing.
    """
    words = letter.words
    if found := _WRAPPED.search(words):
        words = _text(_parsed(words[found.start() :]), "Message")
    found = _BEGINS.search(words) if '"mail"' in words else None
    return _parsed(words[found.start() :]) if found else {}


def _parsed(words: str) -> dict[str, Any]:
    try:
        value, _ = json.JSONDecoder().raw_decode(re.sub(r"\n ?", "", words))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def read_ses(told: dict[str, Any]) -> Iterator[Statement]:
    """Recipients of a bounce, a delay or a delivery."""
    bounce, delivery = _object(told, "bounce"), _object(told, "delivery")
    for one in _list(bounce, "bouncedRecipients"):
        yield Statement(
            _text(one, "emailAddress"),
            _text(one, "diagnosticCode").removeprefix("smtp;").strip(),
            action(_text(one, "action")) or Action.FAILED,
            _text(one, "status"),
            remote_mta=_text(bounce, "remoteMtaIp"),
        )
    names = delivery.get("recipients")
    for name in names if isinstance(names, list) else ():
        yield Statement(str(name), _text(delivery, "smtpResponse"), Action.DELIVERED)
    for one in _list(_object(told, "deliveryDelay"), "delayedRecipients"):
        yield Statement(_text(one, "emailAddress"), _text(one, "diagnosticCode"), Action.DELAYED, _text(one, "status"))


def complained(told: dict[str, Any]) -> tuple[str, ...]:
    """Who marked the message as spam."""
    return tuple(_text(one, "emailAddress") for one in _list(_object(told, "complaint"), "complainedRecipients"))


def complaint_type(told: dict[str, Any]) -> str:
    return _text(_object(told, "complaint"), "complaintFeedbackType").lower() or "abuse"


def original_message_id(told: dict[str, Any]) -> str:
    """Of the message as it was handed in; SES's own id where the header is not told."""
    mail = _object(told, "mail")
    for one in _list(mail, "headers"):
        if _text(one, "name").lower() == "message-id":
            return _text(one, "value").strip("<> ")
    return _text(_object(mail, "commonHeaders"), "messageId").strip("<> ") or _text(mail, "messageId")


def _object(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _list(value: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = value.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _text(value: dict[str, Any], name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""
