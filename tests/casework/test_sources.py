"""How the sources stand: day by day, feed by feed."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console.casework.source_days import DayOfSource, DayState, days
from console.casework.sources import FeedStanding, Standing, standing
from console.casework.tasks import FOLLOW
from console.diagnosis.gap_cause import NEVER_SEEN, SILENT
from console.diagnosis.status import Tone
from console.intake.coverage import SourceCoverage
from console.intake.gaps import Gap
from console.models.feed import Feed
from tests.intake.postfix_lines import line, sent
from tests.intake.stories import tell

UTC_ZONE, VIENNA = ZoneInfo("UTC"), ZoneInfo("Europe/Vienna")
HOUR, DAY = 3600, 86400
NOON = int(datetime(2026, 11, 21, 12, tzinfo=UTC).timestamp())
NOON_AT = datetime.fromtimestamp(NOON, UTC)


def source(*gaps: Gap, first_at: int = NOON - 90 * DAY, last_at: int = NOON) -> SourceCoverage:
    return SourceCoverage("mx1", first_at, last_at, gaps)


def states(of: SourceCoverage, count: int = 4) -> list[DayState]:
    return [day.state for day in days(of, NOON, UTC_ZONE, count)]


def test_a_source_without_a_gap_is_read_every_day() -> None:
    assert states(source(), 14) == [DayState.READ] * 14


def test_days_before_the_first_line_are_no_gap() -> None:
    began = source(first_at=NOON - 2 * DAY)
    assert states(began) == [DayState.BEFORE, DayState.BEGAN, DayState.READ, DayState.READ]


def test_a_gap_of_some_days_is_missing_where_it_is() -> None:
    gone = source(Gap(NOON - 2 * DAY, NOON, SILENT), last_at=NOON)
    assert states(gone) == [DayState.READ, DayState.PART, DayState.MISSING, DayState.MISSING]


def test_a_host_that_never_logged_is_missing_every_day() -> None:
    never = SourceCoverage("mx7", NOON, NOON, (Gap(0, NOON, NEVER_SEEN),))
    assert states(never) == [DayState.MISSING] * 4


def test_figures_of_a_day_come_to_what_is_over_of_it() -> None:
    today = days(source(Gap(NOON - 2 * HOUR, NOON - HOUR, SILENT)), NOON, UTC_ZONE)[-1]
    assert (today.read, today.missing) == (11 * HOUR, HOUR)


def test_the_picture_shows_an_hour_where_it_was() -> None:
    today = days(source(Gap(NOON - 6 * HOUR, NOON - 5 * HOUR, SILENT)), NOON, UTC_ZONE)[-1]
    read, missing = today.stretches
    assert (read.begins, read.lasts, read.tone) == (0, 0.5, Tone.GOOD)
    assert (missing.begins, missing.tone) == (0.25, Tone.BAD)
    assert missing.lasts == pytest.approx(1 / 24)


def test_days_begin_at_the_readers_midnight_also_when_clocks_change() -> None:
    sunday = datetime(2026, 10, 25, 12, tzinfo=UTC).timestamp()
    [saturday, changed] = days(source(last_at=int(sunday)), sunday, VIENNA, 2)
    assert changed.begins - saturday.begins == DAY
    assert datetime.fromtimestamp(changed.begins, VIENNA).hour == 0
    [changed, monday] = days(source(), datetime(2026, 10, 26, 12, tzinfo=UTC).timestamp(), VIENNA, 2)
    assert monday.begins - changed.begins == 25 * HOUR
    assert isinstance(changed, DayOfSource)


@pytest.fixture
def told(engine: Engine, tmp_path: Path) -> Engine:
    """A log of 21 November, ten o'clock."""
    tell(engine, tmp_path, sent("4A", "one@shop.example", "a@there.example"))
    return engine


def feed(name: str, **values: object) -> Feed:
    return Feed(**{"name": name, "kind": "file", "place": "/var/log/mail.log", "error": "", "enabled": True} | values)


def stands(engine: Engine, *feeds: Feed) -> Standing:
    with Session(engine) as session:
        session.add_all(feeds)
        session.commit()
        return standing(session, [FOLLOW], NOON, UTC_ZONE)


def words(engine: Engine, one: Feed) -> tuple[str, Tone]:
    [found] = stands(engine, one).feeds
    assert isinstance(found, FeedStanding)
    return found.state, found.tone


def test_a_feed_that_was_looked_at_just_now_is_followed(engine: Engine) -> None:
    assert words(engine, feed("mx1", last_read_at=NOON_AT)) == ("Followed", Tone.GOOD)


def test_a_feed_that_nobody_looks_at_says_so(engine: Engine) -> None:
    an_hour_ago = datetime.fromtimestamp(NOON - HOUR, UTC)
    assert words(engine, feed("mx1", last_read_at=an_hour_ago)) == ("Nobody reads it", Tone.BAD)


