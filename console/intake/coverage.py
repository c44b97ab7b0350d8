"""Coverage: from when to when each source was read, and where something may be missing.

A log is taken to be whole where its host was never silent for longer than is usual there. What is usual is
learned from the log itself: a host that logs once an hour has no gap after twenty minutes.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from console.intake.blocks import SILENCE
from console.models.evidence import Evidence
from console.models.source import Source

ORDINARY_SILENCES = 0.98  # of all silences between blocks: those are how the host is; the rest are gaps
PATIENCE = 3  # a gap is a silence of more than so many times the longest ordinary one
ENOUGH_SILENCES = 10  # fewer teach nothing


class Gap(NamedTuple):
    """A time in which a source told nothing; seconds since 1970 UTC."""

    first_at: int
    last_at: int


class SourceCoverage(NamedTuple):
    """What was read of one source; seconds since 1970 UTC."""

    source: str
    first_at: int
    last_at: int
    gaps: tuple[Gap, ...]


class _Span(NamedTuple):
    first_at: int
    last_at: int


def coverage(connection: Connection, first_at: float, last_at: float) -> list[SourceCoverage]:
    """Every source that was ever read, with its gaps that touch the given time (seconds since 1970 UTC)."""
    found = []
    for number, name in connection.execute(select(Source.id, Source.name).order_by(Source.name)):
        spans = _spans(connection, number)
        if spans:
            gaps = tuple(gap for gap in gaps_in(spans) if gap.first_at <= last_at and gap.last_at >= first_at)
            found.append(SourceCoverage(name, spans[0].first_at, max(span.last_at for span in spans), gaps))
    return found


def gaps_in(spans: Iterable[tuple[int, int]]) -> list[Gap]:
    """The gaps between times that were read, given as (first, last)."""
    silences = _silences(spans)
    usual = _usual([gap.last_at - gap.first_at for gap in silences])
    return [gap for gap in silences if gap.last_at - gap.first_at > usual]


def _spans(connection: Connection, source_id: int) -> list[_Span]:
    query = select(Evidence.first_at, Evidence.last_at).where(Evidence.source_id == source_id)
    return sorted(_Span(*row) for row in connection.execute(query))


def _silences(spans: Iterable[tuple[int, int]]) -> list[Gap]:
    silences, until = [], None
    for first_at, last_at in sorted(spans):
        if until is not None and first_at - until > SILENCE:
            silences.append(Gap(until, first_at))
        until = last_at if until is None else max(until, last_at)
    return silences


def _usual(lengths: list[int]) -> int:
    """The longest silence, in seconds, that is no gap."""
    if len(lengths) < ENOUGH_SILENCES:
        return SILENCE
    ordinary = sorted(lengths)[int(len(lengths) * ORDINARY_SILENCES) - 1]
    return max(SILENCE, PATIENCE * ordinary)
