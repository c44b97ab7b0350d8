"""What a thread has collected and nobody has stored yet. There is room for so much: whoever brings more waits."""

from collections import deque
from collections.abc import Iterable
from threading import Condition
from typing import NamedTuple

ROOM = 32 * 1024 * 1024  # octets
PIECES_AT_ONCE = 5000
OCTETS_AT_ONCE = 4 * 1024 * 1024


class Piece(NamedTuple):
    """A line, without its line end."""

    content: bytes
    reason: str = ""  # why it is none that can be read; empty: it may be
    cursor: str = ""  # by which its sender knows where to go on


class Collected:
    """Pieces in the order in which they came."""

    def __init__(self) -> None:
        self._pieces: deque[Piece] = deque()
        self._octets = 0
        self._changed = Condition()
        self._closing = False

    def add(self, pieces: Iterable[Piece]) -> bool:
        """Add pieces once there is room. False: it is time to end."""
        pieces = list(pieces)
        with self._changed:
            self._changed.wait_for(lambda: self._octets < ROOM or self._closing)
            self._pieces.extend(pieces)
            self._octets += sum(len(piece.content) for piece in pieces)
            return not self._closing

    def take(self) -> list[Piece]:
        """Some of the oldest pieces, as many as make a batch."""
        taken: list[Piece] = []
        octets = 0
        with self._changed:
            while self._pieces and len(taken) < PIECES_AT_ONCE and octets < OCTETS_AT_ONCE:
                taken.append(self._pieces.popleft())
                octets += len(taken[-1].content)
            self._octets -= octets
            self._changed.notify_all()
        return taken

    def close(self) -> None:
        """Nobody is kept waiting any more: what is on its way is added, and then it is time to end."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
