"""status:stale: what the database finds is what is said of each row."""

from collections.abc import Iterator
from random import Random

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from console.diagnosis.status import DEFERRED, DELIVERED, HELD, QUEUED, SENT
from console.models.address import Address
from console.models.daily import ALL_DOMAINS, Daily
from console.models.domain import Domain
from console.models.evidence import Evidence
from console.models.hop import Hop
from console.models.message import Message
from console.models.recipient import Recipient
from console.models.source import Source
from console.models.time_id import SLOTS
from console.models.usual_time import UsualTime
from console.search import Criteria, page, parse, stream, write
from console.search.stale import Waiting, stale_among
from tests.diagnosis.stories import BERLIN

NOW = 1_795_262_400  # 21 November 2026, 12:00 UTC
HOUR, DAY = 3600, 86400
ROWS = 600
STATUSES = (QUEUED, DEFERRED, DEFERRED, SENT, HELD, DELIVERED)


@pytest.fixture(scope="module")
def session(module_engine: Engine) -> Iterator[Session]:
    """Mail of two weeks to three domains through two hosts; the log of the second ends a day before now."""
    numbers = Random(5)
    with module_engine.begin() as connection:
        connection.execute(insert(Source), [{"id": n, "name": f"mx{n}", "format": "postfix"} for n in (1, 2)])
        blocks = [{"source_id": n, "first_at": NOW - 20 * DAY, "last_at": NOW - (n - 1) * DAY} for n in (1, 2)]
        about = {"time_zone": "UTC", "line_count": 1, "size": 0, "content": b""}
        connection.execute(insert(Evidence), [block | about for block in blocks])
        names = [{"id": n, "name": f"d{n}.example", "reversed_name": f"example.d{n}"} for n in (1, 2, 3)]
        connection.execute(insert(Domain), names)
        connection.execute(
            insert(Address), [{"id": n, "address": f"a@d{n}.example", "domain_id": n} for n in (1, 2, 3)]
        )
        times = {1: (500, 40), 2: (500, 30 * HOUR), 3: (2, 1), ALL_DOMAINS: (2000, 50 * HOUR)}
        connection.execute(insert(UsualTime), [
            {"domain_id": domain, "count": count, "median": 2, "nearly_all": 6 * HOUR, "longest": longest}
            for domain, (count, longest) in times.items()
        ])  # fmt: skip
        for number in range(ROWS):
            _keep(connection, numbers, number)
    with Session(module_engine) as session:
        yield session


def _keep(connection: object, numbers: Random, number: int) -> None:
    age = int(numbers.choice((3 * HOUR, 40 * HOUR, 14 * DAY)) * numbers.random())
    identity = (NOW - age) * SLOTS + number
    domain, found = numbers.randint(1, 3), numbers.choice(STATUSES)
    last_at = NOW - age + int(numbers.choice((0, age // 2, age)) * numbers.random())
    rows = (
        (Message, {"id": identity, "evidence": b""}),
        (Hop, {"id": identity, "message_id": identity, "queue_id": f"{number:X}", "source_id": numbers.randint(1, 2),
               "began_at": NOW - age, "headed": True, "ended": False}),
        (Recipient, {"id": identity, "message_id": identity, "address_id": domain, "domain_id": domain,
                     "status": found.code, "reason": 0, "last_at": last_at}),
        (Daily, {"domain_id": ALL_DOMAINS, "day": (NOW - age) // DAY, "status": found.code, "reason": number, "count": 1}),
    )  # fmt: skip
    for model, row in rows:
        connection.execute(insert(model), [row])  # type: ignore[attr-defined]


def stale_by_row(session: Session, **only: object) -> list[int]:
    """The ids of all that are stale, by looking at every row."""
    rows = [row for batch in stream(session, Criteria()) for row in batch]
    waiting = {row.id: Waiting(row.id, row.message, row.address_id, row.status, row.last_at) for row in rows}
    found = stale_among(session, waiting.values())
    assert {row.id for row in rows if row.stale} == found.keys()
    return [
        row.id for row in rows if row.id in found and all(getattr(row, key) == value for key, value in only.items())
    ]


def found(session: Session, criteria: Criteria) -> list[int]:
    """The ids of what a search finds."""
    return [row.id for batch in stream(session, criteria) for row in batch]


def test_the_search_finds_what_is_stale_and_nothing_else(session: Session) -> None:
    there = stale_by_row(session)
    assert 50 < len(there) < ROWS / 2
    assert found(session, Criteria(stale=True)) == there


def test_it_narrows_any_other_search(session: Session) -> None:
    assert found(session, Criteria(stale=True, statuses=("deferred",))) == stale_by_row(session, status=DEFERRED)
    of_domain = Criteria(stale=True, domain="d2.example")
    assert found(session, of_domain) == stale_by_row(session, recipient="a@d2.example")
    since = NOW - 3 * DAY
    of_late = [one for one in stale_by_row(session) if one >= since * SLOTS]
    assert found(session, Criteria(stale=True, since=since)) == of_late
    assert found(session, Criteria(stale=True, recipients=("a@d1.example",))) == stale_by_row(session, address_id=1)


def test_what_is_decided_or_held_is_never_stale(session: Session) -> None:
    assert found(session, Criteria(stale=True, statuses=("delivered", "held"))) == []


def test_pages_and_counts_are_honest(session: Session) -> None:
    there = stale_by_row(session)
    first = page(session, Criteria(stale=True))
    assert [row.id for row in first.rows] == there[:50]
    assert first.count.number == len(there) if first.count.exact else first.count.number <= len(there)
    assert [row.id for row in page(session, Criteria(stale=True), first.next).rows] == there[50:100]


def test_while_nothing_is_learned_nothing_is_stale(engine: Engine) -> None:
    with Session(engine) as session:
        assert page(session, Criteria(stale=True)).rows == []


@pytest.mark.parametrize("text", ["status:stale", "status:deferred status:stale", "status:deferred,stale"])
def test_it_is_written_as_a_status(text: str) -> None:
    criteria = parse(text, BERLIN, NOW)
    assert criteria.stale
    assert criteria.statuses == (("deferred",) if "deferred" in text else ())
    assert parse(write(criteria, BERLIN), BERLIN, NOW) == criteria == Criteria.from_json(criteria.as_json())
