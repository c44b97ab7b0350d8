"""Coverage: what was read, where something may be missing, and why."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, update

from console.diagnosis import gap_cause
from console.intake.coverage import SourceCoverage, coverage
from console.intake.following import Followed
from console.intake.gaps import FRESH, Gap, habits_of, not_understood, silences_of
from console.intake.silences import Silence
from console.intake.spans import Span, merged
from console.models.feed import Feed, FeedKind
from console.models.log_file import LogFile
from console.models.quarantine import Quarantined
from tests.intake.postfix_lines import line, sent
from tests.intake.stories import tell

HOUR = 3600
TEN = 1_795_255_200  # 21 November 2026, 10:00 UTC: when the lines of `postfix_lines` begin
LOG = "/var/log/mail.log"


def busy(minutes: Iterable[int], host: str = "mx1") -> list[str]:
    """A line every minute."""
    return [line("smtpd", "connect from app.example[198.51.100.9]", minute, host=host) for minute in minutes]


def at(minute: float) -> int:
    """A time after ten."""
    return TEN + int(minute * 60)


def read(engine: Engine, now: float = at(60), first_at: float = 0, last_at: float = 4e9) -> list[SourceCoverage]:
    """The coverage of all sources, an hour after the lines begin."""
    with engine.connect() as connection:
        return coverage(connection, first_at, last_at, now)


def gaps(engine: Engine, now: float = at(60)) -> list[tuple[float, float, str]]:
    """The gaps of the one source, in minutes after ten."""
    [source] = read(engine, now)
    return [((gap.first_at - TEN) / 60, (gap.last_at - TEN) / 60, gap.cause.name) for gap in source.gaps]


def follow(engine: Engine, place: str, looked_at: float | None, **more: Any) -> None:
    """A feed, and when its follower looked last."""
    values = {"name": place or "expected", "kind": FeedKind.FILE.value, "expected_hosts": [], "enabled": True, **more}
    last_read_at = None if looked_at is None else datetime.fromtimestamp(looked_at, UTC)
    row = {"format": "", "time_zone": "UTC", "error": "", "place": place, "last_read_at": last_read_at, **values}
    with engine.begin() as connection:
        connection.execute(insert(Feed), [row])
        connection.execute(update(LogFile).values(last_read_at=datetime.fromtimestamp(at(0), UTC)))


def gaps_in(spans: Iterable[tuple[int, int]]) -> list[Silence]:
    """The silences between times that were read, given as (first, last), that are longer than is usual."""
    found = merged(Span(first_at, last_at, None, None) for first_at, last_at in spans)
    habits = habits_of(found)
    return [silence for silence in silences_of(found) if habits.are_broken_by(silence)]


def test_a_log_without_a_long_silence_has_no_gap() -> None:
    assert gaps_in([(0, 500), (700, 900)]) == []


def test_a_long_silence_is_a_gap() -> None:
    assert gaps_in([(0, 500), (HOUR, 2 * HOUR)]) == [Silence(500, HOUR)]


def test_times_that_overlap_leave_no_gap() -> None:
    assert gaps_in([(0, 5 * HOUR), (100, 200), (5 * HOUR + 10, 6 * HOUR)]) == []


def test_a_missing_part_of_a_log_is_a_gap_until_it_comes_in(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(5)), name="mail.log.2")
    tell(engine, tmp_path, busy(range(50, 59)), name="mail.log")
    assert gaps(engine) == [(4, 50, "file_missing")]
    tell(engine, tmp_path, busy(range(5, 50)), name="mail.log.1")
    assert gaps(engine) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_files_may_come_in_any_order(engine: Engine, tmp_path: Path, order: tuple[int, ...]) -> None:
    parts = (busy(range(10)), busy(range(30, 40)), busy(range(50, 59)))
    for number in order:
        tell(engine, tmp_path, parts[number], name=f"mail.log.{number}")
        read(engine)
    assert gaps(engine) == [(9, 30, "file_missing")]


def test_a_silence_within_one_file_is_the_hosts_own(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy([*range(5), *range(50, 59)]))
    assert gaps(engine) == [(4, 50, "silent_new")]


def test_half_an_hour_within_one_file_is_no_gap(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy([*range(5), *range(35, 59)]))
    assert gaps(engine) == []


def test_what_a_socket_was_not_sent_while_its_follower_was_down_is_lost(engine: Engine, tmp_path: Path) -> None:
    early, late = str(tmp_path / "early"), str(tmp_path / "late")
    tell(engine, tmp_path, busy(range(5)), name="early")
    tell(engine, tmp_path, busy(range(50, 59)), name="late")
    follow(engine, early, at(60), kind="syslog")
    follow(engine, late, at(60), kind="syslog")
    assert gaps(engine) == [(4, 50, "follower_down")]


def test_only_gaps_that_touch_the_asked_time_are_told(engine: Engine, tmp_path: Path) -> None:
    for number, minute in enumerate((0, 30, 59)):
        tell(engine, tmp_path, busy([minute]), name=f"mail.log.{number}")
    assert [len(read(engine, at(60), *asked)[0].gaps) for asked in ((0, at(-1)), (at(10), at(20)), (0, 4e9))] == [
        0,
        1,
        2,
    ]


def test_a_log_that_nobody_follows_ends_with_its_last_line(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(40)))
    [source] = read(engine)
    assert (source.last_at, source.lag) == (at(39), None)
    assert gaps(engine) == [(39, 60, "no_newer_log")]
    assert gaps(engine, at(39) + FRESH) == []


def test_a_followed_log_is_read_until_its_follower_last_looked(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(50)))
    follow(engine, str(tmp_path / "mail.log"), at(60) - 2)
    [source] = read(engine)
    assert (source.last_at, source.lag, source.gaps) == (at(60) - 2, 2, ())


def test_a_follower_that_looks_no_more_is_down(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(50)))
    follow(engine, str(tmp_path / "mail.log"), at(53))
    assert gaps(engine) == [(53, 60, "follower_down")]
    assert read(engine)[0].lag == 7 * 60


def test_a_follower_that_stores_what_was_written_meanwhile_is_catching_up(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(50)))
    follow(engine, str(tmp_path / "mail.log"), at(20))
    with engine.begin() as connection:
        connection.execute(update(LogFile).values(last_read_at=datetime.fromtimestamp(at(59), UTC)))
    assert gaps(engine) == [(49, 60, "catching_up")]


def test_a_follower_that_never_looked_is_down(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(50)))
    follow(engine, str(tmp_path / "mail.log"), None)
    assert gaps(engine) == [(49, 60, "follower_down")]


def test_a_log_that_cannot_be_read_is_told_apart(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(50)))
    follow(engine, str(tmp_path / "mail.log"), at(53), error="It may not be read by this user.")
    assert gaps(engine) == [(53, 60, "cannot_read")]


def test_a_feed_that_is_switched_off_covers_what_it_saw(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(40)))
    follow(engine, str(tmp_path / "mail.log"), at(42), enabled=False)
    assert gaps(engine) == [(42, 60, "switched_off")]


def test_a_followed_log_that_falls_silent_is_a_gap(engine: Engine, tmp_path: Path) -> None:
    """Here the host logs every minute, and then nothing for an hour."""
    tell(engine, tmp_path, busy(range(30)))
    follow(engine, str(tmp_path / "mail.log"), at(90))
    assert gaps(engine, at(90)) == [(29, 90, "silent_new")]


def test_the_rotated_file_belongs_to_the_feed_too(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(59)), name="mail.log-20261121")
    follow(engine, str(tmp_path / "mail.log"), at(60))
    assert gaps(engine) == []


def test_another_file_does_not(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(40)), name="mail.logger")
    follow(engine, str(tmp_path / "mail.log"), at(60))
    assert gaps(engine) == [(39, 60, "no_newer_log")]


def test_a_host_that_is_expected_and_never_logged_is_a_gap(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(59)))
    follow(engine, "", None, kind="expected", expected_hosts=["mx1", "MX9"])
    mx9, mx1 = read(engine)
    assert (mx9.source, mx9.was_never_seen, mx1.was_never_seen) == ("MX9", True, False)
    assert mx9.gaps == (Gap(0, at(60), gap_cause.NEVER_SEEN),)


def test_it_is_none_once_it_logs(engine: Engine, tmp_path: Path) -> None:
    follow(engine, LOG, at(60), expected_hosts=["mx1.shop.example"])
    assert [source.source for source in read(engine)] == ["mx1.shop.example"]
    tell(engine, tmp_path, busy(range(59)))
    assert [source.source for source in read(engine)] == ["mx1"]


def test_of_a_host_that_is_out_of_service_nothing_is_expected(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy([*range(2), 50]))
    follow(engine, "", None, kind="expected", expected_hosts=["mx1"], enabled=False)
    assert gaps(engine, at(9000)) == [(1, 50, "silent_new")]


def test_a_host_that_one_list_expects_is_in_service_whatever_another_says(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(40)))
    follow(engine, "", None, kind="expected", expected_hosts=["mx1"], enabled=False)
    follow(engine, LOG, None, expected_hosts=["mx1"])
    assert gaps(engine) == [(39, 60, "no_newer_log")]


def test_each_host_of_a_file_has_a_coverage_of_its_own(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sorted([*busy(range(59)), *busy([*range(10), 58], "mx2")]))
    follow(engine, str(tmp_path / "mail.log"), at(60))
    assert [(one.source, len(one.gaps)) for one in read(engine)] == [("mx1", 0), ("mx2", 1)]


def test_a_host_that_changed_its_mail_server_is_one_source(engine: Engine, tmp_path: Path) -> None:
    exim = "2026-11-21 10:{0:02}:00 +0000 mx1 exim[7]: 1t8abc-000001-2X Completed"
    tell(engine, tmp_path, [exim.format(minute) for minute in range(30)], name="mainlog", format="exim")
    tell(engine, tmp_path, busy(range(31, 59)))
    assert [source.source for source in read(engine)] == ["mx1"]
    assert gaps(engine) == []


def test_new_lines_move_the_end_of_what_was_read(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(10)))
    assert read(engine)[0].last_at == at(9)
    tell(engine, tmp_path, [*busy(range(10)), *sent("4A", "1@shop.example", "a@b.example", 12)])
    assert read(engine)[0].last_at == at(12) + 3


def test_seconds_read_and_missing_are_told_for_any_time() -> None:
    down, silent = gap_cause.FOLLOWER_DOWN, gap_cause.SILENT
    source = SourceCoverage("mx1", 1000, 2000, (Gap(1200, 1300, silent), Gap(2000, 2500, down)))
    assert source.within(0, 3000) == (900, 600)
    assert source.within(1250, 1350) == (50, 50)
    assert source.within(1900, 2100) == (100, 100)
    assert source.within(0, 900) == (0, 0)


def test_of_a_host_that_was_never_seen_all_is_missing() -> None:
    source = SourceCoverage("mx9", 5000, 5000, (Gap(0, 5000, gap_cause.NEVER_SEEN),))
    assert source.within(1000, 2000) == (0, 1000)


def test_looked_at_again_by_the_feed_it_goes_on(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(50)))
    follow(engine, str(tmp_path / "mail.log"), at(53))
    with engine.begin() as connection:
        connection.execute(update(Feed).values(last_read_at=datetime.fromtimestamp(at(60), UTC)))
    assert gaps(engine) == []


def damaged(minutes: Iterable[int], each: int = 5) -> list[str]:
    """Lines that nobody can read, after those of a minute."""
    return [f"{minute}: line {number} is damaged" for minute in minutes for number in range(each)]


def test_an_hour_of_which_too_much_was_not_understood_is_a_gap(engine: Engine, tmp_path: Path) -> None:
    lines = [one for minute in range(60) for one in (*busy([minute]), *(damaged([minute]) if 5 < minute < 10 else ()))]
    assert tell(engine, tmp_path, lines).quarantined_lines == 20
    assert gaps(engine, at(60)) == [(0, 59, "quarantine")]


def test_it_closes_when_its_lines_are_settled(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*busy(range(30)), *damaged([30], 20), *busy(range(30, 60))])
    with engine.begin() as connection:
        connection.execute(update(Quarantined).values(resolved_at=datetime.fromtimestamp(TEN, UTC)))
    assert gaps(engine, at(60)) == []


def test_a_few_lines_among_many_are_no_gap(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*busy(range(30)), *damaged([30], 9), *busy(range(30, 60))])
    assert gaps(engine, at(60)) == []
    tell(engine, tmp_path, [*busy(list(range(60)) * 20, "mx2"), *damaged([60], 11)], name="another.log")
    assert [source.gaps for source in read(engine, at(60))] == [(), ()]


def test_a_silence_within_such_an_hour_keeps_its_own_cause(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*busy(range(10)), *damaged([10], 20), *busy(range(56, 60))])
    assert gaps(engine, at(60)) == [(0, 9, "quarantine"), (9, 56, "silent_new"), (56, 59, "quarantine")]


def test_the_parts_of_a_rotated_log_are_known_by_their_names() -> None:
    log = Followed("file", LOG, True, None, "", ())
    parts = ("", ".1", ".2.gz", "-20261121", "-2026112118.gz", ".20261121-182350")
    assert all(log.reads(LOG + age) for age in parts)
    assert log.reads("/var/log/mail-20261121.log.gz")
    assert not any(log.reads(path) for path in ("/var/log/mail.err", "/var/log/mail.log.old", "/var/mail.log", ""))


def test_a_stream_is_known_by_its_place_or_its_kind() -> None:
    assert Followed("journal", "", True, None, "", ()).reads("journal")
    assert Followed("syslog", "udp:127.0.0.1:5514", True, None, "", ()).reads("udp:127.0.0.1:5514")
    assert not Followed("expected", "", True, None, "", ("mx1",)).reads("expected")


@given(st.sets(st.integers(0, 20)), st.lists(st.integers(0, 20 * HOUR), min_size=2, max_size=8, unique=True))
def test_gaps_never_overlap(hours: set[int], bounds: list[int]) -> None:
    ordered = sorted(bounds)
    others = [Gap(*pair, gap_cause.SILENT) for pair in zip(ordered[::2], ordered[1::2], strict=False)]
    found = sorted([*others, *not_understood(hours, (HOUR, 15 * HOUR), others)], key=lambda gap: gap.first_at)
    assert all(before.last_at <= after.first_at for before, after in pairwise(found))
    assert all(gap.first_at < gap.last_at for gap in found)
    of_hours = [gap for gap in found if gap.cause is gap_cause.QUARANTINE]
    assert all(gap.first_at // HOUR in hours and HOUR <= gap.first_at < gap.last_at <= 15 * HOUR for gap in of_hours)
