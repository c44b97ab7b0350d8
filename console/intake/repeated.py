"""Lines that stand in the evidence already: another copy of a log, or one that overlaps it.

Only a line that is not newer than all that was read of its host can be one. It is compared word for word with
the blocks that cover its time; what stands there once is a repetition once.
"""

from collections import Counter, OrderedDict
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Engine, func, select

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
    """What is known of each host at the time when reading of a file begins, or goes on after a while (`renew`).

    `but` is the number of a file that is read on from where it ended: its own lines are no repetition.
    """

    until: dict[str, float]  # by host: behind the newest second that was read of it, in seconds since 1970 UTC

    def __init__(self, engine: Engine, but: int | None = None) -> None:
        self._engine = engine
        self._but = but
        self._spans: dict[tuple[str, int], list[_Span]] = {}
        self._lines: OrderedDict[int, Counter[str]] = OrderedDict()
        self.renew()

    def renew(self) -> None:
        """Take note of what others have read since."""
        self._spans.clear()
        newest = select(func.max(Evidence.last_at)).where(Evidence.source_id == Source.id).scalar_subquery()
        with self._engine.connect() as connection:
            known = connection.execute(select(Source.name, newest)).all()
        self.until = {name: until + 1.0 for name, until in known if until is not None}

    def holds(self, host: str, at: float, line: str) -> bool:
        """Whether this line stands in the evidence once more than it was asked for."""
        second = int(at)
        quarter = (host, second // QUARTER)
        spans = self._spans.get(quarter)
        if spans is None:
            spans = self._spans[quarter] = self._find(*quarter)
        return any(span.first_at <= second <= span.last_at and self._take(span.id, line) for span in spans)

    def holds_unread(self, line: bytes) -> bool:
        """Whether this line is in the quarantine once more than it was asked for."""
        if self._unread[line] <= 0:
            return False
        self._unread[line] -= 1
        return True

    @cached_property
    def _unread(self) -> Counter[bytes]:
        query = select(Quarantined.content).order_by(Quarantined.id.desc()).limit(REMEMBERED_UNREAD)
        if self._but is not None:
            query = query.where(Quarantined.log_file_id != self._but)
        with self._engine.connect() as connection:
            return Counter(connection.scalars(query))

    def _find(self, host: str, quarter: int) -> list[_Span]:
        query = (
            select(Evidence.id, Evidence.first_at, Evidence.last_at)
            .join(Source, Source.id == Evidence.source_id)
            .where(
                Source.name == host, Evidence.last_at >= quarter * QUARTER, Evidence.first_at < (quarter + 1) * QUARTER
            )
        )
        if self._but is not None:
            query = query.where(Evidence.log_file_id.is_distinct_from(self._but))
        with self._engine.connect() as connection:
            return [_Span(*row) for row in connection.execute(query)]

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
        lines = self._lines[block] = Counter(lines_of(content)) if content else Counter()
        if len(self._lines) > REMEMBERED:
            self._lines.popitem(last=False)
        return lines
