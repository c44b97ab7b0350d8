"""What a log format is to the reader: whose lines it knows, and what those say of messages."""

from collections.abc import Callable
from typing import Protocol

from console.mail.event import Event

Events = tuple[Event, ...]

NOTHING: Events = ()

# Reads the words of one program: when they were written (seconds since 1970 UTC), by which host, and the words.
Voice = Callable[[float, str, str], Events]


class LogFormat(Protocol):
    """The log of one mail system; a module that has these three is one."""

    NAME: str  # as it is written after --format

    def recognises(self, program: str, words: str) -> bool:
        """Whether this line can only be of this format. `program` is empty where the line names none."""

    def voice(self, program: str) -> Voice | None:
        """How to read what that program says; None if it is not part of this mail system."""


def silence(at: float, host: str, words: str) -> Events:
    """The voice of a program that says nothing of messages."""
    return NOTHING
