"""What a mail's own header says of it: who wrote it, to whom, and in answer to what."""

import re
from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from console.intake.bounces.letter import Letter

_DELIVERED_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "apparently-to", "to", "cc")
_ADDRESSES = re.compile(
    r"[^\s<>()\[\],;:\"']{1,256}@[\w.-]{0,252}\w"
)  # "=" is in VERP's, which an address in prose cannot have
_MESSAGE_IDS = re.compile(r"<([^<>\s]{1,998})>")
_LONGEST = 1000  # characters
_MOST = 100  # of each; nobody writes more


class Letterhead(NamedTuple):
    """Of the mail itself, not of the message that came back in it."""

    sender: str = ""  # the From field, decoded
    addressed_to: tuple[str, ...] = ()  # what the last server says comes first, as it was written
    message_id: str = ""  # without the angle brackets
    answers: tuple[str, ...] = ()  # Message-IDs: In-Reply-To, then References from the newest on (RFC 5322, 3.6.4)


def letterhead(letter: Letter) -> Letterhead:
    """Never raises."""
    fields = letter.message.fields
    addressed = [value for name in _DELIVERED_TO for value in fields.get(name, ())]
    return Letterhead(
        letter.message.words("from")[:_LONGEST],
        _first(one for value in addressed[:_MOST] for one in _ADDRESSES.findall(value[:_LONGEST])),
        (_MESSAGE_IDS.findall(letter.header("message-id")) or [""])[0],
        _first(
            _MESSAGE_IDS.findall(letter.header("in-reply-to")) + _MESSAGE_IDS.findall(letter.header("references"))[::-1]
        ),
    )


def _first(values: Iterable[str]) -> tuple[str, ...]:
    """Each once, and not more than a database is asked for in one question."""
    return tuple(islice(dict.fromkeys(values), _MOST))
