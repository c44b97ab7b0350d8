"""Delivery status notifications: the fields of message/delivery-status (RFC 3464) and of message/global-delivery-status
(RFC 6533), as they are written in the field: without blank lines between groups, with words after a status, with the
address type missing.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple


class Action(StrEnum):
    """RFC 3464, 2.3.3. UNSTATED where a field is missing or says something else."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"
    UNSTATED = ""


class RecipientStatus(NamedTuple):
    """One group of recipient fields (RFC 3464, 2.3); empty text where it does not say."""

    final_recipient: str = ""  # without address type and angle brackets
    original_recipient: str = ""  # RFC 3461, 4.2
    action: Action = Action.UNSTATED
    status: str = ""  # enhanced status code alone
    diagnostic: str = ""  # Diagnostic-Code, or a maker's field in its place, word for word after its type, unfolded
    remote_mta: str = ""
    last_attempt: str = ""  # as written (RFC 5322 date)
    retry_until: str = ""
    written_as: str = ""  # the field that should name the recipient, where nothing in it can be an address


class DeliveryStatus(NamedTuple):
    """The whole report."""

    reporting_mta: str = ""
    envelope_id: str = ""  # Original-Envelope-Id: the ENVID of RFC 3461, decoded
    queue_id: str = ""  # X-Postfix-Queue-ID and the like
    arrival: str = ""  # as written (RFC 5322 date)
    recipients: tuple[RecipientStatus, ...] = ()


Fields = dict[str, str]

_FIELD = re.compile(r"[ \t>]{0,4}([A-Za-z][A-Za-z0-9-]{1,40})[ \t]*:(.*)")
# A second one of these in a group begins the next: reports of some gateways have no blank lines.
_ONCE = frozenset({"final-recipient", "original-recipient", "action", "status"})
_OF_RECIPIENT = frozenset({"final-recipient", "original-recipient", "action", "status", "diagnostic-code"})
_STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)")
# No more than what tells an address from markup: mail is sent to addresses that no grammar allows, and comes back.
_POSSIBLE = re.compile(r"""(?:"(?:[^"\\\x00-\x1f]|\\[^\x00-\x1f])*+")?+[^\s<>"\x00-\x1f\x7f]*+""")
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_UTF8_XTEXT = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
# Where makers put the words of the remote server when Diagnostic-Code is missing or says nothing.
_IN_PLACE = ("x-supplementary-info", "x-actual-diagnostic", "x-notes", "diagnostic-text")


def read_delivery_status(text: str) -> DeliveryStatus:
    """Never raises: what holds no field gives a report without recipients."""
    groups = list(_joined(_groups(text.split("\n"))))
    message: Fields = {}
    for group in groups:
        for name, value in group.items():
            message.setdefault(name, value)
    return DeliveryStatus(
        reporting_mta=untyped(message.get("reporting-mta", "")),
        envelope_id=from_xtext(message.get("original-envelope-id", "")),
        queue_id=message.get("x-postfix-queue-id", "") or message.get("x-queue-id", ""),
        arrival=message.get("arrival-date", "") or message.get("x-arrival-date", ""),
        recipients=tuple(_recipient(group) for group in groups if _names_one(group)),
    )


def _names_one(group: Fields) -> bool:
    return "final-recipient" in group or "original-recipient" in group or ("action" in group and "status" in group)


def _recipient(group: Fields) -> RecipientStatus:
    final, original = group.get("final-recipient", ""), group.get("original-recipient", "")
    return RecipientStatus(
        final_recipient=address(final),
        original_recipient=address(original),
        action=action(group.get("action", "")),
        status=status(group.get("status", "")),
        diagnostic=_diagnostic(group),
        remote_mta=untyped(group.get("remote-mta", "")),
        last_attempt=group.get("last-attempt-date", ""),
        retry_until=group.get("will-retry-until", ""),
        written_as="" if address(final) or address(original) else final or original,
    )


