"""Strategies that build mails as strangers build them: in the right shape, with something wrong in it."""

from base64 import b64encode
from quopri import encodestring

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.fuzz import seeds

LINE_ENDS = st.sampled_from([b"\n", b"\r\n"])
CHARSETS = st.sampled_from(
    "utf-8 us-ascii iso-8859-1 iso-8859-12 windows-1252 utf-7 utf-16 iso-2022-jp hz-gb-2312 gb18030 euc-kr big5 idna "
    'unicode_escape rot13 zip " =? no-such-charset'.split()
)
WORDS = st.one_of(
    st.text(max_size=40), st.sampled_from(seeds.TOKENS), st.binary(max_size=30).map(lambda raw: raw.decode("latin-1"))
)
ADDRESSES = st.one_of(
    st.sampled_from(
        ["ann@example.net", "<ann@example.net>", '"a b"@example.net', "@x:ann@example.net", "é@例え.example"]
    ),
    st.builds("{}@{}".format, WORDS, WORDS),
)
ENCODED_WORDS = st.builds("=?{}?{}?{}?=".format, CHARSETS, st.sampled_from(["q", "b", "B", "Q", "x", ""]), WORDS)
VALUES = st.lists(st.one_of(WORDS, ENCODED_WORDS, ADDRESSES), min_size=1, max_size=4).flatmap(
    lambda words: st.sampled_from([" ", "\n ", "\n\t", "", "\n", ", "]).map(lambda between: between.join(words))
)
NAMES = st.one_of(
    st.sampled_from(
        "From To Cc Subject Message-ID In-Reply-To References Return-Path Received Auto-Submitted Precedence List-Id "
        "X-Failed-Recipients Delivered-To X-Autoreply Date MIME-Version".split()
    ),
    st.text(max_size=10),
)
REPORT_FIELDS = st.sampled_from(
    "Reporting-MTA X-Postfix-Queue-ID Original-Envelope-Id Arrival-Date Final-Recipient Original-Recipient Action Status "
    "Remote-MTA Diagnostic-Code Last-Attempt-Date Will-Retry-Until Feedback-Type Original-Rcpt-To Version User-Agent "
    "Disposition Original-Message-ID X-Supplementary-Info".split()
)
REPORT_VALUES = st.one_of(
    VALUES,
    ADDRESSES.map("rfc822; {}".format),
    st.sampled_from(
        [
            "failed",
            "delayed",
            "delivered (x)",
            "5.1.1",
            "4.4.7 (gone)",
            "2.0.0",
            "9.9.9",
            "smtp; 550 5.1.1 no",
            "displayed",
        ]
    ),
)


def _fields(names: SearchStrategy[str], values: SearchStrategy[str], most: int) -> SearchStrategy[str]:
    """Fields in any order; now and then one has lost its colon, or a blank line stands between."""
    line = st.builds(
        "{}{}{}\n".format, names, st.sampled_from([": ", ": ", ": ", ":", " : ", "", "\n: ", ":\n "]), values
    )
    return st.lists(st.one_of(line, line, line, st.just("\n")), max_size=most).map("".join)


HEADS = _fields(NAMES, VALUES, 6)
REPORTS = _fields(REPORT_FIELDS, REPORT_VALUES, 12)
# Deferred, since hypothesis spells out what a strategy is made of: these hold whole mails.
TEXTS: SearchStrategy[str] = st.deferred(lambda: _TEXTS)
_TEXTS: SearchStrategy[str] = st.one_of(
    st.lists(WORDS, max_size=8).map("\n".join),
    st.sampled_from(seeds.PROSE).map(lambda raw: raw.decode("latin-1")),
    REPORTS,
)
LEAF_TYPES = st.sampled_from(
    "text/plain text/html message/delivery-status message/global-delivery-status message/feedback-report text/rfc822-headers "
    "message/disposition-notification application/octet-stream text multipart/mixed message/rfc822".split()
)


def _encoded(text: str, encoding: str, cut: int) -> str:
    """The text in a transfer encoding, of which the end is missing; or not in the encoding that is declared."""
    octets = text.encode("utf-8", "surrogatepass")
    if encoding == "base64":
        octets = b64encode(octets)
    elif encoding == "quoted-printable":
        octets = encodestring(octets)
    return octets[: max(len(octets) - cut, 0)].decode("latin-1")


def _leaf(type_: str, charset: str, declared: str, actual: str, cut: int, text: str) -> str:
    return f"Content-Type: {type_}; charset={charset}\nContent-Transfer-Encoding: {declared}\n\n{_encoded(text, actual, cut)}"


ENCODINGS = st.sampled_from(["7bit", "8bit", "base64", "quoted-printable", "x-uuencode", ""])
LEAVES = st.builds(_leaf, LEAF_TYPES, CHARSETS, ENCODINGS, ENCODINGS, st.sampled_from([0, 0, 0, 1, 2, 3, 50]), TEXTS)
BOUNDARIES = st.sampled_from(["B", "B", "C", "B C", "-", "=_x", ""])


def _tree(type_: str, declared: str, used: str, parts: list[str], end: str) -> str:
    body = "".join(f"--{used}\n{part}\n" for part in parts)
    return f'Content-Type: {type_}; boundary="{declared}"\n\nThis is MIME.\n{body}{end}'


def _holding(parts: SearchStrategy[str]) -> SearchStrategy[str]:
    types = st.sampled_from(
        [
            "multipart/mixed",
            "multipart/report; report-type=delivery-status",
            "multipart/digest",
            "multipart/report; report-type=feedback-report",
        ]
    )
    several = st.lists(parts, max_size=4)
    right = BOUNDARIES.flatmap(
        lambda mark: st.builds(_tree, types, st.just(mark), st.just(mark), several, st.just(f"--{mark}--\n"))
    )
    wrong = st.builds(
        _tree, types, BOUNDARIES, BOUNDARIES, several, st.sampled_from(["", "--B--\n", "--B", "--C--\nx"])
    )
    nested = st.builds("Content-Type: message/rfc822\n\n{}{}".format, HEADS, parts)
    return st.one_of(right, right, wrong, nested)


PARTS = st.recursive(LEAVES, _holding, max_leaves=6)
MAILS: SearchStrategy[bytes] = st.builds(
    lambda head, part, end: (head + part).encode("utf-8", "surrogatepass").replace(b"\n", end), HEADS, PARTS, LINE_ENDS
)

NOISE = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(seeds.TOKENS).map(str.encode),
    st.sampled_from([b"\n\n", b"\r", b"\0", b"--B--", b"\x1b$B"]),
)
DAMAGE = st.tuples(st.integers(0, 1_000), st.integers(0, 60), NOISE)


def damaged(raw: bytes, damage: list[tuple[int, int, bytes]]) -> bytes:
    """The mail with octets taken out and others put in, each at a thousandth of its length."""
    for thousandth, gone, noise in damage:
        at = len(raw) * thousandth // 1_000
        raw = raw[:at] + noise + raw[at + gone :]
    return raw


DAMAGED: SearchStrategy[bytes] = st.builds(
    damaged, st.sampled_from(seeds.MAILS), st.lists(DAMAGE, min_size=1, max_size=5)
)
