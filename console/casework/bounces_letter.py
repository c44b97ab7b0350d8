"""A stranger's mail taken apart for a page: header fields and text as text, everything else by name, type and size.

Nothing here is rendered or handed out: HTML is words without tags, a link its words and its target, an attachment a line. How much is shown has limits,
and what is left out is counted.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from console.casework.bounces_links import words_with_targets
from console.intake.bounces.limits import LIMITS
from console.intake.bounces.message import Part, decoded, decoded_words, read_message

MOST_FIELDS = 150
LONGEST_FIELD = 2000  # characters
MOST_PARTS = 100
LONGEST_TEXT = 20_000  # characters of one part
MOST_TEXT = 100_000  # of all

# Shown although they are no text/*: reports and headers are written for people too (RFC 3464, 5965, 6522, 8098).
_READABLE = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/feedback-report",
        "message/disposition-notification",
        "message/rfc822-headers",
        "message/global-headers",
    }
)
_MAILS = frozenset({"message/rfc822", "message/global"})
_NAME = re.compile(r"""\b(?:file)?name(\*)?(?:\*?0\*?)?\s*=\s*(?:"([^"]*)"|([^;\s]*))""", re.IGNORECASE)


class ShownField(NamedTuple):
    """A header field, decoded."""

    name: str
    value: str


class ShownPart(NamedTuple):
    """A part of the mail that is no container."""

    type: str
    name: str  # of the file; "" where it has none
    size: int  # octets, about
    returned: bool  # it belongs to the message that came back
    is_text: bool
    text: str = ""
    left_out: int = 0  # characters behind the text that is shown, about


class ShownMail(NamedTuple):
    """A mail as a page shows it."""

    fields: tuple[ShownField, ...]
    more_fields: int
    parts: tuple[ShownPart, ...]
    more_parts: int

    @property
    def texts(self) -> list[ShownPart]:
        """What is written in it."""
        return [part for part in self.parts if part.is_text]

    @property
    def attachments(self) -> list[ShownPart]:
        """What is only told of."""
        return [part for part in self.parts if not part.is_text]


def shown_mail(raw: bytes) -> ShownMail:
    """Raises UnreadableEvidence for a mail over the limits, and for nothing else."""
    mail = read_message(raw)
    fields, parts = list(_fields(mail)), list(_parts(mail, returned=False))
    return ShownMail(
        tuple(fields[:MOST_FIELDS]),
        len(fields[MOST_FIELDS:]),
        tuple(_within_limits(parts[:MOST_PARTS])),
        len(parts[MOST_PARTS:]),
    )


def _fields(part: Part) -> Iterator[ShownField]:
    for name, values in part.fields.items():
        for value in values:
            yield ShownField(name.title()[:LONGEST_FIELD], decoded_words(value[:LONGEST_FIELD]))


def _parts(part: Part, returned: bool) -> Iterator[tuple[Part, bool]]:
    """The parts that are no containers; True for those of a message inside."""
    if part.type.startswith("multipart/") and part.parts:
        for inner in part.parts:
            yield from _parts(inner, returned)
    elif part.type in _MAILS and part.parts:
        yield part, True
        for inner in part.parts:
            yield from _parts(inner, returned=True)
    else:
        yield part, returned


def _within_limits(parts: list[tuple[Part, bool]]) -> Iterator[ShownPart]:
    left = MOST_TEXT
    for part, returned in parts:
        shown = _shown(part, returned, min(left, LONGEST_TEXT))
        left -= len(shown.text)
        yield shown


def _shown(part: Part, returned: bool, limit: int) -> ShownPart:
    name, size = _name(part), _size(part)
    if part.type in _MAILS:
        inside = part.parts[0] if part.parts else part
        text = "\n".join(f"{field.name}: {field.value}" for field in _fields(inside))
    elif _is_readable(part):
        text = _text(part)
    else:
        return ShownPart(part.type, name, size, returned, is_text=False)
    text = text.strip("\n")
    left_out = len(text[limit:]) + max(size - LIMITS.text_characters, 0)  # what is behind the limit is not decoded
    return ShownPart(part.type, name, size, returned, True, text[:limit], left_out)


def _text(part: Part) -> str:
    if not part.type.startswith("text/"):
        return decoded(part.source[: LIMITS.text_characters].encode("latin-1"), "")
    return words_with_targets(part.written) if part.is_html else part.text


def _is_readable(part: Part) -> bool:
    attached = part.header("content-disposition").lstrip().lower().startswith("attachment")
    return part.type in _READABLE or (part.type.startswith("text/") and not attached)


def _size(part: Part) -> int:
    """Octets when decoded, without decoding them."""
    size = len(part.body)
    if part.header("content-transfer-encoding").strip().lower() == "base64":
        return (size - part.body.count("\n")) * 3 // 4
    return size


def _name(part: Part) -> str:
    """The name of the file (RFC 2183, 2.3; RFC 2231, 4)."""
    for field in ("content-disposition", "content-type"):
        if found := _NAME.search(part.header(field)[:LONGEST_FIELD]):
            name = str(found[2] or found[3] or "")
            return unquote(name.rpartition("'")[2]) if found[1] else decoded_words(name)
    return ""
