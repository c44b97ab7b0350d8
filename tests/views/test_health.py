"""Health, for programs."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from console.casework import feeds, tasks
from console.casework.feed_definition import Definition
from console.casework.tasks import FOLLOW
from console.database import db as storage
from console.models.database_time import database_time
from console.models.task import Task
from console.work.periodic import PERIODIC, TASKS
from tests.casework.bounce_mails import bounce, take_in
from tests.casework.set_aside import set_aside
from tests.servers.engines import KINDS
from tests.servers.small_disk import Disk

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}
SOME_TASK = PERIODIC[0].known


def ready(client: FlaskClient, **where: Any) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz", environ_overrides=where)
    assert answer.json is not None
    return answer.status_code, answer.json


def add_feed(db: Session, kind: str = "file", place: str = "/var/log/mail.log") -> None:
    hosts = ("mx1",) if kind == "expected" else ()
    feeds.add(db, "mina@seoul.example", Definition("mx1", kind, place, expected_hosts=hosts))


def fail_for(db: Session, times: int) -> None:
    for _ in range(times):
        tasks.begin(db, SOME_TASK, "a worker", 30)
        tasks.fail(db, SOME_TASK, "a worker", 7, "The broom is gone.")
        db.get_one(Task, SOME_TASK.name).due_at = None
        db.commit()


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_a_console_that_works_says_so(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    status, told = ready(client)
    assert status == 200
    assert told.pop("tasks").keys() == {task.name for task in TASKS}
    assert told == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "storage": "ok",
        "quarantine": {"lines": 0, "mails": 0},
        "worker": "none, and no feeds",
        "feeds": {"followed": 0, "failing": 0},
    }


def test_a_database_of_another_version_is_not_ready(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), storage.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    status, told = ready(client)
    assert (status, told["migrations"]) == (503, "not those of this version")


def test_without_a_database_it_lives_and_is_not_ready(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), storage.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE quarantine")
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_feeds_without_a_worker_are_not_ready(client: FlaskClient, db: Session) -> None:
    add_feed(db)
    status, told = ready(client)
    assert (status, told["worker"]) == (503, "does not work, and feeds wait for it")
    tasks.tell_alive(db, 3)
    status, told = ready(client)
    assert (status, told["worker"], told["feeds"]) == (200, "ok", {"followed": 1, "failing": 0})


def test_hosts_that_are_only_expected_need_no_worker(client: FlaskClient, db: Session) -> None:
    add_feed(db, "expected", "")
    assert ready(client)[0] == 200


@pytest.mark.parametrize(
    ("kind", "place"), [("file", "/var/log/mail.log"), ("mailbox", "imaps://bounces%40shop.test@imap.shop.test")]
)
def test_a_feed_that_cannot_be_read_is_not_ready_and_is_named(
    client: FlaskClient, db: Session, kind: str, place: str
) -> None:
    add_feed(db, kind, place)
    tasks.tell_alive(db, 3)
    feeds.note_error(db, 1, database_time(db), "The server refuses bounces@shop.test now.")
    db.commit()
    status, told = ready(client)
    [error] = told["feeds"].pop("errors")
    assert (status, told["feeds"]) == (503, {"followed": 1, "failing": 1})
    assert error.pop("since").endswith("+00:00")
    assert error == {"feed": "mx1", "error": "The server refuses [address] now."}


def test_strangers_read_how_many_feeds_fail_and_not_which(client: FlaskClient, db: Session) -> None:
    add_feed(db)
    feeds.note_error(db, 1, database_time(db), "/var/log/mail.log may not be read by this user.")
    db.commit()
    status, told = ready(client, **ELSEWHERE)
    assert (status, told["feeds"]) == (503, {"followed": 1, "failing": 1})


def test_what_waits_in_the_quarantine_is_told_and_leaves_the_rest_ready(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    with app.app_context():
        set_aside(storage.engine, tmp_path)
        take_in(storage.engine, bounce(), oversized=True)
    status, told = ready(client)
    assert (status, told["quarantine"]) == (200, {"lines": 1, "mails": 1})


@pytest.mark.parametrize(("times", "status"), [(3, 200), (4, 503)])
def test_a_task_may_fail_for_three_periods(client: FlaskClient, db: Session, times: int, status: int) -> None:
    fail_for(db, times)
    assert ready(client)[0] == status


def test_a_task_that_a_living_worker_leaves_undone_is_not_ready(client: FlaskClient, db: Session) -> None:
    tasks.begin(db, SOME_TASK, "a worker", 30)
    tasks.succeed(db, SOME_TASK, "a worker", 7)
    db.get_one(Task, SOME_TASK.name).due_at = database_time(db) - timedelta(seconds=4 * SOME_TASK.every)
    db.commit()
    assert ready(client)[0] == 200
    tasks.tell_alive(db, 3)
    assert ready(client)[0] == 503


def test_a_full_disk_is_not_ready(app: Flask, client: FlaskClient, agent: FlaskClient) -> None:
    with app.app_context():
        disk = Disk(storage.engine)
    disk.full = True
    words = " ".join(f"{number}{'x' * 900}" for number in range(40))
    assert agent.post("/search/run", data={"q": words}).status_code == 503
    status, told = ready(client)
    assert status == 503
    assert told["storage"].startswith("nothing can be stored since 20")
    assert told["storage"].endswith(": the disk is full")


def test_errors_are_told_on_this_machine_and_not_to_strangers(client: FlaskClient, db: Session) -> None:
    fail_for(db, 1)
    assert ready(client)[1]["tasks"][SOME_TASK.name]["error"] == "The broom is gone."
    told = ready(client, **ELSEWHERE)[1]["tasks"][SOME_TASK.name]
    assert "error" not in told
    assert told["failures"] == 1


def test_each_task_tells_its_last_run(client: FlaskClient, db: Session) -> None:
    tasks.tell_alive(db, 3)
    told = ready(client)[1]["tasks"][FOLLOW.name]
    assert (told["milliseconds"], told["failures"], told["error"]) == (3, 0, "")
    assert told["last_run"].endswith("+00:00")
