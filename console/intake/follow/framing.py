"""Messages out of a stream of octets: by line ends, or each with its length before it (RFC 6587, 3.4.1 and 3.4.2)."""

import re
from collections.abc import Iterator

from console.intake.follow.collected import Piece

COUNT = re.compile(rb"([1-9]\d{0,8}) (?=<)")  # a message of syslog begins with its priority in angle brackets
BEGINNING_OF_COUNT = re.compile(rb"[1-9]\d{0,8} ?")
LINE_END = b"\n"
KEPT = 4096  # octets of a message that is too long
TOO_LONG = "The message is longer than {longest:,} octets. Its beginning is kept."


class Framing:
    """The messages of one connection. What comes is cut wherever the network likes."""

    def __init__(self, longest: int, *, counted: bool = False) -> None:
        self._longest = longest
        self._counted = counted
        self._rest = b""
        self._dropping = 0  # octets of a message that was too long and are still to come
        self._dropping_line = False

    def feed(self, octets: bytes) -> Iterator[Piece]:
        """The messages that are complete with these octets."""
        self._rest = self._without_dropped(self._rest + octets)
        at = 0
        while at < len(self._rest) and (found := self._next(at)):
            piece, at = found
            yield piece
        self._rest = self._without_dropped(self._rest[at:])

    def end(self) -> Iterator[Piece]:
        """What is left when the stream ends: a last line needs no line end."""
        if self._rest:
            yield Piece(self._rest)
        self._rest = b""

    def _without_dropped(self, octets: bytes) -> bytes:
        if self._dropping:
            dropped = min(self._dropping, len(octets))
            self._dropping -= dropped
            octets = octets[dropped:]
        if self._dropping_line:
            _, line_end, rest = octets.partition(LINE_END)
            self._dropping_line = not line_end
            octets = rest
        return octets

    def _next(self, at: int) -> tuple[Piece, int] | None:
        if self._counted and (count := COUNT.match(self._rest, at)):
            return self._message(count.end(), int(count[1]))
        if self._counted and BEGINNING_OF_COUNT.fullmatch(self._rest, at):
            return None
        return self._line(at)

    def _message(self, begin: int, length: int) -> tuple[Piece, int] | None:
        end = begin + length
        if length > self._longest:
            if len(self._rest) - begin < KEPT:
                return None
            self._dropping = max(end - len(self._rest), 0)
            return self._too_long(begin), min(end, len(self._rest))
        return (Piece(self._rest[begin:end]), end) if end <= len(self._rest) else None

    def _line(self, at: int) -> tuple[Piece, int] | None:
        end = self._rest.find(LINE_END, at)
        if end < 0 and len(self._rest) - at <= self._longest:
            return None
        if 0 <= end <= at + self._longest:
            return Piece(self._rest[at:end]), end + 1
        self._dropping_line = end < 0
        return self._too_long(at), end + 1 if end >= 0 else len(self._rest)

    def _too_long(self, at: int) -> Piece:
        return Piece(self._rest[at : at + KEPT], TOO_LONG.format(longest=self._longest))
