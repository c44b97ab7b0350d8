"""`flask reconcile`: lines in are lines shown and lines in the quarantine, or it says where not."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from console.casework import settling
from console.casework.reconcile import Lines, reconcile
from console.casework.settling import Chosen
from console.database import db as storage
from console.models.bounce import BounceMail
from console.models.evidence import Evidence
from console.models.log_file import LogFile
from console.models.message import Message
from console.models.quarantine import Quarantined
from tests.casework.set_aside import AFTER, BEFORE, BROKEN, mend, read_all_again, set_aside
from tests.intake.mails import letter, mail, record, report
from tests.intake.postfix_lines import line, sent
from tests.intake.stories import tell
from tests.servers.engines import KINDS


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The console's own."""
    with app.app_context():
        return storage.engine


def run(app: Flask, *arguments: str) -> Result:
    """What the command prints and how it exits."""
    return app.test_cli_runner().invoke(args=["reconcile", *arguments])


def fill(engine: Engine, folder: Path) -> None:
    """A line of every fate, on two hosts, in three files."""
    connect = line("smtpd", "connect from app.example[198.51.100.9]")
    tell(engine, folder, [*BEFORE, "", connect, BROKEN, BROKEN.replace("=1", "=2"), *AFTER])
    tell(engine, folder, [*BEFORE[1:], *AFTER, BROKEN], name="copy.log")
    tell(engine, folder, sent("4B", "two@shop.example", "b@there.example", host="mx2"), name="mx2.log")


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_every_line_is_somewhere(app: Flask, engine: Engine, db: Session, tmp_path: Path) -> None:
    fill(engine, tmp_path)
    [_, mx1, mx2] = reconcile(db)
    assert (mx1.hosts, mx1.lines) == (("mx1",), Lines(8, 4, 1, 1, 0, 2, 0))
    assert (mx2.hosts, mx2.lines) == (("mx2",), Lines(5, 5, 0, 0, 0, 0, 0))
    result = run(app, "--deep")
    assert (result.exit_code, "It adds up: 17 lines of 3 files." in result.output) == (0, True)
    assert "17 9 1 1 4 2 0 all together" in " ".join(result.output.split())


def test_what_is_settled_adds_up_as_well(app: Flask, engine: Engine, db: Session, tmp_path: Path) -> None:
    fill(engine, tmp_path)
    settling.dismiss(db, "mina@seoul.example", Chosen(number=2), "the disk was full")
    mend(engine)
    read_all_again(engine)
    [_, mx1, _] = reconcile(db)
    assert mx1.lines == Lines(8, 5, 1, 1, 0, 0, 1)
    assert run(app).exit_code == 0


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (update(LogFile).values(line_count=9), "9 lines were read, and what came of them adds up to 5."),
        (update(LogFile).values(irrelevant_lines=1), "5 lines were read, and what came of them adds up to 6."),
        (update(Evidence).values(line_count=3), "the evidence ought to hold 4 lines of it, and holds 3."),
        (update(Message).values(evidence=b""), "4 lines of it told of messages, and messages rest on 0."),
        (delete(Quarantined), "the quarantine ought to hold 1 line of it, and holds 0."),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_does_not_add_up_is_named(
    app: Flask, engine: Engine, tmp_path: Path, spoil: object, sentence: str
) -> None:
    set_aside(engine, tmp_path)
    with engine.begin() as connection:
        connection.execute(spoil)  # type: ignore[call-overload]
    result = run(app, "--deep")
    assert (result.exit_code, f"mail.log: {sentence}" in result.output) == (1, True)


def test_only_files_that_were_read_since_then(app: Flask, engine: Engine, db: Session, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    day = db.scalars(select(LogFile.last_read_at)).one()
    assert "5 lines of 1 file." in run(app, "--since", f"{day:%Y-%m-%d}").output
    assert run(app, "--since", "2100-01-01").output == "No file was read since then.\n"
    assert run(app, "--since", "yesterday").exit_code == 2


def test_files_of_one_name_are_told_apart_by_their_newest_line(app: Flask, engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, BEFORE)
    tell(engine, tmp_path, sent("4B", "two@shop.example", "b@there.example", minute=59))
    output = run(app).output
    assert f"{tmp_path}/mail.log, up to 2026-11-21 10:00:0" in output
    assert f"{tmp_path}/mail.log, up to 2026-11-21 10:59:0" in output


def test_before_anything_was_read_it_says_so(app: Flask) -> None:
    assert run(app).output == "No file was read yet.\n"


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_every_mail_is_in_a_bin(app: Flask, engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, sent("4A", "one@shop.example", "a@there.example"))
    known = mail(report("a@there.example", "one@shop.example"))
    record(engine, known, mail(report("b@there.example")), mail(letter("c@there.example", "Hello")), known)
    result = run(app, "--deep")
    assert "4 1 1 1 0 1 bounces" in " ".join(result.output.split())
    assert "It adds up: 5 lines of 1 file, 4 mails of 1 mailbox." in result.output


def test_a_mail_that_vanished_is_told(app: Flask, engine: Engine, db: Session) -> None:
    record(engine, mail(letter("c@there.example", "Hello")))
    db.execute(delete(BounceMail))
    db.commit()
    result = run(app)
    assert result.exit_code == 1
    assert "bounces: 1 mail was fetched, and what came of it adds up to 0." in result.output


def test_a_matched_mail_that_its_message_does_not_rest_on_is_told(
    app: Flask, engine: Engine, db: Session, tmp_path: Path
) -> None:
    tell(engine, tmp_path, sent("4A", "one@shop.example", "a@there.example"))
    record(engine, mail(report("a@there.example", "one@shop.example")))
    db.execute(update(Message).values(evidence=b""))
    db.commit()
    assert "the message of 1 matched mail does not rest on it" in run(app, "--deep").output
