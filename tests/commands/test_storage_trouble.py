"""A full disk and a locked database, told by every command in one sentence with the remedy."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import create_engine

from app import create_app
from console import settings
from console.database import db as storage
from tests.casework.set_aside import set_aside
from tests.commands.test_import_log import shorten_patience
from tests.conftest import SECRET_KEY
from tests.servers.small_disk import fill, small_disk

LOCKED = "The database is locked: another program writes to it. Try again when it has ended."
FULL = "The disk is full. Make room; running the same again goes on where it stopped."
MEGABYTES = 3

CHANGES = pytest.mark.parametrize(
    "words",
    [
        "feed add mx2 /mx2.log",
        "feed disable mx1",
        "feed remove mx1",
        "account create kai@riga.example",
        "quarantine retry --all",
        "quarantine dismiss --all --note x",
        "lookup bob@linz.example",
        "search bob@linz.example",
        "reparse",
        "demo",
    ],
)


def run(app: Flask, words: str) -> Result:
    return app.test_cli_runner().invoke(args=words.split())


@CHANGES
def test_a_locked_database_is_one_sentence(
    app: Flask, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    run(app, "feed add mx1 /mx1.log")
    with app.app_context():
        set_aside(storage.engine, tmp_path)
    other = create_engine(database_url)
    shorten_patience(monkeypatch)
    with app.app_context(), other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        result = run(app, words)
    other.dispose()
    assert result.exit_code == 1
    assert [line for line in result.output.splitlines() if line][-1].endswith(LOCKED)
    assert "Traceback" not in result.output


@pytest.mark.root
@CHANGES
def test_a_full_disk_is_one_sentence(tmp_path: Path, words: str) -> None:
    (tmp_path / "disk").mkdir()
    with small_disk(tmp_path / "disk", MEGABYTES) as disk:
        app = create_app(settings.read(data_folder=disk, secret_key=SECRET_KEY))
        run(app, "feed add mx1 /mx1.log")
        with app.app_context():
            set_aside(storage.engine, tmp_path)
            fill(disk)
            result = run(app, words)
            storage.engine.dispose()
    assert result.exit_code == 1
    assert result.output.strip().endswith(FULL)
    assert len(result.output.strip().splitlines()) == 1


@pytest.mark.root
def test_a_disk_that_was_full_before_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    with small_disk(tmp_path / "disk", MEGABYTES) as disk:
        given = settings.read(data_folder=disk, secret_key=SECRET_KEY)
        with create_app(given).app_context():
            storage.engine.dispose()
        fill(disk)
        with pytest.raises(Exception, match="takes nothing: it is full or broken; see to it and start again") as told:
            create_app(given)
    assert type(told.value).__name__ == "CannotStart"
