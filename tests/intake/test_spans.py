"""Spans: what was read without a long silence, in whatever order its blocks came in."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, Engine, delete, event, insert

from console.intake.blocks import SILENCE
from console.intake.spans import Span, merged, spans_of_sources
from console.models.evidence import Evidence
from console.models.source import Source

TIMES = st.integers(0, 40 * SILENCE)
BLOCKS = st.lists(
    st.tuples(TIMES, st.integers(0, 2 * SILENCE), st.integers(1, 3)).map(lambda b: Span(b[0], b[0] + b[1], b[2], b[2])),
    max_size=12,
)


def keep(engine: Engine, *blocks: tuple[int, int], source: int = 1) -> None:
    """Store empty blocks of these times."""
    rows = [
        {"source_id": source, "first_at": first, "last_at": last, "time_zone": "UTC", "line_count": 1, "size": 0}
        for first, last in blocks
    ]
    with engine.begin() as connection:
        connection.execute(insert(Evidence), [row | {"content": b""} for row in rows])


def spans(engine: Engine, source: int = 1) -> list[tuple[int, int]]:
    """What was read of a source."""
    with engine.connect() as connection:
        return [span[:2] for span in spans_of_sources(connection).get(source, ())]


@pytest.fixture
def host(engine: Engine) -> Engine:
    """A database that knows two hosts."""
    with engine.begin() as connection:
        connection.execute(insert(Source), [{"id": n, "name": f"mx{n}", "format": "postfix"} for n in (1, 2)])
    return engine


@pytest.fixture
def statements(host: Engine) -> list[str]:
    """What the database is asked."""
    asked: list[str] = []
    listener = event.listens_for(host, "before_cursor_execute")
    listener(lambda connection, cursor, statement, *rest: asked.append(statement))
    return asked


@given(BLOCKS, st.randoms())
def test_the_order_in_which_blocks_come_in_changes_nothing(blocks: list[Span], random: object) -> None:
    shuffled = list(blocks)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    times = [span[:2] for span in merged(blocks)]
    step_by_step: tuple[Span, ...] = ()
    for block in shuffled:
        step_by_step = merged([*step_by_step, block])
    assert [span[:2] for span in step_by_step] == times


@given(BLOCKS)
def test_between_two_spans_there_is_a_long_silence(blocks: list[Span]) -> None:
    found = merged(blocks)
    assert all(after.first_at - before.last_at > SILENCE for before, after in pairwise(found))
    assert all(any(span.first_at <= at <= span.last_at for span in found) for block in blocks for at in block[:2])


@given(BLOCKS.filter(bool))
def test_a_span_knows_in_which_files_it_begins_and_ends(blocks: list[Span]) -> None:
    for span in merged(blocks):
        assert any((block.first_at, block.first_file) == (span.first_at, span.first_file) for block in blocks)
        assert any((block.last_at, block.last_file) == (span.last_at, span.last_file) for block in blocks)


def test_new_blocks_join_what_was_read_before(host: Engine) -> None:
    keep(host, (0, 100), (5000, 5100))
    assert spans(host) == [(0, 100), (5000, 5100)]
    keep(host, (200, 4500), (9000, 9100))
    keep(host, (7, 8), source=2)
    assert (spans(host), spans(host, 2)) == ([(0, 5100), (9000, 9100)], [(7, 8)])


@pytest.mark.parametrize("seed", range(5))
def test_the_database_joins_blocks_as_we_do(host: Engine, seed: int) -> None:
    numbers = Random(seed)
    begins = sorted(numbers.randint(0, 200 * SILENCE) for _ in range(300))
    blocks = [(begin, begin + int(numbers.expovariate(1 / 300))) for begin in begins]
    keep(host, *blocks)
    together = spans(host)
    assert together == [span[:2] for span in merged(Span(*block, None, None) for block in blocks)]
    assert len(together) > 1


def test_only_new_blocks_are_asked_for(host: Engine, statements: list[str]) -> None:
    keep(host, *((at * 100, at * 100 + 90) for at in range(500)))
    spans(host)
    statements.clear()
    keep(host, (60_000, 60_010))
    assert spans(host) == [(0, 49_990), (60_000, 60_010)]
    asked = [one for one in statements if "SELECT" in one]
    assert all("evidence.id >=" in one or "min(evidence.id)" in one for one in asked)


@pytest.mark.parametrize("removed", [Evidence.id == 1, Evidence.id == 3, Evidence.id > 0])
def test_blocks_that_are_gone_are_forgotten(host: Engine, removed: ColumnElement[bool]) -> None:
    keep(host, (0, 100), (5000, 5100), (9000, 9100))
    spans(host)
    with host.begin() as connection:
        connection.execute(delete(Evidence).where(removed))
    before = spans(host)
    keep(host, (20_000, 20_100))
    assert spans(host) == [*before, (20_000, 20_100)]
    assert (0, 100) not in before or (9000, 9100) not in before


def test_without_evidence_there_are_no_spans(host: Engine) -> None:
    assert spans(host) == []
