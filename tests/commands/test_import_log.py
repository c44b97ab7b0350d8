"""`flask import-log`, as an operator types it."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from console.intake import import_logs
from console.models.audit_entry import AuditEntry
from console.models.message import Message
from tests.casework.bounce_mails import bounce, take_in
from tests.intake.postfix_lines import line, sent

STORY = sent("4FAC23D1C1", "one@shop.example", "alice@there.example")
BROKEN = line("smtp", "4FAC23D1C1: to=<alice@there.example>, relay=none, delay=1, status=")


def run(app: Flask, *arguments: object) -> Result:
    """What the command prints and how it exits."""
    return app.test_cli_runner().invoke(args=["import-log", *map(str, arguments)])


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """A log of one message."""
    path = tmp_path / "mail.log"
    path.write_text("\n".join([*STORY, ""]), encoding="ascii")
    return path


def test_it_says_what_came_of_each_file(app: Flask, log: Path) -> None:
    result = run(app, log)
    assert result.exit_code == 0
    assert f"{len(STORY)} lines" in result.output
    assert "1 new messages" in result.output or "1 new message." in result.output


def test_the_second_time_nothing_is_new(app: Flask, log: Path) -> None:
    run(app, log)
    assert "nothing new" in run(app, log).output


def test_a_missing_file_is_named_and_the_others_are_read(app: Flask, log: Path, db: Session) -> None:
    result = run(app, log.with_name("missing.log"), log)
    assert result.exit_code == 1
    assert "missing.log does not exist" in result.output
    assert db.scalar(select(func.count()).select_from(Message)) == 1


def test_a_folder_is_no_log(app: Flask, tmp_path: Path) -> None:
    result = run(app, tmp_path)
    assert (result.exit_code, "is a folder" in result.output) == (1, True)


def test_an_unknown_format_is_said_and_nothing_is_stored(app: Flask, tmp_path: Path, db: Session) -> None:
    path = tmp_path / "access.log"
    path.write_text('192.0.2.1 - - [21/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5\n' * 50, encoding="ascii")
    result = run(app, path)
    assert (result.exit_code, "in no log format that Postdesk knows" in result.output) == (1, True)
    assert db.scalar(select(func.count()).select_from(Message)) == 0


def test_a_wrong_time_zone_is_named(app: Flask, log: Path) -> None:
    result = run(app, "--timezone", "Berlin", log)
    assert (result.exit_code, "'Berlin' is not a time zone" in result.output) == (2, True)


def test_a_broken_line_stands_in_the_quarantine_with_file_line_and_reason(app: Flask, log: Path) -> None:
    log.write_text("\n".join([*STORY, BROKEN, ""]), encoding="ascii")
    assert "1 could not be read" in run(app, log).output
    listed = app.test_cli_runner().invoke(args=["quarantine", "list"]).output
    assert f"{log}:{len(STORY) + 1}" in listed
    assert BROKEN in app.test_cli_runner().invoke(args=["quarantine", "show", "1"]).output


def test_a_database_that_is_locked_is_said_in_a_sentence(
    app: Flask, log: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = create_engine(database_url)
    with app.app_context(), other.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        shorten_patience(monkeypatch)
        result = run(app, log)
    other.dispose()
    assert (result.exit_code, "The database is locked" in result.output) == (1, True)


def shorten_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer waits a quarter of a minute for another; a test need not."""
    connect = Engine.connect

    def impatient(engine: Engine) -> object:
        connection = connect(engine)
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
        return connection

    monkeypatch.setattr(Engine, "connect", impatient)


def test_standard_input_is_called_so(app: Flask, log: Path) -> None:
    log.write_text("\n".join([*STORY, BROKEN, ""]), encoding="ascii")
    result = app.test_cli_runner().invoke(args=["import-log", "-"], input=log.read_bytes())
    assert result.output.startswith("standard input (postfix): 6 lines.")
    shown = app.test_cli_runner().invoke(args=["quarantine", "show", "1"]).output
    assert shown.startswith("standard input, line 6\n")
    assert "  standard input\n" in app.test_cli_runner().invoke(args=["reconcile"]).output


def test_two_processes_come_to_the_same_as_one(app: Flask, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_logs, "WORTH_A_PROCESS", 0)
    assert "1 new message" in run(app, log).output


def test_imports_are_in_the_audit_trail(app: Flask, log: Path, db: Session) -> None:
    run(app, log)
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "log:import")).one()
    assert (entry.actor, entry.details["lines"]) == ("command line", len(STORY))


def test_reading_old_evidence_again_changes_nothing_under_the_same_rules(app: Flask, log: Path) -> None:
    run(app, log)
    output = app.test_cli_runner().invoke(args=["reparse"]).output
    assert "of bounce mailboxes" not in output
    assert "1 messages were read again; 0 recipients stand differently now." in output


def test_mails_are_read_again_too(app: Flask, log: Path, db: Session) -> None:
    run(app, log)
    take_in(db.get_bind(), bounce())  # type: ignore[arg-type]
    output = app.test_cli_runner().invoke(args=["reparse"]).output
    assert "1 mail of bounce mailboxes read again; 0 changed." in output
