"""A growing log is followed through whatever is done to it: each line goes in once, and soon."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from console.diagnosis.status import DELIVERED
from console.intake.files import UnreadableFile
from console.intake.follow import FeedSpec, Follower, Read, entrance, followed_file, follower, growing_file, older_parts
from console.intake.import_logs import CannotStore
from console.models.feed import FeedKind
from console.models.log_file import LogFile
from console.models.quarantine import Quarantined
from tests.commands.test_import_log import shorten_patience
from tests.intake.follow.numbered_log import (
    ROTATIONS,
    NumberedLog,
    compress,
    numbered_line,
    rename,
    rename_and_compress,
    stored,
)
from tests.intake.stories import NETWORK, count, tell

SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
NOBODY = 65534


@pytest.fixture
def log(tmp_path: Path) -> NumberedLog:
    log = NumberedLog(tmp_path / "mail.log")
    log.path.touch()
    return log


def look(one: Follower) -> Read:
    """Look until all is read, which a slow machine may do in several looks."""
    read = one.read_once()
    while read.more:
        read, before = one.read_once(), read
        read = read._replace(lines=before.lines + read.lines)
    return read


@contextmanager
def following(log: NumberedLog, engine: Engine) -> Iterator[Follower]:
    """Someone follows the log while this lasts, and reads at the end what is there."""
    with closing(log.follower(engine)) as one:
        look(one)
        yield one
        look(one)


def assert_whole(engine: Engine, log: NumberedLog) -> None:
    """Each line is stored once, and each message is delivered once."""
    found = stored(engine)
    assert found.numbers == list(range(log.count))
    assert found.messages.total() == found.recipients.total() == log.count // 5
    assert {status for _, status in found.recipients} <= {DELIVERED.code}


def test_lines_are_stored_as_they_come(engine: Engine, log: NumberedLog) -> None:
    with following(log, engine) as one:
        for lines in (5, 1, 2, 2):
            log.write(lines)
            assert look(one).lines == lines
        assert look(one).lines == 0
    assert_whole(engine, log)


def test_it_is_told_when_the_newest_line_was_written(engine: Engine, log: NumberedLog) -> None:
    with following(log, engine) as one:
        assert look(one).last_line_at is None
        log.write()
        assert look(one).last_line_at == 1795255200
        assert look(one).last_line_at == 1795255200


@pytest.mark.parametrize("style", ROTATIONS)
def test_a_log_is_rotated_while_it_is_followed(engine: Engine, log: NumberedLog, style: str) -> None:
    with following(log, engine) as one:
        for _ in range(4):
            log.write(7)
            look(one)
            log.write(13)
            ROTATIONS[style](log)
            log.write(5)
            look(one)
    assert_whole(engine, log)


@pytest.mark.parametrize("style", sorted(ROTATIONS.keys() - {"delete"}))
@pytest.mark.parametrize("rotations", [1, 2, 3])
def test_a_log_is_rotated_while_nobody_follows_it(engine: Engine, log: NumberedLog, style: str, rotations: int) -> None:
    with following(log, engine):
        log.write(10)
    for _ in range(rotations):
        log.write(10)
        ROTATIONS[style](log)
    log.write(10)
    with following(log, engine):
        pass
    assert_whole(engine, log)


@SQLITE
def test_a_log_that_was_deleted_while_nobody_followed_it_goes_on_with_the_new_one(
    engine: Engine, log: NumberedLog
) -> None:
    with following(log, engine):
        log.write(10)
    ROTATIONS["delete"](log)
    log.write(10)
    with following(log, engine):
        pass
    assert_whole(engine, log)


@SQLITE
def test_what_was_rotated_is_read_though_the_log_has_no_new_line_yet(engine: Engine, log: NumberedLog) -> None:
    with following(log, engine):
        log.write(10)
    log.write(10)
    log.path.rename(log.older(".1"))
    with closing(log.follower(engine)) as one, pytest.raises(UnreadableFile, match="does not exist yet"):
        look(one)
    assert_whole(engine, log)


@SQLITE
def test_parts_of_which_all_before_are_gone_are_read_if_they_are_newer(engine: Engine, log: NumberedLog) -> None:
    with following(log, engine):
        log.write(10)
    log.path.unlink()
    log.write(10)
    rename(log)
    log.write(5)
    with following(log, engine):
        pass
    assert_whole(engine, log)


@SQLITE
@pytest.mark.parametrize("packed", [False, True])
def test_older_parts_are_left_alone_when_a_log_is_followed_for_the_first_time(
    engine: Engine, log: NumberedLog, packed: bool
) -> None:
    log.write(10)
    rename(log)
    os.utime(log.older(".1"), (1e9, 1e9))
    if packed:
        compress(log.older(".1"))
    log.write(10)
    with following(log, engine) as one:
        rename(log)
        log.write(10)
        look(one)
    with following(log, engine):
        pass
    assert stored(engine).numbers == list(range(10, 30))


@SQLITE
def test_what_was_imported_before_is_not_read_again(engine: Engine, log: NumberedLog) -> None:
    tell(engine, log.path.parent, [numbered_line(number) for number in range(10)])
    log.count = 10
    rename(log)
    log.write(10)
    with following(log, engine):
        pass
    assert_whole(engine, log)


@SQLITE
def test_a_late_line_in_the_old_file_is_read(engine: Engine, log: NumberedLog) -> None:
    with following(log, engine) as one:
        log.write(10)
        rename(log)
        log.write(5)
        look(one)
        log.write(5, log.older(".1"))
        look(one)
    assert_whole(engine, log)


@SQLITE
def test_a_late_line_in_the_old_file_is_read_by_who_comes_later(engine: Engine, log: NumberedLog) -> None:
    with following(log, engine):
        log.write(10)
        rename(log)
        log.write(5)
    log.write(5, log.older(".1"))
    with following(log, engine):
        pass
    assert_whole(engine, log)


@SQLITE
def test_a_line_is_read_once_it_is_whole(engine: Engine, log: NumberedLog) -> None:
    whole = "".join(f"{numbered_line(number)}\n" for number in range(5))
    with following(log, engine) as one:
        for end in (10, len(whole) // 2, len(whole) - 1):
            log.path.write_text(whole[:end], encoding="ascii")
            look(one)
        assert stored(engine).numbers == [0, 1, 2, 3]
        log.path.write_text(whole, encoding="ascii")
        look(one)
    log.count = 5
    assert_whole(engine, log)


@SQLITE
def test_the_torn_last_line_of_an_old_file_counts_once_nobody_writes_to_it(
    engine: Engine, log: NumberedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.path.write_text("\n".join(numbered_line(number) for number in range(5)), encoding="ascii")
    log.count = 5
    with following(log, engine):
        pass
    rename(log)
    monkeypatch.setattr(older_parts, "SETTLED", -1)
    with following(log, engine):
        pass
    assert_whole(engine, log)


@SQLITE
def test_a_log_appears_later(engine: Engine, log: NumberedLog) -> None:
    log.path.unlink()
    with closing(log.follower(engine)) as one:
        with pytest.raises(UnreadableFile, match="does not exist yet"):
            look(one)
        log.write(5)
        assert look(one).lines == 5


@SQLITE
def test_a_log_may_be_missing_for_a_moment_and_not_for_long(
    engine: Engine, log: NumberedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with following(log, engine) as one:
        log.path.rename(log.older(".1"))
        look(one)
        monkeypatch.setattr(followed_file, "ABSENCE", -1)
        with pytest.raises(UnreadableFile, match="is gone"):
            look(one)
        log.write(5)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, if this process has them."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(before)


@SQLITE
def test_a_log_that_may_not_be_read_is_told_and_read_once_it_may(engine: Engine, log: NumberedLog) -> None:
    with following(log, engine) as one:
        rename(log)
        log.write(5)
        log.path.chmod(0)
        with as_nobody(), pytest.raises(UnreadableFile, match="may not be read by this user"):
            look(one)
        log.path.chmod(0o644)
        assert look(one).lines == 5


@SQLITE
def test_an_old_part_that_cannot_be_read_is_told_and_the_log_is_read_on(
    engine: Engine, log: NumberedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with following(log, engine):
        log.write(5)
    rename(log)
    compress(log.older(".1"))
    packed = log.older(".1.gz")
    whole = packed.read_bytes()
    packed.write_bytes(whole[:-20])
    monkeypatch.setattr(older_parts, "SETTLED", -1)
    with following(log, engine) as one:
        log.write(5)
        read = look(one)
        assert (read.lines, "is not a whole gzip file" in read.trouble) == (5, True)
        packed.write_bytes(whole)
        monkeypatch.setattr(followed_file, "OLDER_PARTS_EVERY", -1)
        assert look(one).trouble == ""


@SQLITE
def test_a_part_that_is_still_being_compressed_is_waited_for(engine: Engine, log: NumberedLog) -> None:
    with following(log, engine):
        log.write(5)
    log.write(500)
    rename(log)
    compress(log.older(".1"))
    whole = log.older(".1.gz").read_bytes()
    log.older(".1.gz").write_bytes(whole[: len(whole) // 2])
    with following(log, engine) as one:
        assert look(one).trouble == ""
        log.older(".1.gz").write_bytes(whole)
        look(one)
    assert_whole(engine, log)


@SQLITE
def test_a_copy_that_is_not_whole_yet_is_no_other_log(engine: Engine, log: NumberedLog) -> None:
    with following(log, engine) as one:
        log.write(10)
        look(one)
        log.write(5)
        whole = log.path.read_bytes()
        log.older(".1").write_bytes(whole[:300])
        os.truncate(log.path, 0)
        log.write(5)
        look(one)
        log.older(".1").write_bytes(whole)
        look(one)
    assert_whole(engine, log)


@SQLITE
def test_a_new_file_has_the_format_of_the_old_one(engine: Engine, log: NumberedLog) -> None:
    with following(log, engine) as one:
        log.write(5)
        rename(log)
        log.path.write_text("2026-11-21T11:00:00+00:00 mx1 rsyslogd: was HUPed\n", encoding="ascii")
        assert look(one).lines == 6
    with Session(engine) as session:
        assert set(session.scalars(select(LogFile.format))) == {"postfix"}


@SQLITE
def test_a_log_that_tells_no_format_yet_is_told_and_waited_for(engine: Engine, log: NumberedLog) -> None:
    log.path.write_text("2026-11-21T10:00:00+00:00 mx1 rsyslogd: was HUPed\n", encoding="ascii")
    with closing(log.follower(engine)) as one:
        with pytest.raises(UnreadableFile, match="no line yet that tells its format"):
            look(one)
        log.write(5)
        assert look(one).lines == 6


@SQLITE
def test_what_is_in_no_known_format_is_told(engine: Engine, log: NumberedLog) -> None:
    log.path.write_text('192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n' * 1000, encoding="ascii")
    with closing(log.follower(engine)) as one, pytest.raises(UnreadableFile, match="in no log format"):
        look(one)


@SQLITE
def test_the_year_goes_on_from_one_file_to_the_next(engine: Engine, log: NumberedLog) -> None:
    for stamp in ("Dec 31 23:59:58", "Jan  1 00:00:02", "Jan  2 00:00:02"):
        rename(log)
        log.path.write_text(f"{stamp} mx1 postfix/smtpd[7]: connect from app.example[192.0.2.7]\n", encoding="ascii")
        with following(log, engine):
            pass
    with engine.connect() as connection:
        first, second, third = (at or 0 for at in connection.scalars(select(LogFile.last_line_at).order_by(LogFile.id)))
    assert (second - first, third - second) == (4, 86400)


@SQLITE
def test_two_who_follow_the_same_log_store_nothing_twice(engine: Engine, log: NumberedLog) -> None:
    with following(log, engine) as one, following(log, engine) as another:
        for first, second in [(one, another), (another, one), (one, another)]:
            log.write(10)
            look(first)
            log.write(10)
            look(second)
            look(first)
    assert_whole(engine, log)


@SQLITE
def test_what_cannot_be_stored_is_told_and_stored_later(
    engine: Engine, log: NumberedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    with following(log, engine) as one:
        log.write(10)
        with engine.connect() as other:
            other.exec_driver_sql("BEGIN IMMEDIATE")
            shorten_patience(monkeypatch)
            with pytest.raises(CannotStore, match="The database is locked"):
                look(one)
        assert look(one).lines == 10
    assert_whole(engine, log)


@SQLITE
def test_a_look_ends_after_its_time_and_the_next_goes_on(
    engine: Engine, log: NumberedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_file, "TURN", 0.0)
    monkeypatch.setattr(growing_file, "PIECE", 2000)
    monkeypatch.setattr(entrance, "LINES_A_BATCH", 1)
    with following(log, engine) as one:
        log.write(100)
        reads = [one.read_once() for _ in range(3)]
        assert all(read.more and 0 < read.lines < 100 for read in reads)
        while one.read_once().more:
            pass
    assert_whole(engine, log)


@SQLITE
def test_a_line_that_has_no_end_goes_to_the_quarantine_and_the_next_is_read(
    engine: Engine, log: NumberedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing_file, "PIECE", 4000)
    with following(log, engine) as one:
        log.write(5)
        with log.path.open("ab") as file:
            file.write(bytes(4100) + b"\n")
        log.write(5)
        look(one)
    assert_whole(engine, log)
    assert count(engine, Quarantined) == 2


@SQLITE
def test_a_look_at_what_did_not_change_asks_the_database_nothing(
    engine: Engine, log: NumberedLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_file, "OLDER_PARTS_EVERY", -1)
    for _ in range(3):
        log.write(10)
        rename_and_compress(log)
    with following(log, engine) as one:
        log.write(10)
        rename(log)
        log.write(10)
        look(one)
        asked: list[str] = []
        event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
        for _ in range(5):
            assert look(one).lines == 0
        assert asked == []


@SQLITE
def test_a_bad_place_is_told_when_it_is_looked_at(engine: Engine, tmp_path: Path) -> None:
    one = follower(FeedSpec("folder", FeedKind.FILE, str(tmp_path)), engine, NETWORK)
    with closing(one), pytest.raises(UnreadableFile, match="is a folder"):
        look(one)
