"""What the rules see of a reply: lower case, with everything masked that differs from message to message.

The same refusal then looks the same for every recipient, which lets its ruling be remembered, and no rule can take a
number out of an address, an IP address or a queue ID for a code.
"""

import re
from typing import NamedTuple

from console.mail.reply import read_reply

MASK = "#"
_ADDRESS = re.compile(r"""(?<![^\s<>()\[\],;:"'=|/@])[^\s<>()\[\],;:"'=|/@]*+@[\w.-]*\w""")
_TOKEN = re.compile(
    r"(?<![^\W_])(?=[a-zA-Z]*\d)(?:"  # from the beginning of a run of letters and digits
    r"\d{1,3}(?:\.\d{1,3}){3}(?![\d.]*\d)"  # IPv4
    r"|(?:[\da-fA-F]{1,4}:){1,7}(?::|[\da-fA-F]{1,4}:[\da-fA-F]{1,4}:)[\da-fA-F:.]*"  # IPv6, and no time of day
    # Queue ID, UUID; but BL000010, DMARC000001 and the like are codes: letters, and a small number filled up with zeros.
    r"|(?=[a-zA-Z]*\d[a-zA-Z]*\d)(?=\d*[a-zA-Z])(?![a-zA-Z]{2,5}0\d{2,5}(?![^\W_]))[a-zA-Z\d]{8,}(?![^\W_])"
    r"|\d{6,}(?![^\W_])"
    r")"
)
_LONGEST = 4000  # characters that are read; a reply line of RFC 5321 has 512 octets


class Reading(NamedTuple):
    """One reply, ready for the rules."""

    text: str  # of the reply, or all words where our own MTA speaks; a blank at both ends
    host: str
    statuses: frozenset[str]  # "5.7.26" and "5.7.x"
    codes: frozenset[str]  # "550" and "5xx", or "none"
    command: str


def masked(words: str) -> str:
    """The words with addresses, IP addresses, IDs and long numbers masked. What two replies share here, they mean."""
    words = words[:_LONGEST]
    if "@" in words:
        words = _ADDRESS.sub("@", words)
    return _TOKEN.sub(MASK, words)


def reading(words: str, stated_status: str = "", stated_command: str = "") -> Reading:
    """`words` are masked; the enhanced status code and the command are those that stand beside them, or ""."""
    reply = read_reply(words)
    status = _better(reply.enhanced_status, stated_status)
    statuses = frozenset((status, f"{status[:4]}x")) if status else frozenset[str]()
    codes = frozenset((str(reply.code), f"{reply.code // 100}xx") if reply.code else ("none",))
    return Reading(f" {reply.text.lower()} ", reply.host.lower(), statuses, codes, reply.command or stated_command)


def _better(told: str, stated: str) -> str:
    """An MTA puts x.0.0, or a guess of its own, beside a reply; the code in the server's words is the server's."""
    return stated if not told or (told.endswith(".0.0") and stated) else told
