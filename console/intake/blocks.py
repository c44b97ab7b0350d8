"""Log lines as evidence: cut into compressed blocks, and out of them again.

A block ends where its host was silent for longer than `SILENCE`. The distance between two blocks of a host is
thus the only place where something may be missing: coverage needs no record of its own, and a gap closes when
the missing lines come in.
"""

from functools import lru_cache

import zstandard

from console.intake.batch import Block, Place

BLOCK_SIZE = 128 * 1024  # characters
SILENCE = 900  # seconds
BACKWARDS = 60  # seconds a log may step back within a block: daemons write a little out of order


class BlockWriter:
    """Collects the lines of one batch, host by host."""

    def __init__(self, format_name: str, time_zone: str) -> None:
        self.finished: list[Block | None] = []
        self._format = format_name
        self._zone = time_zone
        self._open: dict[str, _OpenBlock] = {}
        self._compressor = zstandard.ZstdCompressor(level=6)

    def add(self, host: str, at: float, line: str) -> Place:
        """Keep a line and say where it stands."""
        block = self._open.get(host)
        if block is None or block.size > BLOCK_SIZE or not -BACKWARDS <= at - block.newest <= SILENCE:
            block = self._begin(host, at, block)
        block.lines.append(line)
        block.size += len(line)
        block.newest = at
        if at > block.last_at:
            block.last_at = at
        elif at < block.first_at:
            block.first_at = at
        return Place(block.number, len(block.lines) - 1)

    def finish(self) -> tuple[Block, ...]:
        """All blocks of the batch, by number."""
        for host, block in self._open.items():
            self._close(host, block)
        self._open.clear()
        return tuple(block for block in self.finished if block)

    def _begin(self, host: str, at: float, previous: "_OpenBlock | None") -> "_OpenBlock":
        if previous:
            self._close(host, previous)
        block = self._open[host] = _OpenBlock(len(self.finished), at)
        self.finished.append(None)
        return block

    def _close(self, host: str, block: "_OpenBlock") -> None:
        plain = "\n".join(block.lines).encode("utf-8", "surrogateescape")
        self.finished[block.number] = Block(
            host,
            self._format,
            int(block.first_at),
            int(block.last_at),
            self._zone,
            len(block.lines),
            len(plain),
            self._compressor.compress(plain),
        )


class _OpenBlock:
    __slots__ = ("first_at", "last_at", "lines", "newest", "number", "size")

    def __init__(self, number: int, at: float) -> None:
        self.number = number
        self.lines: list[str] = []
        self.size = 0
        self.first_at = self.last_at = self.newest = at


@lru_cache(maxsize=64)
def lines_of(content: bytes) -> list[str]:
    """The lines of a compressed block, as they stood; bytes that are not UTF-8 as lone surrogates."""
    return unpack(content).decode("utf-8", "surrogateescape").split("\n")


def unpack(content: bytes) -> bytes:
    """The plain bytes of a compressed block."""
    return zstandard.ZstdDecompressor().decompress(content)


def presentable(line: str) -> str:
    """The line for readers, databases and pages: what is not UTF-8, and NUL, as a backslash escape."""
    if line.isascii() and "\0" not in line:
        return line
    return line.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace").replace("\0", "\\x00")
