"""A pasted header block, bounce or log line: which message and recipient it speaks of.

What people paste is rarely whole: a mail program's rendering, a part of a bounce, lines with blanks in front. So the
standard parser takes MIME apart where there is any, and header fields are then looked for line by line.
"""

import re
from collections.abc import Iterable, Iterator
from email import message_from_string
from email.message import Message
from email.policy import compat32
from typing import NamedTuple

from console.mail.address import normalise

MOST_CHARACTERS = 262_144  # of a paste; the rest is not looked at
MOST_PARTS = 60  # nested parts beyond some hundreds end in RecursionError inside the standard parser
MOST_CANDIDATES = 20

# In the order of how surely each names the message we sent. A bounce has its own Message-ID, which is not it.
ID_FIELDS = ("original-message-id", "x-original-message-id", "message-id", "in-reply-to", "references")
QUEUE_ID_FIELDS = ("x-postfix-queue-id", "original-envelope-id")
RECIPIENT_FIELDS = (
    "original-recipient",
    "final-recipient",
    "original-rcpt-to",
    "x-failed-recipients",
    "x-actual-recipient",
    "x-original-to",
    "delivered-to",
    "envelope-to",
    "to",
    "cc",
)
BOUNCE_FIELDS = {"final-recipient", "x-failed-recipients", "reporting-mta", "diagnostic-code"}
OTHER_FIELDS = {"from", "subject", "date", "received", "return-path", "content-type", "mime-version", "reply-to"}
FIELDS = {*ID_FIELDS, *QUEUE_ID_FIELDS, *RECIPIENT_FIELDS, *BOUNCE_FIELDS, *OTHER_FIELDS}

# A one-line box turns the ends of lines into blanks. These fields are no operators: two fields, one of them these, are a paste.
_OF_MAIL_ONLY = FIELDS - {"to", "from", "subject", "cc", "date", "message-id"}
_WITHIN_A_LINE = re.compile(rf"(?:^|\s)(?=({'|'.join(sorted(FIELDS, key=len, reverse=True))}):(?:\s|$))", re.IGNORECASE)

_FIELD = re.compile(r"[ \t>]{0,8}([A-Za-z][A-Za-z-]{1,30})[ \t]*:[ \t]*(.*)")
_MESSAGE_ID = re.compile(r"<([^<>\s]{3,500})>")
_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]{1,200}@[^\s<>()\[\],;:\"]{1,253}")
_BOUNCED_LINE = re.compile(r"<([^<>\s]{1,200}@[^<>\s]{1,253})>: ")  # of Postfix and qmail
_RECEIVED_ID = re.compile(r"\bid ([0-9A-Za-z.-]{6,40})")
_LOGGED_ID = re.compile(r"\]: ([0-9A-Za-z]{6,20}): |(?:^|\s)(\w{6}-\w{6,11}-\w{2,4}) ")  # Postfix; Exim
_LOGGED_RECIPIENT = re.compile(r"\b(?:orig_)?to=<([^<>\s]+)>|(?:=>|->|\*\*|==) (?:.{0,80}<)?([^\s<>]+@[^\s<>]+)")

Field = tuple[str, str]  # name in lower case, value unfolded


class Pasted(NamedTuple):
    """Candidates, the likeliest first."""

    ids: tuple[str, ...]
    recipients: tuple[str, ...]


def read_paste(text: str) -> Pasted | None:
    """What a pasted piece of mail or log speaks of; None when it is neither."""
    text = _in_lines(text[:MOST_CHARACTERS].strip())
    fields = [field for part in _texts(text) for field in _fields(part)]
    if fields and ("\n" in text or fields[0][0] in {"message-id", *BOUNCE_FIELDS}):
        return _kept(_ids(fields), _recipients(fields, text))
    if logged := _logged(text):
        return logged
    return None


def _in_lines(text: str) -> str:
    if "\n" in text:
        return text
    names = [name.lower() for name in _WITHIN_A_LINE.findall(text)]
    is_mail = len(names) > 1 and (not _OF_MAIL_ONLY.isdisjoint(names) or "message-id" in names)
    return _WITHIN_A_LINE.sub("\n", text).strip() if is_mail else text


def _logged(text: str) -> Pasted | None:
    ids = [one or other for one, other in _LOGGED_ID.findall(text)]
    return _kept(ids, [one or other for one, other in _LOGGED_RECIPIENT.findall(text)]) if ids else None


def _kept(ids: Iterable[str], recipients: Iterable[str]) -> Pasted | None:
    kept = Pasted(_first(ids), _first(normalise(recipient) for recipient in recipients))
    return kept if any(kept) else None


def _first(candidates: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(candidate for candidate in candidates if candidate))[:MOST_CANDIDATES]


def _texts(text: str) -> Iterator[str]:
    """The header fields and text of every part, decoded; the whole when it is no MIME message."""
    if "boundary=" not in text or text.count("boundary=") > MOST_PARTS or text.count("\n--") > 3 * MOST_PARTS:
        yield text
        return
    for part in message_from_string(text.lstrip(), policy=compat32).walk():
        yield "".join(f"{name}: {value}\n" for name, value in part.items()) + _body(part)


def _body(part: "Message[str, str]") -> str:
    payload = None if part.is_multipart() else part.get_payload(decode=True)
    return f"\n{payload.decode('utf-8', 'replace')}" if isinstance(payload, bytes) else ""


def _fields(text: str) -> list[Field]:
    fields: list[Field] = []
    folded = False
    for line in text.splitlines():
        if found := _FIELD.fullmatch(line.rstrip()):
            folded = found[1].lower() in FIELDS
            fields += [(found[1].lower(), found[2])] if folded else []
        elif folded and line[:1] in {" ", "\t"} and line.strip():
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}"[:4000])
        else:
            folded = False
    return fields


def _ids(fields: list[Field]) -> Iterator[str]:
    own = [name for name, _ in fields].index("message-id") if _is_bounce(fields) and _count(fields) > 1 else None
    likely = [field for at, field in enumerate(fields) if at != own]
    for name in ID_FIELDS:
        for value in _values(likely, name):
            found = _MESSAGE_ID.findall(value) or ([value.strip()] if "@" in value and " " not in value else [])
            yield from reversed(found)  # the last of the references is the nearest
    for name in QUEUE_ID_FIELDS:
        yield from (value.strip() for value in _values(fields, name))
    for value in _values(fields, "received"):
        yield from _RECEIVED_ID.findall(value)
    if own is not None:
        yield from _MESSAGE_ID.findall(fields[own][1])


def _recipients(fields: list[Field], text: str) -> Iterator[str]:
    """The outer To of a bounce is whoever sent the message; the To of what it returns stands last."""
    bounce = _is_bounce(fields)
    for name in RECIPIENT_FIELDS:
        if bounce and name == "to":
            yield from _BOUNCED_LINE.findall(text)
        values = _values(fields, name)
        for value in values[1:] if bounce and name in {"to", "cc", "delivered-to", "x-original-to"} else values:
            yield from _ADDRESS.findall(value)


def _values(fields: list[Field], name: str) -> list[str]:
    return [value for field, value in fields if field == name]


def _count(fields: list[Field]) -> int:
    return sum(name == "message-id" for name, _ in fields)


def _is_bounce(fields: list[Field]) -> bool:
    return any(name in BOUNCE_FIELDS or (name == "content-type" and "report" in value) for name, value in fields)
