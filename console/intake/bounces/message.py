"""A mail's header and parts, read quickly and tolerantly.

Bounces are written by programs that break every rule: boundaries that never come, parts without a header, charsets that
do not exist. This reader takes each as far as it goes. It works on text in which each octet is one character (Latin-1),
and decodes a part only when somebody asks for its words.
"""

import binascii
import html
import quopri
import re
from collections.abc import Iterator
from functools import cached_property

from console.intake.bounces.limits import LIMITS, Limits, check
from console.mail.unreadable import UnreadableEvidence

_FOLD = re.compile(r"\n[ \t]+")
_PARAMETER = re.compile(r';\s*([\w-]+)\*?(?:0\*?)?\s*=\s*(?:"([^"\n]*)"|([^;\s]*))')
_ENCODED_WORD = re.compile(r"=\?([\w.:-]{1,40})(?:\*[\w-]*)?\?([bBqQ])\?([^?\s]*(?: [^?\s]+)*)\?=(?:\s+(?==\?))?")
_NO_BASE64 = re.compile(r"[^A-Za-z0-9+/]+")
_FIELD_NAME = re.compile(r"[!-9;-~]+[ \t]*:")
# No other codec of Python is used for strangers' mail: some do more than decode ("unicode_escape", "idna").
_CHARSETS = frozenset(
    """ascii us-ascii utf-8 utf8 utf-16 utf-16le utf-16be utf-7 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257
    cp1258 windows-1250 windows-1251 windows-1252 windows-1253 windows-1254 windows-1255 windows-1256 windows-1257
    windows-1258 windows-874 cp874 cp437 cp850 cp866 koi8-r koi8-u big5 big5-hkscs gb2312 gbk gb18030 hz-gb-2312 euc-jp
    shift_jis shift-jis sjis cp932 iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-kr euc-kr cp949 ks_c_5601-1987
    tis-620 mac-roman macintosh latin-1 latin1""".split()
    + [f"iso-8859-{number}" for number in range(1, 17) if number != 12]  # which was never made
)
_SPELT = {"ks_c_5601-1987": "cp949", "windows-874": "cp874", "hz-gb-2312": "hz", "unicode-1-1-utf-7": "utf-7"}
_UNSEEN = re.compile(r"<(style|script|head|title)\b|<!--", re.IGNORECASE)
_BREAKS = re.compile(r"<(?:br|/p|/div|/tr|/li|/h\d|/td|p|div|tr|hr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(?!/?[\w.+=-]+@)/?[a-zA-Z!][^<>]{0,2000}>")


class Part:
    """A mail, or a part of one. `text` and `source` are decoded when first asked for."""

    def __init__(self, raw: str, budget: "_Budget", depth: int = 0, default: str = "text/plain") -> None:
        budget.count(depth)
        head, self.body = _split(raw)
        self.fields = _fields(head)
        declared = self.header("content-type")
        self.type = (declared.partition(";")[0].split() or [default])[0].lower()
        self._declared = declared
        self.parts: tuple[Part, ...] = tuple(self._inside(budget, depth))

    def header(self, name: str) -> str:
        """The first field of that lower-case name, as written; "" where it is missing."""
        values = self.fields.get(name)
        return values[0] if values else ""

    def words(self, name: str) -> str:
        """A field decoded (RFC 2047), white space made single blanks."""
        return " ".join(decoded_words(self.header(name)).split())

    def parameter(self, name: str) -> str:
        for found in _PARAMETER.finditer(self._declared):
            if found[1].lower() == name:
                return str(found[2] or found[3] or "")
        return ""

    def walk(self) -> Iterator["Part"]:
        yield self
        for part in self.parts:
            yield from part.walk()

    @cached_property
    def source(self) -> str:
        """The body with its transfer encoding undone, one character an octet."""
        encoding = self.header("content-transfer-encoding").strip().lower()
        if encoding == "quoted-printable":
            octets: bytes = quopri.decodestring(self.body.encode("latin-1"))
            return octets.decode("latin-1")
        if encoding == "base64":
            return _from_base64(self.body).replace("\r\n", "\n")
        return self.body

    @cached_property
    def text(self) -> str:
        """The words of a text part; of an HTML part without its tags."""
        return from_html(self.written) if self.is_html else self.written

    @cached_property
    def written(self) -> str:
        """The text as it was written, tags and all."""
        return decoded(self.source[: LIMITS.text_characters].encode("latin-1"), self.parameter("charset"))

    @property
    def is_html(self) -> bool:
        return self.type == "text/html" or self.written[:200].lstrip()[:6].lower() == "<html>"

    def _inside(self, budget: "_Budget", depth: int) -> Iterator["Part"]:
        if self.type.startswith("multipart/"):
            boundary = self.parameter("boundary") or _guessed_boundary(self.body)
            if not boundary:
                return
            default = "message/rfc822" if self.type == "multipart/digest" else "text/plain"
            for piece in _pieces(self.body, boundary):
                yield Part(piece, budget, depth + 1, default)
        elif self.type in ("message/rfc822", "message/global") and self.body:
            yield Part(self.source.lstrip("\n"), budget, depth + 1)


