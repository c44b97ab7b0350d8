"""Killed at every n-th sync of the disk: what was told to be stored is, the database is whole, the next run completes.

A kill is not a power cut: what was written and not yet synced is still there. So more may be stored than was told.
"""

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.database import engine_at
from tests.intake.follow.numbered_log import NumberedLog, stored, stored_count
from tests.intake.follow.processes import Order, Processes, is_alive, processes, reported, wait_until
from tests.servers.engines import FreshUrl

SYNCS = range(1, 31)
LINES_A_BATCH = 20
STRACE = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync")

pytestmark = [pytest.mark.slow, pytest.mark.strace]


@pytest.fixture
def several() -> Iterator[Processes]:
    with processes() as started:
        yield started


@pytest.fixture
def engine(sqlite_database: FreshUrl) -> Iterator[Engine]:
    engine = engine_at(sqlite_database())
    yield engine
    engine.dispose()


def die_at_sync(several: Processes, order: Order, number: int) -> None:
    """Run until that sync is asked for, and not on."""
    process = several.start(order._replace(stopped=True))
    wait_until(lambda: "\nState:\tT" in status_of(process))
    injection = f"inject=fsync,fdatasync:signal=KILL:when={number}"
    with subprocess.Popen([*STRACE, "-e", injection, "-p", str(process)]):
        wait_until(lambda: "\nTracerPid:\t0\n" not in status_of(process))
        os.kill(process, signal.SIGCONT)
        wait_until(lambda: not is_alive(process))


def status_of(process: int) -> str:
    """What the system knows of a process."""
    return Path(f"/proc/{process}/status").read_text(encoding="ascii")


def assert_sound(engine: Engine, told: int) -> None:
    """What was told to be stored is, and the database is whole."""
    assert stored_count(engine) >= told
    assert len(stored(engine).numbers) == len(stored(engine).lines) == stored_count(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


@pytest.mark.parametrize("what", ["follow", "import"])
def test_reading_dies_at_any_sync(engine: Engine, tmp_path: Path, several: Processes, what: str) -> None:
    log, report = NumberedLog(tmp_path / "mail.log"), tmp_path / "report"
    log.write(sum(SYNCS) * LINES_A_BATCH * 3 // 2)
    order = Order(what, str(engine.url), (str(log.path),), str(report), LINES_A_BATCH)
    for number in SYNCS:
        die_at_sync(several, order, number)
        assert_sound(engine, reported(report))
    assert SYNCS.stop * LINES_A_BATCH < stored_count(engine) < log.count
    several.start(order._replace(lines_a_batch=0))
    wait_until(lambda: stored_count(engine) == log.count)
    assert stored(engine).numbers == list(range(log.count))
    assert stored(engine).messages.total() == stored(engine).recipients.total() == log.count // 5
