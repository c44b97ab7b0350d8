"""Workers that are killed, at any moment: nothing is lost, nothing is there twice, and nothing waits for a person."""

import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from console.database import engine_at
from console.models.log_file import LogFile
from console.models.schema import upgrade
from tests.servers import postgresql
from tests.servers.engines import FreshUrl
from tests.work.child import at_work
from tests.work.following import add_feed, kept_lines, lines, recipients, wait_until, write

KILLS = range(1, 31)
MESSAGES_A_PIECE = 8
RESTARTS_WITHIN = 10.0  # seconds
RECONNECTS_WITHIN = 10.0  # seconds
KILLED_WITHIN = 30.0  # seconds


def position(engine: Engine) -> int:
    """Up to where the log is stored."""
    with engine.connect() as connection:
        return connection.scalar(select(func.coalesce(func.sum(LogFile.offset), 0))) or 0


def assert_all_once(engine: Engine, messages: int) -> None:
    """Every line of so many messages is kept once, and every message is there once."""
    assert recipients(engine) == list(range(messages))
    assert kept_lines(engine) == Counter(line for number in range(messages) for line in lines(number))


def is_whole(engine: Engine) -> bool:
    with closing(sqlite3.connect(str(engine.url.database))) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.fixture
def sqlite(sqlite_database: FreshUrl) -> Iterator[Engine]:
    engine = engine_at(sqlite_database())
    yield engine
    engine.dispose()


@pytest.mark.root
@pytest.mark.strace
@pytest.mark.slow
def test_a_kill_at_every_nth_sync_loses_nothing_and_doubles_nothing(sqlite: Engine, tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    add_feed(sqlite, log)
    written = acknowledged = 0
    for number in KILLS:
        more = MESSAGES_A_PIECE * (number + 2)
        write(log, range(written, written + more))
        written += more
        with at_work(sqlite, tmp_path, killed_at=number) as process:
            until = time.monotonic() + KILLED_WITHIN
            while process.is_alive():
                assert time.monotonic() < until, f"there was no sync number {number}"
                acknowledged = max(acknowledged, position(sqlite))
                time.sleep(0.02)
        assert process.exitcode == -signal.SIGKILL
        assert position(sqlite) >= acknowledged
        assert is_whole(sqlite)
    began = time.monotonic()
    with at_work(sqlite, tmp_path):
        wait_until(lambda: position(sqlite) > acknowledged, RESTARTS_WITHIN)
        wait_until(lambda: position(sqlite) == log.stat().st_size, 30)
    assert time.monotonic() - began < 30
    assert_all_once(sqlite, written)


@pytest.mark.slow
def test_two_workers_that_are_killed_in_turn_read_all_once(engine: Engine, tmp_path: Path) -> None:
    logs = [tmp_path / name for name in ("mail.log", "more.log")]
    for log in logs:
        add_feed(engine, log)
    chance, written = random.Random(7), 0
    desks = [ExitStack(), ExitStack()]
    with desks[0], desks[1]:
        for turn in range(10):
            desk = desks[turn % 2]
            desk.close()  # kills whoever sits there
            desk.enter_context(at_work(engine, tmp_path))
            for _ in range(chance.randrange(1, 5)):
                write(logs[written % 80 // 40], range(written, written + 40))
                written += 40
                time.sleep(chance.random() / 5)
        wait_until(lambda: position(engine) == sum(log.stat().st_size for log in logs), 30)
    assert_all_once(engine, written)


@pytest.mark.postgres
@pytest.mark.slow
def test_a_postgresql_that_breaks_down_and_comes_back_costs_nothing(tmp_path: Path) -> None:
    log = tmp_path / "mail.log"
    with postgresql.server() as url:
        engine = engine_at(url)
        upgrade(engine)
        add_feed(engine, log)
        write(log, range(400))
        with at_work(engine, tmp_path):
            wait_until(lambda: position(engine))
            for restart in range(2):
                postgresql.restart_at_once(url)
                back = time.monotonic()
                write(log, range(400 + restart * 100, 500 + restart * 100))
                wait_until(lambda: position(engine) == log.stat().st_size, 30)
                assert time.monotonic() - back < RECONNECTS_WITHIN
        assert_all_once(engine, 600)
        engine.dispose()
