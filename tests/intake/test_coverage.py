"""Coverage: what was read, and where something may be missing."""

from pathlib import Path

from sqlalchemy import Engine

from console.intake.coverage import Gap, coverage, gaps_in
from tests.intake.postfix_lines import line, sent
from tests.intake.stories import tell

HOUR = 3600


def test_a_log_without_a_long_silence_has_no_gap() -> None:
    assert gaps_in([(0, 500), (700, 900)]) == []


def test_a_long_silence_is_a_gap() -> None:
    assert gaps_in([(0, 500), (HOUR, 2 * HOUR)]) == [Gap(500, HOUR)]


def test_times_that_overlap_leave_no_gap() -> None:
    assert gaps_in([(0, 5 * HOUR), (100, 200), (5 * HOUR + 10, 6 * HOUR)]) == []


def test_a_host_that_logs_once_an_hour_has_no_gap_after_an_hour() -> None:
    assert gaps_in([(hour * HOUR, hour * HOUR) for hour in range(40)]) == []


def test_a_host_that_logs_once_an_hour_has_a_gap_after_a_day() -> None:
    before = [(hour * HOUR, hour * HOUR) for hour in range(40)]
    after = [(hour * HOUR, hour * HOUR) for hour in range(64, 100)]
    assert gaps_in(before + after) == [Gap(39 * HOUR, 64 * HOUR)]


def test_a_missing_part_of_a_log_is_a_gap_until_it_comes_in(engine: Engine, tmp_path: Path) -> None:
    early, late = (
        sent("4A", "one@shop.example", "a@there.example"),
        sent("4B", "two@shop.example", "b@there.example", 50),
    )
    between = [line("smtpd", "connect from app.example[198.51.100.9]", minute) for minute in range(5, 50, 10)]
    tell(engine, tmp_path, early, name="mail.log.2")
    tell(engine, tmp_path, late, name="mail.log")
    with engine.connect() as connection:
        [source] = coverage(connection, 0, 4e9)
        assert (source.source, len(source.gaps)) == ("mx1", 1)
    tell(engine, tmp_path, between, name="mail.log.1")
    with engine.connect() as connection:
        assert coverage(connection, 0, 4e9)[0].gaps == ()


def test_only_gaps_that_touch_the_asked_time_are_told(engine: Engine, tmp_path: Path) -> None:
    tell(
        engine,
        tmp_path,
        [*sent("4A", "1@shop.example", "a@b.example"), *sent("4B", "2@shop.example", "a@b.example", 50)],
    )
    with engine.connect() as connection:
        assert coverage(connection, 0, 1000)[0].gaps == ()
