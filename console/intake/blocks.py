"""Log lines as evidence: cut into blocks, compressed, and out of them again.

A block ends where its host was silent for longer than `SILENCE`. The distance between two blocks of a host is
thus the only place where something may be missing: coverage needs no record of its own, and a gap closes when
the missing lines come in.
"""

from functools import lru_cache

import zstandard

from console.intake.batch import PLACE_BITS, Block, Place

LINES_A_BLOCK = 2000
SILENCE = 900  # seconds
BACKWARDS = 60  # seconds a log may step back within a block: daemons write a little out of order
COMPRESSION = 3  # of zstandard's 22 levels; higher ones cost much time for little


class BlockWriter:
    """Collects the lines of one batch, host by host."""

    def __init__(self, format_name: str, time_zone: str) -> None:
        self._format = format_name
        self._zone = time_zone
        self._open: dict[str, _OpenBlock] = {}
        self._finished: dict[int, Block] = {}
        self._begun = 0

    def add(self, host: str, at: float, line: str) -> Place:
        """Keep a line and say where it stands."""
        block = self._open.get(host)
        if block is None or len(block.lines) >= LINES_A_BLOCK or not -BACKWARDS <= at - block.newest <= SILENCE:
            block = self._begin(host, at, block)
        lines = block.lines
        lines.append(line)
        block.newest = at
        if at > block.last_at:
            block.last_at = at
        elif at < block.first_at:
            block.first_at = at
        return block.base + len(lines) - 1

    def finish(self) -> tuple[Block, ...]:
        """All blocks of the batch, by number."""
        for host, block in self._open.items():
            self._close(host, block)
        self._open.clear()
        return tuple(self._finished[number] for number in range(self._begun))

    def _begin(self, host: str, at: float, previous: "_OpenBlock | None") -> "_OpenBlock":
        if previous:
            self._close(host, previous)
        block = self._open[host] = _OpenBlock(self._begun, at)
        self._begun += 1
        return block

    def _close(self, host: str, block: "_OpenBlock") -> None:
        plain = "\n".join(block.lines).encode("utf-8", "surrogateescape")
        self._finished[block.base >> PLACE_BITS] = Block(
            host,
            self._format,
            int(block.first_at),
            int(block.last_at),
            self._zone,
            len(block.lines),
            plain,
        )


class _OpenBlock:
    __slots__ = ("base", "first_at", "last_at", "lines", "newest")

    def __init__(self, number: int, at: float) -> None:
        self.base = number << PLACE_BITS
        self.lines: list[str] = []
        self.first_at = self.last_at = self.newest = at


def compress(plain: bytes) -> bytes:
    """As blocks are stored."""
    return zstandard.ZstdCompressor(level=COMPRESSION).compress(plain)


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
