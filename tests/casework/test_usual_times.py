"""Learned: how long mail to each domain takes, and after how long a mail server gives up."""

import random
from collections.abc import Iterable

import pytest
from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.orm import Session

from console.casework.usual_times import STEPS, learn
from console.diagnosis.status import DEFERRED, DELIVERED, EXPIRED, HARD_BOUNCED, QUEUED, Status
from console.models.daily import ALL_DOMAINS, Daily
from console.models.hop import Hop
from console.models.recipient import Recipient
from console.models.source import Source
from console.models.time_id import SLOTS, first_id_at
from console.models.usual_time import UsualTime

NOW = 1_795_262_400  # 21 November 2026, 12:00 UTC
DAY = 86400


def keep(engine: Engine, domain_id: int, times: Iterable[int], found: Status = DELIVERED, day: int = 1) -> None:
    """Recipients of a day so many days ago that were decided after these seconds."""
    first = first_id_at(NOW - day * DAY) + domain_id * 1000 + found.code * 40_000
    rows = [
        {
            "id": first + number,
            "message_id": first + number,
            "address_id": 1,
            "domain_id": domain_id,
            "status": found.code,
            "reason": 0,
            "last_at": NOW - day * DAY + seconds,
        }
        for number, seconds in enumerate(times)
    ]
    with engine.begin() as connection:
        connection.execute(insert(Recipient), rows)


def learned(engine: Engine) -> dict[int, tuple[int, int, int, int]]:
    """What is known of each domain: messages, median, nearly all, longest."""
    with engine.connect() as connection:
        rows = connection.execute(select(UsualTime.__table__))
        return {domain: (count, median, nearly_all, longest) for domain, count, median, nearly_all, longest in rows}


def test_how_long_a_domain_takes_is_learned(engine: Engine) -> None:
    keep(engine, 7, [1] * 60 + [3] * 36 + [40] * 3 + [5000])
    learn(engine, NOW)
    assert learned(engine)[7] == (100, 1, 3, 5000)


def test_all_domains_together_are_one_more(engine: Engine) -> None:
    keep(engine, 7, [1, 1, 2])
    keep(engine, 8, [900], HARD_BOUNCED)
    learn(engine, NOW)
    assert learned(engine) == {7: (3, 1, 2, 2), 8: (1, 900, 900, 900), ALL_DOMAINS: (4, 1, 900, 900)}


def test_what_is_not_decided_or_was_given_up_teaches_nothing(engine: Engine) -> None:
    for found in (QUEUED, DEFERRED, EXPIRED):
        keep(engine, 7, [400_000], found)
    learn(engine, NOW)
    assert learned(engine) == {}


def test_it_is_forgotten_after_ninety_days(engine: Engine) -> None:
    keep(engine, 7, [5], day=80)
    keep(engine, 8, [5], day=100)
    learn(engine, NOW)
    assert learned(engine).keys() == {7, ALL_DOMAINS}
    learn(engine, NOW + 20 * DAY)
    assert learned(engine) == {}


def test_learning_again_changes_what_changed(engine: Engine) -> None:
    keep(engine, 7, [5])
    keep(engine, 8, [5])
    learn(engine, NOW)
    keep(engine, 7, [600], HARD_BOUNCED)
    with engine.begin() as connection:
        connection.execute(delete(Recipient).where(Recipient.domain_id == 8))
    learn(engine, NOW)
    assert learned(engine) == {7: (2, 5, 600, 600), ALL_DOMAINS: (2, 5, 600, 600)}


def test_clocks_that_differ_are_no_time_before_nothing(engine: Engine) -> None:
    keep(engine, 7, [-3, -1])
    learn(engine, NOW)
    assert learned(engine)[7] == (2, 0, 0, 0)


def test_quantiles_are_exact_to_a_step(engine: Engine) -> None:
    numbers = random.Random(11)
    for domain in range(1, 20):
        times = [int(numbers.lognormvariate(3, 2)) for _ in range(numbers.randint(1, 300))]
        keep(engine, domain, times, day=numbers.randint(1, 89))
        learn(engine, NOW)
        count, median, nearly_all, longest = learned(engine)[domain]
        assert (count, longest) == (len(times), max(times))
        for share, told in ((0.5, median), (0.95, nearly_all)):
            exact = sorted(times)[max(0, -int(-share * len(times) // 1) - 1)]
            assert exact <= told <= min((step for step in STEPS if step >= exact), default=longest)


@pytest.mark.parametrize("ages", [[432_000, 432_900, 433_800], [432_900]])
def test_after_how_long_a_mail_server_gives_up_is_learned(engine: Engine, ages: list[int]) -> None:
    keep(engine, 7, ages, EXPIRED, day=10)
    with Session(engine) as session:
        for recipient in session.scalars(select(Recipient)):
            stay = {"message_id": recipient.message_id, "queue_id": f"{recipient.id:X}", "headed": True, "ended": True}
            session.add(Hop(id=recipient.id, source_id=1, began_at=recipient.id // SLOTS, **stay))
        session.add(Source(id=1, name="mx1", format="postfix"))
        session.add(Daily(domain_id=ALL_DOMAINS, day=NOW // DAY - 10, status=EXPIRED.code, reason=0, count=len(ages)))
        session.commit()
        learn(engine, NOW)
        assert session.scalars(select(Source.queue_lifetime)).all() == [432_900]
