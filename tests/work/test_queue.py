"""The queue that wakes workers: SQLite, PostgreSQL and Redis alike."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from console.work.bell import ring
from console.work.queue import PlainCalls, queue_at, woken_by
from tests.servers.engines import FreshUrl
from tests.servers.redis import redis_server

QUEUES = [
    "sqlite",
    pytest.param("postgresql", marks=pytest.mark.postgres),
    pytest.param("redis", marks=pytest.mark.redis),
]


@pytest.fixture(params=QUEUES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/queue.sqlite"
    elif request.param == "postgresql":
        fresh: FreshUrl = request.getfixturevalue("postgresql_database")
        yield fresh()
    else:
        with redis_server(tmp_path) as url:
            yield url


class Sleeper:
    """Somebody who counts how often they are woken."""

    def __init__(self) -> None:
        self._woken = threading.Semaphore(0)

    def wake(self) -> None:
        self._woken.release()

    def is_woken_within(self, seconds: float) -> bool:
        return self._woken.acquire(timeout=seconds)


@contextmanager
def asleep(url: str) -> Iterator[Sleeper]:
    sleeper = Sleeper()
    consumer = woken_by(url, sleeper.wake)
    consumer.start()
    try:
        yield sleeper
    finally:
        consumer.stop(graceful=True)


def calls(url: str) -> list[bytes]:
    """What waits in the queue."""
    storage = queue_at(url).storage
    with closing(storage):
        return [bytes(call) for call in storage.enqueued_items()]


def test_whoever_sleeps_is_woken_at_the_start_and_whenever_somebody_rings(url: str) -> None:
    with asleep(url) as sleeper:
        assert sleeper.is_woken_within(5)
        ring(url)
        assert sleeper.is_woken_within(5)


def test_a_call_waits_for_whoever_comes(url: str) -> None:
    ring(url)
    assert len(calls(url)) == 1
    with asleep(url) as sleeper:
        assert sleeper.is_woken_within(5)


def test_calls_are_plain_text(url: str) -> None:
    ring(url)
    [call] = calls(url)
    assert b'"console.work.queue.wake"' in call


def test_a_strangers_pickle_is_never_opened(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="codec"):
        PlainCalls().deserialize(b"\x80\x05cos\nsystem\n.")  # type: ignore[no-untyped-call]


def test_who_cannot_be_woken_is_no_trouble(tmp_path: Path) -> None:
    ring("postgresql://127.0.0.1:1/nowhere")
    ring(f"sqlite:///{tmp_path}/no/such/folder/queue.sqlite")


def test_a_damaged_queue_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "queue.sqlite"
    path.write_bytes(b"no database " * 1000)
    ring(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM task").fetchone() == (1,)
    connection.close()
