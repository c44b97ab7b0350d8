"""Lines that stand in the evidence already: another copy of a log, or one that overlaps it.

Only a line that is not newer than all that was read of its host can be one. It is compared word for word with
the blocks that cover its time; what stands there once is a repetition once.
"""

from collections import Counter, OrderedDict
from typing import NamedTuple

from sqlalchemy import Engine, Select, select

from console.intake.blocks import lines_of
from console.models.evidence import Evidence
from console.models.quarantine import Quarantined
from console.models.source import Source

REMEMBERED = 24  # blocks
REMEMBERED_UNREAD = 100_000  # lines
QUARTER = 900  # seconds: blocks are looked up by the quarters of an hour that they touch


class _Span(NamedTuple):
    id: int
    first_at: int
    last_at: int


class Repeated:
    """What is known of each host at the time when reading of a file begins."""

    def __init__(self, engine: Engine, but: int | None = None) -> None:
        """`but` is the number of a file that is read on from where it ended: its own lines are no repetition."""
        self._engine = engine
        self._spans: dict[tuple[str, int], list[_Span]] = {}
        self._lines: OrderedDict[int, Counter[str]] = OrderedDict()
        self.until: dict[str, float] = {}
        with engine.connect() as connection:
            query = select(Source.name, Evidence.id, Evidence.first_at, Evidence.last_at).join(
                Source, Source.id == Evidence.source_id
            )
            if but is not None:
                query = query.where(Evidence.log_file_id.is_distinct_from(but))
            for name, *span in connection.execute(query):
                self._remember(name, _Span(*span))
            self._unread: Counter[bytes] = Counter(connection.scalars(_quarantine(but)))

    def holds(self, host: str, at: float, line: str) -> bool:
        """Whether this line stands in the evidence once more than it was asked for."""
        second = int(at)
        for span in self._spans.get((host, second // QUARTER), ()):
            if span.first_at <= second <= span.last_at and self._take(span.id, line):
                return True
        return False

    def holds_unread(self, line: bytes) -> bool:
        """Whether this line is in the quarantine once more than it was asked for."""
        if self._unread[line] <= 0:
            return False
        self._unread[line] -= 1
        return True

    def _remember(self, host: str, span: _Span) -> None:
        for quarter in range(span.first_at // QUARTER, span.last_at // QUARTER + 1):
            self._spans.setdefault((host, quarter), []).append(span)
        self.until[host] = max(self.until.get(host, 0.0), span.last_at + 1.0)

    def _take(self, block: int, line: str) -> bool:
        lines = self._lines.get(block)
        if lines is None:
            lines = self._load(block)
        else:
            self._lines.move_to_end(block)
        if lines[line] <= 0:
            return False
        lines[line] -= 1
        return True

    def _load(self, block: int) -> Counter[str]:
        with self._engine.connect() as connection:
            content = connection.scalar(select(Evidence.content).where(Evidence.id == block))
        lines = Counter(lines_of(content)) if content else Counter()
        self._lines[block] = lines
        if len(self._lines) > REMEMBERED:
            self._lines.popitem(last=False)
        return lines


def _quarantine(but: int | None) -> Select[bytes]:
    query = select(Quarantined.content).order_by(Quarantined.id.desc()).limit(REMEMBERED_UNREAD)
    return query if but is None else query.where(Quarantined.log_file_id != but)
