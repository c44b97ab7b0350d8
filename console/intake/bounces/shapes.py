"""The few shapes in which programs tell of recipients in prose. A maker's reader names its shape and its marks."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from console.intake.bounces.bounce import Statement
from console.intake.bounces.letter import Letter, the_address

Reader = Callable[[Letter], Iterable[Statement]]


class Maker(NamedTuple):
    """A program, or a house, that writes bounces of its own kind."""

    name: str
    marks: tuple[str, ...]  # any of these in subject or notice, lower case, white space as single blanks
    read: Reader
    senders: tuple[str, ...] = ()  # any of these in From, where marks alone are too common

    def recognises(self, letter: Letter) -> bool:
        if self.senders and not any(one in letter.sender for one in self.senders):
            return False
        return any(mark in letter.lower for mark in self.marks)


def paragraphs(head: str, end: str = "") -> Reader:
    """Recipients, each at the beginning of a paragraph of words about it.

    `head` is a pattern with a group `recipient`; the words are all that follows it until the next head or until `end`.
    """
    heads = re.compile(head, re.MULTILINE | re.IGNORECASE)
    ends = re.compile(end, re.MULTILINE | re.IGNORECASE) if end else None

    def read(letter: Letter) -> Iterator[Statement]:
        yield from statements(letter.notice, heads, ends)

    return read


# Gateways add their lines on viruses and secrecy below. NOD32's heading stands between two rows of underscores.
_FOOTER = re.compile(
    r"^[ \t]*(?:[_~]{10,}[ \t]*$|_{10,} [^\n_]{1,200} _{10,}[ \t]*$|[-*=]{10,}[ \t]*\n{1,3}[ \t]*This e-?mail has been scanned)",
    re.MULTILINE | re.IGNORECASE,
)


def statements(text: str, heads: re.Pattern[str], ends: re.Pattern[str] | None = None) -> Iterator[Statement]:
    """Recipients that stand one after the other share the words behind the last of them."""
    found = list(heads.finditer(text))
    shared: list[str] = []
    for at, head in enumerate(found):
        until = found[at + 1].start() if at + 1 < len(found) else len(text)
        words = without_footer(text[head.end() : until])
        words = tidy(ends.split(words, maxsplit=1)[0] if ends is not None else words)
        if recipient := the_address(head["recipient"]):
            shared.append(recipient)
        if words or at + 1 == len(found):
            yield from (Statement(recipient, words) for recipient in shared)
            shared = []


def without_footer(text: str) -> str:
    """The text up to what a gateway wrote below it."""
    return _FOOTER.split(text, maxsplit=1)[0]


_TURN = re.compile(r"(>>>|<<<) ?(.*?)(?= ?(?:>>>|<<<) |$)")
COMMANDS = {"MAIL": "MAIL", "RCPT": "RCPT", "DATA": "DATA", "HELO": "EHLO", "EHLO": "EHLO", ".": "DATA", "QUIT": "QUIT"}


def spoken(one: Statement) -> Statement:
    """Where the words are a session (`>>> RCPT TO:<…> <<< 550 …`), the refusal in it and the command it answers."""
    if "<<< " not in one.diagnostic:
        return one
    refusal, command, last = "", "", ""
    for side, words in _TURN.findall(one.diagnostic):
        if side == ">>>":
            last = COMMANDS.get(words[:4].strip().upper(), "")
        elif words[:1] in ("4", "5"):
            refusal, command = (f"{refusal} {words}" if refusal and command == last else words), last
    return one._replace(diagnostic=refusal.strip(), command=command) if refusal else one


def tidy(words: str) -> str:
    """White space made single blanks; at most four thousand characters, a reply has 512."""
    return " ".join(words[:4000].split())


def after(text: str, phrase: re.Pattern[str]) -> str:
    """What follows a phrase, "" where it is missing."""
    found = phrase.search(text)
    return text[found.end() :] if found else ""
