"""Expected senders: whether their mail still comes, learned from what came."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.orm import Session

from console.diagnosis.gap_cause import SENDER_NEVER_SEEN, SENDER_SILENT
from console.intake.coverage import SourceCoverage
from console.intake.expected_senders import ExpectedSender, expected_senders
from console.intake.gaps import Gap
from console.models.feed import Feed
from console.models.message import Message
from console.models.sender import Sender
from console.models.time_id import time_id
from tests.intake.postfix_lines import sent
from tests.intake.stories import tell

HOUR, DAY = 3600, 86400
MIDNIGHT = 1_795_219_200  # 21 November 2026, a Saturday, 00:00 UTC
INVOICES = "invoices@shop.example"


def expect(engine: Engine, *senders: str, enabled: bool = True) -> None:
    with Session(engine) as session:
        session.add(Feed(name="apps", kind="expected", place="", expected_senders=list(senders), enabled=enabled))
        session.commit()


def mail(engine: Engine, times: Iterable[float], sender: str = INVOICES) -> None:
    """Messages that came from a sender at these times."""
    with engine.begin() as connection:
        number = connection.execute(insert(Sender).values(address=sender)).inserted_primary_key[0]  # type: ignore[index]
        rows = [{"id": time_id(at, f"{sender} {at}"), "sender_id": number, "evidence": b""} for at in sorted(times)]
        connection.execute(insert(Message), rows)


def heard(engine: Engine, until: float, first_at: float = 0) -> list[ExpectedSender]:
    """What is known of the senders when the one host there is was read until then."""
    host = SourceCoverage("mx1", 0, int(until), ())
    with engine.connect() as connection:
        return expected_senders(connection, [host], first_at, 4e9, until)


def silences(engine: Engine, until: float, first_at: float = 0) -> list[tuple[float, float]]:
    """The gaps of the one sender, in hours since midnight."""
    [sender] = heard(engine, until, first_at)
    assert {gap.cause for gap in sender.coverage.gaps} <= {SENDER_SILENT}
    hours = [[round((at - MIDNIGHT) / HOUR, 2) for at in gap[:2]] for gap in sender.coverage.gaps]
    return [(begun, ended) for begun, ended in hours]


def at_work(days: int, but: Iterable[float] = ()) -> list[float]:
    """A message each ten minutes from eight to six, on so many days up to that Saturday, but for some hours of it."""
    hours = [8 + step / 6 for step in range(60)]
    skipped = set(but)
    every_day = [(day, hour) for day in range(-days + 1, 1) for hour in hours]
    return [MIDNIGHT + day * DAY + hour * HOUR for day, hour in every_day if day or int(hour) not in skipped]


def test_a_sender_that_was_never_seen_is_a_gap_without_a_beginning(engine: Engine) -> None:
    expect(engine, INVOICES)
    [sender] = heard(engine, MIDNIGHT)
    assert (sender.coverage.source, sender.newest_at, sender.coverage.was_never_seen) == (INVOICES, None, True)
    assert sender.coverage.gaps == (Gap(0, MIDNIGHT, SENDER_NEVER_SEEN),)


def test_a_sender_that_sends_as_usual_has_no_gap_though_it_rests_at_night(engine: Engine) -> None:
    expect(engine, INVOICES)
    mail(engine, at_work(14))
    assert silences(engine, MIDNIGHT + 23 * HOUR) == []


def test_a_sender_that_fell_silent_at_work_has_a_gap_that_goes_on(engine: Engine) -> None:
    expect(engine, INVOICES)
    mail(engine, at_work(14, but=range(12, 24)))
    [sender] = heard(engine, MIDNIGHT + 14 * HOUR)
    assert sender.newest_at == int(MIDNIGHT + 11 * HOUR + 50 * 60)
    assert sender.coverage.gaps == (Gap(sender.newest_at, MIDNIGHT + 14 * HOUR, SENDER_SILENT),)


def test_a_silence_that_is_over_is_told_where_it_was(engine: Engine) -> None:
    expect(engine, INVOICES)
    mail(engine, at_work(14, but=(12, 13)))
    assert silences(engine, MIDNIGHT + 16 * HOUR) == [(11.83, 14)]
    assert silences(engine, MIDNIGHT + 16 * HOUR, first_at=MIDNIGHT + 15 * HOUR) == []


def test_it_closes_when_the_mail_of_that_time_comes_in(engine: Engine) -> None:
    expect(engine, INVOICES)
    mail(engine, at_work(14, but=(12, 13)))
    assert silences(engine, MIDNIGHT + 16 * HOUR)
    with engine.begin() as connection:
        late = (MIDNIGHT + 12 * HOUR, MIDNIGHT + 13 * HOUR)
        rows = [{"id": time_id(at, "late"), "sender_id": 1, "evidence": b""} for at in late]
        connection.execute(insert(Message), rows)
    assert silences(engine, MIDNIGHT + 16 * HOUR) == []


@pytest.mark.parametrize("days", [1, 2, 9])
def test_a_sender_of_one_mail_a_day_is_not_silent_within_a_day(engine: Engine, days: int) -> None:
    expect(engine, INVOICES)
    mail(engine, [MIDNIGHT - day * DAY for day in range(days + 1)])
    assert silences(engine, MIDNIGHT + 23 * HOUR) == []


def test_it_is_silent_after_some_days(engine: Engine) -> None:
    expect(engine, INVOICES)
    mail(engine, [MIDNIGHT - day * DAY for day in range(9)])
    assert silences(engine, MIDNIGHT + 4 * DAY) == [(0, 96)]


def test_what_is_not_read_yet_is_no_silence(engine: Engine) -> None:
    expect(engine, INVOICES)
    mail(engine, at_work(14, but=range(12, 24)))
    host = SourceCoverage("mx1", 0, MIDNIGHT + 12 * HOUR, ())
    with engine.connect() as connection:
        [sender] = expected_senders(connection, [host], 0, 4e9, MIDNIGHT + 14 * HOUR)
    assert sender.coverage.gaps == ()


def test_mail_of_others_does_not_count(engine: Engine) -> None:
    expect(engine, INVOICES)
    mail(engine, at_work(14), "news@shop.example")
    [sender] = heard(engine, MIDNIGHT + 14 * HOUR)
    assert sender.coverage.was_never_seen


def test_of_a_list_that_is_switched_off_nothing_is_expected(engine: Engine) -> None:
    expect(engine, INVOICES, enabled=False)
    assert heard(engine, MIDNIGHT) == []


def test_many_messages_are_passed_over_by_the_hour(engine: Engine) -> None:
    expect(engine, INVOICES)
    mail(engine, [MIDNIGHT + second for second in range(0, 4 * HOUR, 7)])
    assert silences(engine, MIDNIGHT + 4 * HOUR + 1800) == []
    assert silences(engine, MIDNIGHT + 6 * HOUR) == [(4, 6)]


def test_a_log_that_is_read_tells_of_its_senders(engine: Engine, tmp_path: Path) -> None:
    expect(engine, "billing@shop.example")
    tell(engine, tmp_path, sent("4A", "one@shop.example", "a@there.example"))
    [sender] = heard(engine, MIDNIGHT + 10 * HOUR + 60)
    assert (sender.newest_at, sender.coverage.gaps) == (MIDNIGHT + 10 * HOUR, ())