class _Budget:
    """Counts parts and depth against the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._parts = 0

    def count(self, depth: int) -> None:
        self._parts += 1
        if self._parts > self._limits.parts:
            raise UnreadableEvidence(f"The mail has more than {self._limits.parts:,} parts.")
        if depth > self._limits.depth:
            raise UnreadableEvidence(f"The parts of the mail are nested more than {self._limits.depth} deep.")


def read_message(raw: bytes, limits: Limits = LIMITS) -> Part:
    """Raises UnreadableEvidence for a mail over the limits, and for nothing else."""
    check(raw, limits)
    text = raw.decode("latin-1")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.startswith("From "):  # the separator of an mbox
        text = text.partition("\n")[2]
    return Part(_blank_lines_off(text), _Budget(limits))


def _blank_lines_off(text: str) -> str:
    """Some files begin with lines that are empty or all blanks."""
    return text[len(text) - len(text.lstrip()) :] if text[:1].isspace() else text


def _split(raw: str) -> tuple[str, str]:
    """Header and body. A part whose first line is no field has no header."""
    if raw.startswith("\n"):
        return "", raw[1:]
    if not _FIELD_NAME.match(raw):
        return "", raw
    head, _, body = raw.partition("\n\n")
    return head, body


def _fields(head: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for line in _FOLD.sub(" ", head).split("\n"):
        name, colon, value = line.partition(":")
        if colon:
            fields.setdefault(name.strip().lower(), []).append(value.strip())
    return fields


def header_fields(text: str) -> dict[str, list[str]]:
    """The fields at the beginning of a text, by lower-case name."""
    return _fields(text.lstrip("\n").partition("\n\n")[0])


def _pieces(body: str, boundary: str) -> Iterator[str]:
    """What stands between the delimiters; a missing last delimiter is not missed."""
    delimiter = "--" + boundary.rstrip()
    pieces = ("\n" + body).split("\n" + delimiter)
    for piece in pieces[1:]:
        if piece.startswith("--"):
            return
        rest, newline, content = piece.partition("\n")
        if newline and not rest.strip():
            yield content


def _guessed_boundary(body: str) -> str:
    found = re.search(r"^--([^\s-][^\n]{0,68}?|-{2,}[^\n]{1,60}?)[ \t]*\n[A-Za-z-]+:", body, re.MULTILINE)
    return found[1] if found else ""


def _from_base64(body: str) -> str:
    """What can be decoded; characters that are no base64, and a rest that makes no whole octet, are left out."""
    data = _NO_BASE64.sub("", body)
    data = data[: len(data) - 1] if len(data) % 4 == 1 else data
    return binascii.a2b_base64(data + "=" * (-len(data) % 4)).decode("latin-1")


def decoded(octets: bytes, charset: str) -> str:
    """Never raises. A charset that is not known, or wrong, gives way to UTF-8 and then to Windows-1252."""
    charset = charset.strip("\"' ").lower()
    if charset in _CHARSETS and charset not in ("us-ascii", "ascii", "utf-8", "utf8"):
        try:
            return octets.decode(_SPELT.get(charset, charset))
        except (UnicodeError, LookupError):
            return octets.decode(_SPELT.get(charset, charset), "replace")
    if b"\x1b$" in octets or b"\x1b(" in octets:
        return octets.decode("iso-2022-jp", "replace")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def decoded_words(value: str) -> str:
    """A header value (RFC 2047); raw 8-bit text is read as UTF-8 where it can be."""
    if "=?" in value:
        value = _ENCODED_WORD.sub(_one_word, value)
    if value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _one_word(found: re.Match[str]) -> str:
    charset, encoding, text = found.groups()
    if encoding in "bB":
        octets = _from_base64(text).encode("latin-1")
    else:
        octets = quopri.decodestring(text.encode("latin-1"), header=True)
    return decoded(octets, charset)


def from_html(text: str) -> str:
    """The words that a reader of the HTML sees, roughly by line."""
    text = _BREAKS.sub("\n", "".join(_seen(text)))
    lines = (" ".join(line.split()) for line in html.unescape(_TAG.sub("", text)).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _seen(text: str) -> Iterator[str]:
    """Without styles, scripts and comments; from one that never ends on, all is left as it is."""
    lower, at = text.lower(), 0
    while found := _UNSEEN.search(text, at):
        end = lower.find(f"</{found[1].lower()}" if found[1] else "-->", found.end())
        if end < 0:
            break
        yield text[at : found.start()]
        at = end if found[1] else end + 3  # an end tag is taken off with the others
    yield text[at:]
