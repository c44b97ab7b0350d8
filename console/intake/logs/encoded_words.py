"""Header text as people wrote it: encoded words (RFC 2047) decoded."""

import codecs
from email.errors import HeaderParseError
from email.header import decode_header

LONGEST = 2000  # characters; Postfix logs some 200 of a header, and decoding is slow on long ones
# Python's own, which no mail uses: they turn escapes into markup, or fail in ways of their own.
NOT_FOR_MAIL = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})


def decoded(text: str) -> str:
    """The text, or what of it can be decoded; never raises."""
    if "=?" not in text or len(text) > LONGEST:
        return text
    # Postfix logs the line break between two words of a folded header as "?".
    text = text.replace("?=?  =?", "?= =?").replace("?=? =?", "?= =?")
    try:
        return "".join(_piece(*piece) for piece in decode_header(text))
    except (HeaderParseError, ValueError):
        return text


def _piece(content: bytes | str, charset: str | None) -> str:
    if isinstance(content, str):
        return content
    try:
        name = codecs.lookup(charset or "ascii").name
    except (LookupError, ValueError):
        name = "latin-1"
    return content.decode("latin-1" if name in NOT_FOR_MAIL else name, "replace")
