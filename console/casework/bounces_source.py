"""The source of a mail of a bounce mailbox: word for word, a piece at a time."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.intake.blocks import presentable, unpack
from console.models.bounce import BounceMail

PIECE = 60_000  # octets on one page


class Source(NamedTuple):
    """A piece of a mail as it came. What is not UTF-8 stands as escapes."""

    text: str
    first: int  # octets before it
    size: int  # octets of all that is kept
    next: int | None  # where the next piece begins


def source(session: Session, number: int, first: int = 0) -> Source | None:
    """The mail with this id, from an octet on."""
    content = session.scalar(select(BounceMail.content).where(BounceMail.id == number))
    if content is None:
        return None
    raw = unpack(content)
    piece = raw[first : first + PIECE]
    return Source(as_text(piece), first, len(raw), first + PIECE if first + PIECE < len(raw) else None)


def as_text(raw: bytes) -> str:
    """Octets for readers."""
    return presentable(raw.decode("utf-8", "surrogateescape").replace("\r\n", "\n"))
