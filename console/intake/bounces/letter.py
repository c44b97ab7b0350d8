"""A mail as the readers of bounces see it: who wrote it, what it says, and the message that came back with it."""

import re
from functools import cached_property

from console.intake.bounces.message import Part, decoded, header_fields
from console.mail.delivery_status import address

# Where the notice ends and the returned message begins, as its writers put it.
_RETURNED = re.compile(
    r"""^[ \t|>]*(?:
      [-=_*]{2,}[ \t]*(?:
          (?:this|here|below|enclosed)\b[^\n]{0,20}?\b(?:is|are|line)\b[^\n]{0,60}\b(?:copy|headers?)\b
        | (?:original|returned|unsent|undelivered|unsendable|bounced|rejected|failed|source)[ ]+(?:mail|message|e-mail|text)
        | (?:start|begin)\w*[ ]of[ ](?:the[ ])?(?:returned|original|bounced)
        | the[ ]header[ ]of[ ]the[ ]original
        | header[ ]of[ ]the[ ](?:source|original)
        | (?:message|mail)[ ](?:text|header|headers|body|contents?)[ ]+follow
        | returned[ ]+message
        | (?:message|mail)[ ](?:header|headers)\b
        | forwarded[ ]message
        | headers?[ ]of[ ](?:the|your)
      )
    | (?:the[ ])?original[ ]message(?:[ ](?:follows|headers?)\b|:[ \t]*(?=\n))
    | (?:original[ ])?message[ ]headers[ ]follow
    | (?:your[ ])?original[ ]message[ ]headers?:
    | included[ ]is[ ]a[ ]copy[ ]of[ ]the[ ]message
    | here[ ]is[ ]a[ ]copy[ ]of[ ]the[ ](?:first|message)
    | a[ ]copy[ ]of[ ](?:the|your)[ ](?:original[ ])?(?:message|mail)\b[^\n]{0,40}(?:follows|below|is|:)
    | the[ ](?:first|following)[^\n]{0,30}(?:lines|bytes|part)[ ]of[ ](?:the|your)[ ](?:original[ ])?message
    | begin[ ]forwarded[ ]message:
    | the[ ]headers?[ ]of[ ](?:the|your)[ ](?:original[ ])?(?:message|mail)\b
    | -{2,}[ ]*Original[ ]mail[ ]info
    )[^\n]*\n""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_HEADERS_BEGIN = re.compile(
    r"^(?:>?Received: from|Received: by|Received: \(|Return-Path: ?<)", re.IGNORECASE | re.MULTILINE
)
_MESSAGE_ID = re.compile(
    r"^[ \t>|*]*+Message-ID:[ \t]*+\n?[ \t>]*+<?([^\s<>]+@?[^\s<>]*)>?", re.IGNORECASE | re.MULTILINE
)
_ADDRESSES = re.compile(r"[^\s<>()\[\],;:\"'=|@]{1,128}@[\w.-]{1,200}\w")
_LONGEST_LINE = 1000  # characters; RFC 5322 has 998 octets. Patterns may take the square of a line
_LONGEST_NOTICE = 60_000
_TOO_LONG = re.compile(rf"[^\n]{{{_LONGEST_LINE}}}(?=[^\n])")
_SEARCHED = 200_000  # characters in which a Message-ID is looked for when no part tells it
_RETURNED_TYPES = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
)


class Letter:
    """Parts are decoded only when a reader asks for them."""

    def __init__(self, message: Part) -> None:
        self.message = message
        self.parts = tuple(message.walk())

    def header(self, name: str) -> str:
        return self.message.header(name)

    @cached_property
    def subject(self) -> str:
        return self.message.words("subject")[:_LONGEST_LINE]

    @cached_property
    def sender(self) -> str:
        """The From field, decoded and in lower case."""
        return self.message.words("from").lower()[:_LONGEST_LINE]

    @cached_property
    def own_parts(self) -> tuple[Part, ...]:
        """All parts but those of the returned message."""
        found: list[Part] = []
        _own(self.message, found)
        return tuple(found)

    @cached_property
    def returned_part(self) -> Part | None:
        """The part that holds the returned message or its header."""
        return next((part for part in self.own_parts[1:] if part.type in _RETURNED_TYPES or _is_a_mail(part)), None)

    @cached_property
    def words(self) -> str:
        """All that is written for people; plain text goes before HTML."""
        plain = [part.text for part in self.own_parts if part.type == "text/plain" and not _is_a_mail(part)]
        if not any(text.strip() for text in plain):
            plain = [part.text for part in self.own_parts if part.type == "text/html"] or plain
        if not plain and not self.message.parts:
            plain = [decoded(self.message.source.encode("latin-1"), "")]
        return "\n".join(plain)

    @cached_property
    def _cut(self) -> tuple[str, str]:
        words = self.words
        found = _RETURNED.search(words)
        begins = _HEADERS_BEGIN.search(words, 0, found.start() if found else len(words))
        if begins and begins.start() > 0:
            return words[: begins.start()], words[begins.start() :]
        return (words[: found.start()], words[found.end() :]) if found else (words, "")

    @cached_property
    def notice(self) -> str:
        """What is written for people before the returned message; a line longer than any reply is broken."""
        notice = self._cut[0][:_LONGEST_NOTICE]
        return _TOO_LONG.sub(r"\g<0>\n", notice)

    @cached_property
    def lower(self) -> str:
        """Subject and notice in lower case, white space made single blanks: where marks are looked for."""
        return " ".join(f"{self.subject} {self.notice[:20_000]}".lower().split())

    @cached_property
    def returned(self) -> dict[str, list[str]]:
        """The header of the returned message, by lower-case field name."""
        part = self.returned_part
        if part is not None:
            if _is_a_mail(part):
                return part.fields
            inner = part.parts[0].fields if part.parts else header_fields(part.source)
            if inner:
                return inner
        return header_fields(_unquoted(self._cut[1]))

    def of_returned(self, name: str) -> str:
        values = self.returned.get(name)
        return values[0] if values else ""

    @cached_property
    def original_message_id(self) -> str:
        """Without angle brackets; "" where no returned message tells it."""
        told = self.of_returned("message-id").strip()
        if told:
            return told.partition("<")[2].partition(">")[0] or told.strip("<>").partition(" ")[0]
        part = self.returned_part
        found = _MESSAGE_ID.search(part.source if part is not None else self._cut[1]) or _MESSAGE_ID.search(self.words)
        if not found:
            found = next(
                filter(None, (_MESSAGE_ID.search(one.text) for one in self.own_parts if one.type[:5] == "text/")), None
            )
        found = found or _MESSAGE_ID.search(self.message.body, 0, _SEARCHED)
        return found[1].strip("<>") if found else ""

    @cached_property
    def addressees(self) -> tuple[str, ...]:
        """To whom the returned message says it went, most certain field first."""
        for name in ("x-failed-recipients", "x-original-to", "delivered-to", "to"):
            if found := tuple(addresses(" ".join(self.returned.get(name, ())))):
                return found
        return ()

    @cached_property
    def correspondents(self) -> frozenset[str]:
        """Addresses that are not those of recipients: who got this notice, who wrote it, who sent the original."""
        fields = [
            self.message.fields.get(name, [])
            for name in ("from", "to", "reply-to", "return-path", "delivered-to", "errors-to")
        ]
        fields += [self.returned.get(name, []) for name in ("from", "sender", "return-path", "reply-to")]
        return frozenset(one.lower() for field in fields for value in field for one in addresses(value))


def _is_a_mail(part: Part) -> bool:
    """Some programs put the fields of the returned message into the header of its part."""
    return "from" in part.fields and ("received" in part.fields or "message-id" in part.fields)


def _own(part: Part, found: list[Part]) -> None:
    found.append(part)
    if len(found) > 1 and _is_a_mail(part):
        return
    if part.type.startswith("multipart/"):
        for each in part.parts:
            _own(each, found)


def _unquoted(text: str) -> str:
    """Headers as a notice quotes them: after blank lines, indented, behind a sign of quoting."""
    text = text.lstrip("\n \t-=*")
    first = text.partition("\n")[0]
    if first.startswith((">", "|")):
        return "\n".join(line.lstrip(">| ") if line[:1] in ">|" else line for line in text.split("\n"))
    return text


def addresses(text: str) -> list[str]:
    """The e-mail addresses in a text, in order, each once, without a full stop behind."""
    return list(dict.fromkeys(found.rstrip(".") for found in _ADDRESSES.findall(text)))


def the_address(text: str) -> str:
    """The one address a head line is about; "" where there is none."""
    return address(text)
