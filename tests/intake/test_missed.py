"""What was missed is a gap, until what was missed comes in after all."""

import os
import socket
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console import database
from console.diagnosis.gap_cause import FILE_MISSING, FOLLOWER_DOWN, NEVER_READ
from console.intake.coverage import coverage, never_read
from console.intake.follow import FeedSpec, follower
from console.intake.import_logs import CannotStore
from console.intake.missed import LEAST, last_read, note_looked, note_missed
from console.models.feed import Feed, FeedKind
from console.models.missed import Missed
from tests.intake.follow.test_stream import free_place, read, send
from tests.intake.stories import NETWORK, tell
from tests.intake.test_coverage import at, busy
from tests.intake.test_coverage import read as covered

Times = list[tuple[float, float, str]]
PLACE = "udp:127.0.0.1:5514"


def moment(minute: float) -> datetime:
    """A time after ten."""
    return datetime.fromtimestamp(at(minute), UTC)


def gaps(engine: Engine, now: float = 60) -> Times:
    """The gaps of the one source, in minutes after ten."""
    [source] = covered(engine, at(now))
    return [((gap.first_at - at(0)) / 60, (gap.last_at - at(0)) / 60, gap.cause.name) for gap in source.gaps]


def looked(engine: Engine, place: str, minute: float, kind: str = FeedKind.SYSLOG) -> None:
    """The worker looked there last at that minute, and there is a feed."""
    with Session(engine) as session:
        session.merge(Feed(id=1, name="feed", kind=kind, place=place, last_read_at=moment(minute)))
        session.commit()


def missed(engine: Engine, place: str, first: float, last: float) -> None:
    """Nobody listened in these minutes."""
    with Session(engine) as session:
        session.add(Missed(place=place, first_at=at(first), last_at=at(last), cause="follower_down"))
        session.commit()


@pytest.fixture
def heard(engine: Engine, tmp_path: Path) -> str:
    """The place from which lines of an hour came, but for three minutes, and of which the worker has just looked."""
    place = str(tmp_path / "mail.log")
    tell(engine, tmp_path, busy(range(20)), name="mail.log.1")
    tell(engine, tmp_path, busy(range(24, 60)))
    looked(engine, place, 60)
    return place


def test_three_minutes_in_which_nobody_listened_are_a_gap_of_a_busy_host(engine: Engine, heard: str) -> None:
    assert gaps(engine) == []
    missed(engine, heard, 19.5, 23.5)
    assert gaps(engine) == [(19.5, 23.5, "follower_down")]


def test_it_closes_when_the_lines_of_that_time_are_imported(engine: Engine, heard: str, tmp_path: Path) -> None:
    missed(engine, heard, 19.5, 23.5)
    tell(engine, tmp_path, busy(range(15, 30)), name="from-the-host.log")
    assert gaps(engine) == []


def test_it_closes_too_when_a_copy_shows_that_nothing_was_written(engine: Engine, heard: str, tmp_path: Path) -> None:
    missed(engine, heard, 19.5, 23.5)
    tell(engine, tmp_path, busy([*range(10, 20), *range(24, 30)]), name="from-the-host.log")
    assert gaps(engine) == []


def test_it_closes_as_far_as_lines_come_late(engine: Engine, heard: str, tmp_path: Path) -> None:
    missed(engine, heard, 19.5, 23.5)
    tell(engine, tmp_path, busy([22, 23, 24]), name="late.log")
    assert gaps(engine) == [(19.5, 22, "follower_down")]


def test_a_host_that_logs_elsewhere_missed_nothing(engine: Engine, heard: str) -> None:
    missed(engine, f"{heard}.other", 19.5, 23.5)
    assert gaps(engine) == []


def test_a_gap_that_the_silence_shows_too_is_told_once(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(10)), name="early")
    tell(engine, tmp_path, busy(range(40, 60)), name="late")
    looked(engine, str(tmp_path / "late"), 60, FeedKind.FILE)
    missed(engine, str(tmp_path / "early"), 12, 38)
    assert gaps(engine) == [(9, 40, "file_missing")]


def test_a_restart_is_no_gap(engine: Engine) -> None:
    note_missed(engine, PLACE, (at(10) - LEAST + 1, at(10)), FOLLOWER_DOWN)
    note_missed(engine, PLACE, (at(10) - LEAST, at(10)), FOLLOWER_DOWN)
    with Session(engine) as session:
        [found] = session.query(Missed).all()
    assert (found.place, found.first_at, found.last_at, found.cause) == (PLACE, at(10) - LEAST, at(10), "follower_down")


@pytest.mark.parametrize("protocol", ["udp", "tcp"])
def test_whoever_listens_again_notes_since_when_nobody_did(engine: Engine, protocol: str) -> None:
    place = free_place(protocol)
    spec = FeedSpec("socket", FeedKind.SYSLOG, place)
    hear(engine, spec, busy(range(10)), moment(9))
    looked(engine, place, 10)
    hear(engine, spec, busy(range(13, 15)), moment(13))
    looked(engine, place, 15)
    assert gaps(engine, 15) == [(10, 13, "follower_down")]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_cannot_be_noted_while_the_database_is_locked_is_noted_afterwards(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0)  # seconds; read by connections that are made from now on
    engine.dispose()
    spec = FeedSpec("socket", FeedKind.SYSLOG, free_place("udp"))
    looked(engine, spec.place, 10)
    with time_machine.travel(moment(13), tick=True), closing(follower(spec, engine, NETWORK)) as one:
        with engine.connect() as other:
            other.exec_driver_sql("BEGIN IMMEDIATE")
            with pytest.raises(CannotStore):
                one.read_once()
        one.read_once()
    with Session(engine) as session:
        assert [missed.first_at for missed in session.query(Missed)] == [at(10)]


