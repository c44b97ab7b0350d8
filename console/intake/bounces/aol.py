"""AOL's old notices name local parts alone: the domain is the sender's own."""

import re
from collections.abc import Iterator

from console.intake.bounces.bounce import Statement
from console.intake.bounces.letter import Letter
from console.intake.bounces.shapes import Maker, tidy
from console.mail.address import domain_of

_WORDS = 1500  # characters that say why
_NAMES = re.compile(r"^[ \t]+(?P<name>[\w.+-]{2,64})[ \t]*$", re.MULTILINE)


def _read(letter: Letter) -> Iterator[Statement]:
    domain = domain_of(letter.sender.rstrip(" >")) or "aol.com"
    words = tidy(letter.notice[:_WORDS])
    yield from (Statement(f"{found['name']}@{domain}", words) for found in _NAMES.finditer(letter.notice))


AOL = Maker("aol", marks=("could not be delivered because they are not accepting mail",), read=_read, senders=("aol.",))
