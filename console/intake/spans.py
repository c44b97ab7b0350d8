"""Spans: the times in which a source was read without a long silence, put together from its blocks of evidence.

Blocks are never changed and only added, so what was put together once is kept in memory, and only the blocks
that are new since are asked for. Should the database be another one all of a sudden (restored from a backup,
its oldest evidence removed), all is put together anew.
"""

from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, Row, Select, func, select

from console.intake.blocks import SILENCE
from console.models.evidence import Evidence
from console.models.source import Source


class Span(NamedTuple):
    """Seconds since 1970 UTC; the files are rows of `log_file`, None where that is no longer known."""

    first_at: int
    last_at: int
    first_file: int | None
    last_file: int | None


Spans = tuple[Span, ...]  # of one source, in order
COLUMNS = (Evidence.source_id, Evidence.first_at, Evidence.last_at, Evidence.log_file_id)


class _Read(NamedTuple):
    """What was put together up to the newest block."""

    oldest: int | None
    newest: tuple[Any, ...] | None  # its id and columns: by them it is known again
    spans: dict[int, Spans]  # by source


_NOTHING = _Read(None, None, {})
_read: WeakKeyDictionary[Engine, _Read] = WeakKeyDictionary()


def spans_of_sources(connection: Connection) -> dict[int, Spans]:
    """The spans of each source, by its id."""
    known = _read.get(connection.engine, _NOTHING)
    read = _continued(connection, known) or _from_the_start(connection)
    if read is not known:
        _read[connection.engine] = read
    return read.spans


def merged(spans: Iterable[Span | Row[int, int, int | None, int | None]]) -> Spans:
    """Spans in order, those joined that no long silence keeps apart."""
    found: list[Span] = []
    begun: Span | None = None
    until, ends_in = 0, None
    for first_at, last_at, first_file, last_file in sorted(spans, key=itemgetter(0, 1)):
        if begun is None or first_at - until > SILENCE:
            if begun:
                found.append(begun._replace(last_at=until, last_file=ends_in))
            begun = Span(first_at, last_at, first_file, last_file)
            until, ends_in = last_at, last_file
        elif last_at > until:
            until, ends_in = last_at, last_file
    return (*found, begun._replace(last_at=until, last_file=ends_in)) if begun else ()


def _continued(connection: Connection, known: _Read) -> _Read | None:
    """With the blocks that are new; None if what is known is not what is there."""
    if known.newest is None:
        return None
    query = select(Evidence.id, *COLUMNS).where(Evidence.id >= known.newest[0]).order_by(Evidence.id)
    rows = connection.execute(query).all()
    if not rows or tuple(rows[0]) != known.newest or _oldest(connection) != known.oldest:
        return None
    if len(rows) == 1:
        return known
    news: dict[int, list[Span]] = defaultdict(list)
    for _, source, first_at, last_at, file in rows[1:]:
        news[source].append(Span(first_at, last_at, file, file))
    joined = {source: merged([*known.spans.get(source, ()), *spans]) for source, spans in news.items()}
    return _Read(known.oldest, tuple(rows[-1]), known.spans | joined)


def _from_the_start(connection: Connection) -> _Read:
    """The newest block is asked for first: what comes in meanwhile is asked for again the next time."""
    newest = connection.execute(select(Evidence.id, *COLUMNS).order_by(Evidence.id.desc()).limit(1)).one_or_none()
    oldest, whole = _oldest(connection), {}
    for source in connection.scalars(select(Source.id)).all():
        whole[source] = merged(connection.execute(_joined_by_the_database(source)).all())
    return _Read(oldest, newest and tuple(newest), {source: spans for source, spans in whole.items() if spans})


def _joined_by_the_database(source: int) -> Select[int, int, int | None, int | None]:
    """A follower makes a block every few seconds. Those that end within one `SILENCE` have none between them."""
    file = Evidence.log_file_id
    query = select(func.min(Evidence.first_at), func.max(Evidence.last_at), file, file)
    return query.where(Evidence.source_id == source).group_by(Evidence.last_at // SILENCE, file)


def _oldest(connection: Connection) -> int | None:
    return connection.scalar(select(func.min(Evidence.id)))
