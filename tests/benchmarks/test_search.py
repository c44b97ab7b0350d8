"""The search benchmark's database, small: what is found on it is what its generator says is there."""

from collections.abc import Iterator

import numpy as np
import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console.diagnosis.reason import reason_named
from console.diagnosis.status import status_named
from console.models.time_id import BITS
from console.search import Criteria, Match, narrowing, page, planning, stream, walk
from tests.benchmarks.mail_load import load
from tests.benchmarks.mail_rows import FIRST_SECOND, MailRows, make

MESSAGES = 20_000
A_DAY = 86400
A_MONTH_IN = FIRST_SECOND + 30 * A_DAY + 3600
A_WEEK_LATER = A_MONTH_IN + 7 * A_DAY


@pytest.fixture(scope="module")
def rows() -> MailRows:
    return make(MESSAGES)


@pytest.fixture(scope="module")
def session(module_engine: Engine, rows: MailRows) -> Iterator[Session]:
    load(module_engine, rows)
    with Session(module_engine) as session:
        yield session


def truth(rows: MailRows, criteria: Criteria) -> list[int]:
    """The ids of all recipients asked for, newest first, by looking at every row."""
    held = np.ones(len(rows.recipient_id), dtype=bool)
    at = rows.recipient_id >> BITS
    if criteria.since is not None:
        held &= at >= criteria.since
    if criteria.until is not None:
        held &= at < criteria.until
    if criteria.recipients:
        matching = np.array([_matches(address, criteria) for address in rows.addresses])
        held &= matching[rows.recipient_address]
    if criteria.domain:
        zone = (criteria.domain, f".{criteria.domain}") if criteria.subdomains else ("", "")
        matching = np.array(
            [name == criteria.domain or (criteria.subdomains and name.endswith(zone[1])) for name in rows.domains]
        )
        held &= matching[rows.recipient_domain]
    if criteria.statuses:
        held &= np.isin(rows.status, [status_named(name).code for name in criteria.statuses])
    if criteria.reasons:
        held &= np.isin(rows.reason, [reason_named(name).code for name in criteria.reasons])
    if criteria.sender:
        senders = np.array([criteria.sender in rows.sender(number) for number in range(2000)])
        held &= senders[rows.message_sender[rows.recipient_message]]
    return [int(number) for number in rows.recipient_id[held][::-1]]


def _matches(address: str, criteria: Criteria) -> bool:
    if criteria.match is Match.EXACT:
        return address in criteria.recipients
    if criteria.match is Match.PREFIX:
        return address.startswith(criteria.recipients)
    return all(part in address for part in criteria.recipients)


def test_one_address_in_twenty_holds_smith(rows: MailRows) -> None:
    share = sum("smith" in address for address in rows.addresses) / len(rows.addresses)
    assert 0.04 < share < 0.06


SEARCHES = [
    Criteria(),
    Criteria(since=A_MONTH_IN, until=A_WEEK_LATER),
    Criteria(until=FIRST_SECOND),
    Criteria(recipients=("smith",), match=Match.PART),
    Criteria(recipients=("smith",), match=Match.PART, since=A_MONTH_IN),
    Criteria(recipients=("smith", "gmail"), match=Match.PART),
    Criteria(recipients=("a",), match=Match.PART),
    Criteria(recipients=("@",), match=Match.PART, statuses=("deferred",)),
    Criteria(recipients=("smith17",), match=Match.PART),
    Criteria(recipients=("a",), match=Match.PREFIX),
    Criteria(recipients=("anja.",), match=Match.PREFIX),
    Criteria(recipients=("anja.", "nils.w"), match=Match.PREFIX, domain="gmail.com"),
    Criteria(domain="gmail.com"),
    Criteria(domain="gmail.com", since=A_MONTH_IN, until=A_WEEK_LATER),
    Criteria(domain="gmail.com", statuses=("hard_bounced",)),
    Criteria(domain="gmail.com", statuses=("hard_bounced", "deferred", "delivered")),
    Criteria(domain="gmail.com", statuses=("hard_bounced", "deferred"), since=A_MONTH_IN),
    Criteria(domain="gmail.com", recipients=("smith",), match=Match.PART),
    Criteria(domain="com", subdomains=True),
    Criteria(domain="de", subdomains=True, statuses=("hard_bounced",)),
    Criteria(statuses=("hard_bounced",)),
    Criteria(statuses=("invalid_address",), since=A_MONTH_IN, until=A_WEEK_LATER),
    Criteria(statuses=("opened",)),
    Criteria(reasons=("mailbox_full",)),
    Criteria(reasons=("no_such_user",), statuses=("hard_bounced",), domain="gmail.com"),
    Criteria(sender="service7@shop7.example"),
    Criteria(sender="shop7.example"),
    Criteria(sender="shop"),
    Criteria(sender="service7@shop7.example", domain="gmail.com"),
    Criteria(sender="shop7.example", recipients=("smith",), match=Match.PART),
]


@pytest.fixture(params=["few are many", "few are few"])
def limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every way of searching is taken on so small a database only if "few" is less than usual."""
    if request.param == "few are many":
        for name, limit in {"FEW": 30, "FOLLOWED": 10, "FEW_ROWS": 40, "FEW_STREAMS": 2}.items():
            monkeypatch.setattr(narrowing, name, limit)
        monkeypatch.setattr(planning, "FEW_STREAMS", 2)
        monkeypatch.setattr(walk, "FIRST_STRETCH", 100)


@pytest.mark.usefixtures("limits")
@pytest.mark.parametrize("criteria", SEARCHES, ids=lambda criteria: str(criteria.as_json()))
def test_what_is_found_is_what_is_there(session: Session, rows: MailRows, criteria: Criteria) -> None:
    there = truth(rows, criteria)
    found = [row.id for batch in stream(session, criteria) for row in batch]
    assert found == there
    first = page(session, criteria)
    assert [row.id for row in first.rows] == there[:50]
    assert first.count.number == len(there) if first.count.exact else first.count.number < len(there)
    middle = len(there) // 2
    if middle:
        assert [row.id for row in page(session, criteria, there[middle - 1]).rows] == there[middle : middle + 50]


@pytest.mark.usefixtures("limits")
def test_a_page_without_patience_goes_on_where_it_stopped(
    session: Session, rows: MailRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.search.results.PATIENCE", -1)
    criteria = Criteria(recipients=("smith",), match=Match.PART, statuses=("invalid_address",))
    found: list[int] = []
    after = None
    while (results := page(session, criteria, after)).next is not None:
        found += [row.id for row in results.rows]
        after = results.next
    assert found + [row.id for row in results.rows] == truth(rows, criteria)


def test_an_address_is_found_whole(session: Session, rows: MailRows) -> None:
    for number in range(0, len(rows.addresses), 299):
        criteria = Criteria(words=(rows.addresses[number],))
        assert [row.id for row in page(session, criteria, size=10_000).rows] == truth(
            rows, Criteria(recipients=(rows.addresses[number],))
        )


def test_a_message_is_found_by_its_ids(session: Session, rows: MailRows) -> None:
    for number in range(0, MESSAGES, 1999):
        there = rows.recipient_id[rows.recipient_message == number][::-1].tolist()
        for words in (rows.message_id_header(number), rows.queue_id(number), rows.queue_id(number).lower()):
            assert [row.id for row in page(session, Criteria(words=(words,))).rows] == there