def test_a_mailbox_may_be_left_alone_as_long_as_its_place_says(engine: Engine) -> None:
    an_hour_ago = datetime.fromtimestamp(NOON - HOUR, UTC)
    seldom = feed("bounces", kind="mailbox", place="imaps://b@imap.shop.test?poll=3600", last_read_at=an_hour_ago)
    assert words(engine, seldom) == ("Followed", Tone.GOOD)


def test_a_mailbox_that_nobody_looks_at_says_so(engine: Engine) -> None:
    an_hour_ago = datetime.fromtimestamp(NOON - HOUR, UTC)
    often = feed("bounces", kind="mailbox", place="imaps://b@imap.shop.test", last_read_at=an_hour_ago)
    assert words(engine, often) == ("Nobody reads it", Tone.BAD)


def test_a_new_feed_waits(engine: Engine) -> None:
    assert words(engine, feed("mx1")) == ("Not read yet", Tone.WAITING)


def test_a_feed_with_an_error_is_not_read(engine: Engine) -> None:
    assert words(engine, feed("mx1", error="It does not exist.", error_since=NOON_AT)) == ("Not read", Tone.BAD)


def test_a_feed_that_is_switched_off_is_nobodys_trouble(engine: Engine) -> None:
    assert words(engine, feed("mx1", enabled=False)) == ("Switched off", Tone.NEUTRAL)


def test_expected_hosts_are_counted_that_never_logged(told: Engine) -> None:
    expected = feed("all", kind="expected", place="", expected_hosts=["mx1", "mx7", "mx8"])
    assert words(told, expected) == ("2 never seen", Tone.TROUBLE)


def test_expected_senders_are_counted_that_were_never_seen(told: Engine) -> None:
    senders = ["billing@shop.example", "news@shop.example"]
    expected = feed("all", kind="expected", place="", expected_hosts=["mx1"], expected_senders=senders)
    found = stands(told, expected)
    assert (found.feeds[0].state, found.feeds[0].tone) == ("1 never seen", Tone.TROUBLE)
    assert [(one.coverage.source, one.state) for one in found.senders] == [
        ("news@shop.example", "No mail yet"),
        ("billing@shop.example", "As usual"),
    ]


def test_a_sender_that_was_silent_and_sends_again_is_as_usual(engine: Engine, tmp_path: Path) -> None:
    early, late = ("4A", "one@shop.example", "a@there.example"), ("4B", "two@shop.example", "b@there.example", 59)
    first = sent(*early)
    lines = [*first, *(one.replace("T10:59", "T12:59") for one in sent(*late))]
    tell(engine, tmp_path, lines)
    with Session(engine) as session:
        session.add(feed("apps", kind="expected", place="", expected_senders=["billing@shop.example"]))
        session.commit()
        [sender] = standing(session, [FOLLOW], NOON + 3600, UTC_ZONE).senders
    assert (sender.state, sender.tone) == ("As usual", Tone.GOOD)
    assert sender.told == "Its mail comes again; it was silent 1 time in these days."


def test_expected_senders_are_no_sources(told: Engine) -> None:
    found = stands(told, feed("all", kind="expected", place="", expected_senders=["billing@shop.example"]))
    assert [one.coverage.source for one in found.sources] == ["mx1"]


def test_a_feed_knows_how_far_its_file_is_read(engine: Engine, tmp_path: Path) -> None:
    lines = sent("4A", "one@shop.example", "a@there.example")
    tell(engine, tmp_path, lines)
    path = tmp_path / "mail.log"
    [found] = stands(engine, feed("mx1", place=str(path))).feeds
    assert (found.line_count, found.offset) == (len(lines), path.stat().st_size)


def test_sources_in_trouble_stand_first(engine: Engine, tmp_path: Path) -> None:
    later = line("anvil", "statistics: max connection rate 1/60s", 14)
    tell(engine, tmp_path, [*sent("4A", "one@shop.example", "a@there.example"), later], name="mx1.log")
    tell(engine, tmp_path, sent("4B", "two@shop.example", "b@there.example", host="mx2"), name="mx2.log")
    quarter_past = NOON - 2 * HOUR + 960
    with Session(engine) as session:
        at = datetime.fromtimestamp(quarter_past, UTC)
        session.add(feed("mx1", place=str(tmp_path / "mx1.log"), last_read_at=at))
        session.commit()
        found = standing(session, [FOLLOW], quarter_past, UTC_ZONE)
    assert [one.coverage.source for one in found.sources] == ["mx2", "mx1"]
    assert (found.sources[0].state, found.sources[0].told) == (
        "No newer log",
        "mx2 was not read since 10:00 (no newer log came in).",
    )
    assert found.sources[0].newest_line == NOON - 2 * HOUR + 3