def _diagnostic(group: Fields) -> str:
    words = untyped(group.get("diagnostic-code", ""))
    if any(character.isdigit() for character in words):
        return words
    instead = next((group[name] for name in _IN_PLACE if group.get(name)), "")
    return instead or words or _comment(group.get("status", ""))


def _comment(value: str) -> str:
    """What stands in brackets behind a status: "4.0.0 (host name lookup failure)"."""
    return value.partition("(")[2].rpartition(")")[0].strip()


def action(value: str) -> Action:
    """The first word counts: "failed (bad destination mailbox)" is failed."""
    word = value.strip().lower().partition(" ")[0].rstrip(".;,(")
    if word in ("failure", "fail", "permanent-failure", "deleted", "failed/delivery", "undeliverable"):
        return Action.FAILED
    if word == "deliverable":  # Postfix, of an address that was only tested (sendmail -bv)
        return Action.DELIVERED
    if word in ("delay", "deferred"):
        return Action.DELAYED
    return Action(word) if word in Action._value2member_map_ else Action.UNSTATED


def status(value: str) -> str:
    """The enhanced status code in a Status field, "" where there is none."""
    found = _STATUS.search(value)
    return found[0] if found else ""


def untyped(value: str) -> str:
    """What follows the type of "dns; mx.example.com" or "smtp; 550 …"; all of it where no type is given."""
    kind, semicolon, rest = value.partition(";")
    return (rest if semicolon and " " not in kind.strip() and len(kind) < 20 else value).strip()


def address(value: str) -> str:
    """The address in a recipient field: without type, comment, angle brackets; "" where nothing in it can be one."""
    found = _address(value)
    return found if _POSSIBLE.fullmatch(found) else ""


def _address(value: str) -> str:
    kind, semicolon, rest = value.partition(";")
    value = (rest if semicolon else value).strip()
    if "\\x{" in value:
        value = _UTF8_XTEXT.sub(lambda found: _character(found[1]), value)
    if "<" in value and "@" in value:
        value = value[value.rfind("<") + 1 :].partition(">")[0]
        if "@" not in value:
            return ""
    if value.startswith("@") and ":" in value:  # a route (RFC 5321, 4.1.1.3)
        value = value.rpartition(":")[2]
    if "@" not in value:
        return value.strip("<>\"' ") if kind.strip().lower() != "x400" else ""
    words = [word for word in value.split() if "@" in word]
    return words[0].strip("<>()\"',;") if words and not value.startswith('"') else value.strip("<>")


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def from_xtext(value: str) -> str:
    """ENVID and ORCPT as they were before RFC 3461, 4 encoded them."""
    return _XTEXT.sub(lambda found: chr(int(found[1], 16)), value) if "+" in value else value


def _groups(lines: Iterable[str]) -> Iterator[Fields]:
    group: Fields = {}
    last = ""
    for line in lines:
        if not line.strip():
            if group:
                yield group
            group, last = {}, ""
        elif line[0] in " \t" and last and not _starts_field(line):
            group[last] = f"{group[last]} {line.strip()}".strip()
        elif found := _FIELD.match(line):
            last = found[1].lower()
            if last in _ONCE and last in group:
                yield group
                group = {}
            group.setdefault(last, found[2].strip())
        elif last:  # a line that lost its indent on the way
            group[last] = f"{group[last]} {line.strip()}"
    if group:
        yield group


def _starts_field(line: str) -> bool:
    found = _FIELD.match(line)
    return found is not None and found[1].lower() in _OF_RECIPIENT


def _joined(groups: Iterator[Fields]) -> Iterator[Fields]:
    """A blank line inside a recipient's fields does not part them."""
    held: Fields = {}
    for group in groups:
        if held and _names_one(held) and not _begins(group) and not (held.keys() & group.keys() & _OF_RECIPIENT):
            held = {**group, **held}
            continue
        if held:
            yield held
        held = group
    if held:
        yield held


def _begins(group: Fields) -> bool:
    return "final-recipient" in group or "original-recipient" in group or "reporting-mta" in group
