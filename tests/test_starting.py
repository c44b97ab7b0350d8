"""Before the console starts: one sentence for what is not in order, with the remedy."""

import sqlite3
import sys
from pathlib import Path

import pytest

from app import create_app
from console import settings
from console.database import db as storage
from console.starting import CannotStart


def cannot_start(**given: object) -> str:
    with pytest.raises(CannotStart) as told:
        create_app(settings.read(**given))
    return str(told.value)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"
    assert cannot_start(data_folder=folder) == (
        f"The data folder {folder} cannot be made (Not a directory); create it, or set POSTDESK_DATA_FOLDER."
    )


def test_a_database_in_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert "does not exist; create it, or correct POSTDESK_DATABASE_URL" in cannot_start(
        data_folder=tmp_path, database_url=f"sqlite:///{tmp_path}/none/postdesk.sqlite"
    )


def test_a_database_that_is_a_folder(tmp_path: Path) -> None:
    assert "is a folder; name a file" in cannot_start(data_folder=tmp_path, database_url=f"sqlite:///{tmp_path}")


def test_a_database_that_is_something_else(tmp_path: Path) -> None:
    path = tmp_path / "postdesk.sqlite"
    path.write_text("Dear Sir or Madam, " * 100)
    assert cannot_start(data_folder=tmp_path) == (
        f"The database {path} is damaged or not a database of Postdesk; put the newest backup in its place."
    )


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    told = cannot_start(data_folder=tmp_path, database_url="postgresql://anna:s3cret@127.0.0.1:1/postdesk")
    assert told == (
        "The database postgresql://anna:***@127.0.0.1:1/postdesk does not answer; "
        "check that it runs and that POSTDESK_DATABASE_URL is right."
    )


def test_a_database_that_another_program_holds(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "postdesk.sqlite", isolation_level=None) as other:
        other.execute("PRAGMA locking_mode=EXCLUSIVE").close()
        other.execute("BEGIN EXCLUSIVE").close()
        told = cannot_start(data_folder=tmp_path, database_url=f"sqlite:///{tmp_path}/postdesk.sqlite?timeout=0")
        assert "is locked by another program; stop that one and start again" in told
        other.execute("ROLLBACK").close()
    other.close()


def test_a_database_of_a_newer_postdesk(tmp_path: Path) -> None:
    app = create_app(settings.read(data_folder=tmp_path))
    with app.app_context(), storage.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'from the future'")
        connection.engine.dispose()
    assert "Start the newer Postdesk again." in cannot_start(data_folder=tmp_path)


def test_a_key_that_others_can_read(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("not so secret")
    (tmp_path / "secret_key").chmod(0o644)
    assert "run: chmod 600" in cannot_start(data_folder=tmp_path)


def test_a_queue_on_redis_without_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    assert cannot_start(data_folder=tmp_path, queue_url="redis://127.0.0.1/0") == (
        "POSTDESK_QUEUE_URL names Redis, and Python's package for it is missing; run: pip install 'redis>=8'"
    )
