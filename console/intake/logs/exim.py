"""Exim: mainlog and rejectlog, and the same lines under syslog.

A line about a message begins with its ID and a flag: <= came in, => and -> were delivered, == deferred, ** failed,
and then Completed. What else stands after an ID, or in a line without one, are remarks, and those can be any text,
since a configuration may log what it likes: they say nothing of a message unless they tell that it was refused.
"""

import re
from collections.abc import Callable

from console.intake.logs.exim_delivery import deferred, delivered, failed, suppressed
from console.intake.logs.exim_receipt import received, rejected
from console.intake.logs.format import NOTHING, Events, Voice
from console.mail.event import Event, Kind

NAME = "exim"

# Reads what is said of one message: time (seconds since 1970 UTC), host, message ID, the words after the flag.
Reader = Callable[[float, str, str, str], Events]

FLAGS: dict[str, Reader] = {
    "<=": received,
    "=>": delivered,
    "->": delivered,  # another recipient of the same delivery
    ">>": delivered,  # cut-through: before the message was ours
    "*>": suppressed,
    "==": deferred,
    "**": failed,
}
# Sentences about the whole message, by how they begin. Freezing and thawing by hand is logged in small letters.
STATES = (
    ("Completed", Kind.REMOVED),
    ("Frozen", Kind.HELD),
    ("frozen by ", Kind.HELD),
    ("Unfrozen", Kind.RELEASED),
    ("unfrozen by ", Kind.RELEASED),
    ("removed by ", Kind.DELETED),
    ("cancelled by timeout_frozen_after", Kind.EXPIRED),
    ("cancelled by ", Kind.DELETED),
)

ID = r"[0-9A-Za-z]{6}-(?:[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{11}-[0-9A-Za-z]{4})"  # to 4.96; from 4.97
ABOUT_MESSAGE = re.compile(rf"({ID}) (\S+) ?(.*)", re.ASCII | re.DOTALL)
# In a syslog Exim repeats its own stamp, and splits what is too long: "[1\2] " and "[2/2] ".
OWN_HEAD = re.compile(
    r"(?:\[\d+[\\/]\d+\] )?(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? (?:[+-]\d{4} )?)?(?:\[\d+\] )?", re.ASCII
)
LATER_PART = re.compile(r"\[(?!1[\\/])\d+[\\/]\d+\] ", re.ASCII)
PROGRAM = re.compile(r"(?:.*/)?exim4?(?:[-_][\w-]+)?")
TELLING = re.compile(
    rf"{ID} |exim \d|(?:Start|End) queue run: |SMTP (?:call|command|connection|data|protocol|syntax) |no host name found "
    r"|no IP address found |no MAIL in SMTP |H=\S|U=\S+ (?:F=|rejected)|\w+ authenticator failed for |TLS error on ",
    re.ASCII,
)


def recognises(program: str, words: str) -> bool:
    """Whether the program is Exim, or, as Exim's own log names none, the words can only be Exim's."""
    return PROGRAM.fullmatch(program) is not None if program else TELLING.match(words) is not None


def voice(program: str) -> Voice | None:
    """How to read what Exim says; None if it is another program."""
    return _read if not program or PROGRAM.fullmatch(program) else None


def _read(at: float, host: str, words: str) -> Events:
    if words[:1] in "[12" and words:
        if LATER_PART.match(words):
            return NOTHING
        words = words[OWN_HEAD.match(words).end() :]  # type: ignore[union-attr]  # it matches nothing at least
    found = ABOUT_MESSAGE.match(words)
    if found is None:
        return rejected(at, host, "", words)
    message_id, flag, said = found.groups()
    if reader := FLAGS.get(flag):
        return reader(at, host, message_id, said)
    rest = words[found.start(2) :]
    for beginning, kind in STATES:
        if rest.startswith(beginning):
            return (Event(at, kind, host, message_id, reply="" if kind is Kind.REMOVED else rest),)
    return rejected(at, host, message_id, rest)
