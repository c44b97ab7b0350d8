"""The worker in this process: feeds are followed, whatever happens to some of them."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from console import database
from console.casework import feeds, tasks
from console.database import engine_at
from console.diagnosis.network import Network
from console.models.base import utc_now
from console.models.database_time import database_time
from console.models.task import Task
from console.work import feed_thread, periodic, worker
from console.work.bell import ring
from console.work.feed_thread import Patience
from console.work.periodic import PERIODIC, TASKS
from console.work.worker import Worker, working
from tests.servers.engines import FreshUrl
from tests.work.following import MINA, add_feed, feed, recipients, wait_until, write

Hire = Callable[..., Worker]


@pytest.fixture
def hire(engine: Engine, tmp_path: Path) -> Iterator[Hire]:
    """Starts workers on the database; they end with the test."""
    with ExitStack() as all_of_them:

        def start(queue_url: str = f"sqlite:///{tmp_path}/queue.sqlite") -> Worker:
            new = Worker(engine_at(engine.url.render_as_string(hide_password=False)), Network(), queue_url)
            all_of_them.enter_context(working(new))
            return new

        yield start


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """An empty log."""
    path = tmp_path / "mail.log"
    path.touch()
    return path


def test_a_new_line_is_searchable_within_seconds(engine: Engine, hire: Hire, log: Path) -> None:
    add_feed(engine, log)
    hire()
    wait_until(lambda: feed(engine, 1).last_read_at)
    write(log, [1])
    wait_until(lambda: recipients(engine) == [1], 3)
    write(log, [2, 3])
    wait_until(lambda: recipients(engine) == [1, 2, 3], 5)


def test_how_far_it_is_read_stands_on_its_row(engine: Engine, hire: Hire, log: Path) -> None:
    write(log, [1])
    began = utc_now()
    add_feed(engine, log)
    hire()
    wait_until(lambda: feed(engine, 1).last_line_at)
    found = feed(engine, 1)
    assert found.last_line_at is not None
    assert found.last_line_at.isoformat() == "2026-11-21T10:00:03+00:00"
    assert found.last_read_at is not None
    assert found.last_read_at >= began


def test_a_feed_added_while_it_works_is_followed_at_once_when_it_is_rung(
    engine: Engine, hire: Hire, log: Path, tmp_path: Path
) -> None:
    queue = f"sqlite:///{tmp_path}/queue.sqlite"
    hire(queue)
    wait_until(lambda: _lives(engine))
    write(log, [1])
    add_feed(engine, log)
    ring(queue)
    wait_until(lambda: recipients(engine) == [1], 4)


def test_a_file_that_is_not_there_is_told_and_read_when_it_comes(engine: Engine, hire: Hire, tmp_path: Path) -> None:
    add_feed(engine, tmp_path / "later.log")
    hire()
    wait_until(lambda: feed(engine, 1).error)
    told = feed(engine, 1)
    assert told.error.startswith(f"{tmp_path}/later.log does not exist yet.")
    assert told.error_since is not None
    write(tmp_path / "later.log", [1])
    wait_until(lambda: not feed(engine, 1).error)
    assert recipients(engine) == [1]


def test_one_feed_never_stops_another(engine: Engine, hire: Hire, log: Path, tmp_path: Path) -> None:
    add_feed(engine, tmp_path / "nowhere.log")
    (tmp_path / "nowhere.log").mkdir()
    write(log, [1])
    add_feed(engine, log)
    hire()
    wait_until(lambda: recipients(engine) == [1])
    wait_until(lambda: feed(engine, 1).error)
    assert not feed(engine, 2).error


def test_a_disabled_feed_is_not_read_and_goes_on_where_it_was_when_enabled(
    engine: Engine, hire: Hire, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.2)
    add_feed(engine, log)
    hire()
    write(log, [1])
    wait_until(lambda: recipients(engine) == [1])
    with Session(engine) as session:
        feeds.disable(session, MINA, feeds.find(session, "mail.log"))
        wait_until(lambda: not _held(engine))
        write(log, [2])
        feeds.enable(session, MINA, feeds.find(session, "mail.log"))
    wait_until(lambda: recipients(engine) == [1, 2])


def test_a_feed_that_is_changed_is_read_as_it_is_now(
    engine: Engine, hire: Hire, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.2)
    add_feed(engine, log)
    hire()
    write(tmp_path / "other.log", [7])
    with Session(engine) as session:
        found = feeds.find(session, "mail.log")
        wanted = feeds.definition_of(found)._replace(place=str(tmp_path / "other.log"))
        wait_until(lambda: _held(engine))
        feeds.change(session, MINA, found, wanted)
    wait_until(lambda: recipients(engine) == [7])


def test_two_workers_read_nothing_twice_and_share_what_there_is(engine: Engine, hire: Hire, tmp_path: Path) -> None:
    logs = [tmp_path / f"{name}.log" for name in "abcd"]
    for number, one in enumerate(logs):
        write(one, range(number * 100, number * 100 + 50))
        add_feed(engine, one)
    hire()
    hire()
    wait_until(lambda: len(recipients(engine)) >= 200)
    for number, one in enumerate(logs):
        write(one, range(number * 100 + 50, number * 100 + 60))
    wait_until(lambda: len(recipients(engine)) >= 240)
    assert recipients(engine) == [number for number in range(400) if number % 100 < 60]


def test_whoever_stops_leaves_its_feeds_to_others_at_once(
    engine: Engine, hire: Hire, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.2)
    add_feed(engine, log)
    first = hire()
    wait_until(lambda: _held(engine) == {first.holder})
    second = hire()
    first.stop()
    wait_until(lambda: _held(engine) == {second.holder}, 3)
    write(log, [1])
    wait_until(lambda: recipients(engine) == [1])


def test_whoever_lost_a_lease_stops_reading(
    engine: Engine, hire: Hire, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "RENEW_EVERY", 0.2)
    add_feed(engine, log)
    hire()
    wait_until(lambda: _held(engine))
    with Session(engine) as session:
        until = database_time(session) + timedelta(seconds=30)
        session.execute(update(Task).where(Task.name == "feed:1").values(leased_by="another", leased_until=until))
        session.commit()
    wait_until(lambda: not _reading())
    write(log, [1])
    assert recipients(engine) == []


def test_what_has_a_period_is_done_once_by_all_workers(
    engine: Engine, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    counted = [task._replace(run=partial(_tell, done, task.known.name)) for task in PERIODIC]
    monkeypatch.setattr(periodic, "PERIODIC", counted)
    hire()
    hire()
    wait_until(lambda: len(done) >= len(PERIODIC))
    with Session(engine) as session:
        wait_until(lambda: all(task.ended_at for task in tasks.tasks(session, TASKS)))
    assert sorted(done) == sorted(task.known.name for task in PERIODIC)


def test_a_task_that_fails_says_why_and_the_next_is_done_all_the_same(
    engine: Engine, hire: Hire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(engine: Engine) -> None:
        raise ValueError("bob@linz.example")

    broken = PERIODIC[0]._replace(run=stumble)
    other = PERIODIC[0]._replace(known=PERIODIC[0].known._replace(name="another"))
    monkeypatch.setattr(periodic, "PERIODIC", (broken, other))
    hire()
    with Session(engine) as session:
        wait_until(lambda: tasks.tasks(session, [other.known])[0].ended_at)
        failed = tasks.tasks(session, [broken.known])[0]
    assert failed.error == "It stumbled (ValueError). The operator's log tells more."
    assert failed.failures == 1


def test_feeds_are_followed_while_the_queue_is_out_of_reach(engine: Engine, hire: Hire, log: Path) -> None:
    write(log, [1])
    add_feed(engine, log)
    hire("postgresql://127.0.0.1:1/nowhere")
    wait_until(lambda: recipients(engine) == [1])


def test_what_stumbles_is_tried_again(engine: Engine, hire: Hire, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_thread, "HERE", Patience(0.5, 0.5))
    write(log, [1])
    add_feed(engine, log)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE evidence RENAME TO away")
    hire()
    wait_until(lambda: feed(engine, 1).error)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO evidence")
    wait_until(lambda: recipients(engine) == [1] and not feed(engine, 1).error)


def test_a_database_that_another_program_holds_is_waited_for(
    sqlite_database: FreshUrl, log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.2)
    engine = engine_at(sqlite_database())
    add_feed(engine, log)
    with working(Worker(engine, Network(), f"sqlite:///{tmp_path}/queue.sqlite")):
        wait_until(lambda: feed(engine, 1).last_read_at)
        with closing(sqlite3.connect(str(engine.url.database), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            write(log, [1])
            time.sleep(2)
            other.execute("ROLLBACK")
        wait_until(lambda: recipients(engine) == [1])
        wait_until(lambda: not feed(engine, 1).error)


def test_the_lease_of_another_machines_worker_is_taken_over_when_it_runs_out(
    engine: Engine, hire: Hire, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.2)
    write(log, [1])
    name = feeds.lease_of(add_feed(engine, log))
    with Session(engine) as session:
        assert tasks.lease(session, name, "mx9 0000 pid:[1] 4711 abcd", 2)
    hire()
    time.sleep(1)
    assert recipients(engine) == []
    wait_until(lambda: recipients(engine) == [1], 4)


def _lives(engine: Engine) -> bool:
    with Session(engine) as session:
        return tasks.worker_lives(session)


def _held(engine: Engine) -> set[str]:
    """Who holds leases of feeds."""
    with Session(engine) as session:
        rows = session.query(Task.leased_by).where(Task.name.startswith("feed:"), Task.leased_by != "")
        return {holder for (holder,) in rows}


def _tell(done: list[str], name: str, engine: Engine) -> None:
    done.append(name)


def _reading() -> list[str]:
    """The threads of this process that follow a feed."""
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("feed ")]