def hear(engine: Engine, spec: FeedSpec, lines: Iterable[str], now: datetime) -> None:
    """Listen, and be sent these."""
    kind = socket.SOCK_STREAM if spec.place.startswith("tcp") else socket.SOCK_DGRAM
    messages = list(lines)
    with time_machine.travel(now, tick=True), closing(follower(spec, engine, NETWORK)) as one:
        one.read_once()
        with socket.socket(socket.AF_INET, kind) as sender:
            sender.connect(("127.0.0.1", int(spec.place.rpartition(":")[2])))
            send(sender, *messages)
            assert read(one, len(messages)) == len(messages)


def follow(engine: Engine, log: Path, now: datetime) -> None:
    """Follow a file for a moment."""
    with time_machine.travel(now, tick=True):
        with closing(follower(FeedSpec("log", FeedKind.FILE, str(log)), engine, NETWORK)) as one:
            while one.read_once().more:
                pass
        looked(engine, str(log), (now.timestamp() - at(0)) / 60, FeedKind.FILE)


def written(log: Path, minutes: Iterable[int], modified: float) -> Path:
    """A file with a line of each of these minutes."""
    log.write_text("".join(f"{line}\n" for line in busy(minutes)))
    os.utime(log, (at(modified), at(modified)))
    return log


def test_a_file_that_is_gone_before_its_rest_was_read_is_a_gap(engine: Engine, tmp_path: Path) -> None:
    log = written(tmp_path / "mail.log", range(10), 9)
    follow(engine, log, moment(10))
    written(log, range(13), 12)
    log.unlink()
    follow(engine, written(log, range(14, 20), 19), moment(20))
    assert gaps(engine, 20) == [(10, 14, "file_missing")]


def test_a_file_that_was_rotated_is_found_again(engine: Engine, tmp_path: Path) -> None:
    log = written(tmp_path / "mail.log", range(10), 9)
    follow(engine, log, moment(10))
    written(log, range(13), 12).rename(tmp_path / "mail.log.1")
    follow(engine, written(log, range(14, 20), 19), moment(20))
    assert gaps(engine, 20) == []


def test_a_file_that_only_grew_missed_nothing(engine: Engine, tmp_path: Path) -> None:
    log = written(tmp_path / "mail.log", range(10), 9)
    follow(engine, log, moment(10))
    follow(engine, written(log, range(20), 19), moment(20))
    assert gaps(engine, 20) == []


def test_the_gap_of_a_lost_file_closes_when_a_copy_is_imported(engine: Engine, tmp_path: Path) -> None:
    log = written(tmp_path / "mail.log", range(10), 9)
    follow(engine, log, moment(10))
    follow(engine, written(log, range(14, 20), 19), moment(20))
    assert gaps(engine, 20) == [(10, 14, FILE_MISSING.name)]
    tell(engine, tmp_path, busy(range(15)), name="copy.log")
    assert gaps(engine, 20) == []


def test_how_far_a_place_was_read_is_known_from_whoever_looked_last(engine: Engine, tmp_path: Path) -> None:
    assert last_read(engine, PLACE) is None
    note_looked(engine, PLACE, FeedKind.SYSLOG, moment(5))
    note_looked(engine, PLACE, FeedKind.SYSLOG, moment(6))
    known = last_read(engine, PLACE)
    assert known is not None
    assert (known.file, known.looked_at) == (None, at(6))
    looked(engine, PLACE, 7)
    known = last_read(engine, PLACE)
    assert known is not None
    assert known.looked_at == at(7)


def test_what_is_followed_by_hand_is_read_to_the_last_look(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(30)))
    assert gaps(engine) == [(29, 60, "no_newer_log")]
    note_looked(engine, str(tmp_path / "mail.log"), FeedKind.FILE, moment(59))
    [source] = covered(engine, at(60))
    assert (source.last_at, source.lag, source.gaps) == (at(59), 60, ())


def test_what_was_followed_by_hand_is_not_any_more(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, busy(range(30)))
    note_looked(engine, str(tmp_path / "mail.log"), FeedKind.FILE, moment(40))
    assert gaps(engine) == [(29, 60, "no_newer_log")]


def test_a_feed_of_a_log_that_was_never_read_is_a_gap_without_a_beginning(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(Feed(name="second", kind="file", place="/var/log/no.log"))
        session.add(Feed(name="bounces", kind="mailbox", place="imaps://b@imap.shop.test"))
        session.add(Feed(name="off", kind="file", place="/var/log/off.log", enabled=False))
        session.add(Feed(name="read", kind="file", place="/var/log/mail.log", last_read_at=moment(0)))
        session.commit()
        [found] = never_read(session.connection(), at(60))
        assert coverage(session.connection(), 0, at(60), at(60)) == []
    assert (found.source, found.was_never_seen, found.gaps[0].cause) == ("second", True, NEVER_READ)
