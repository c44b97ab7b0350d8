"""flask lookup: the verdict in a terminal."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from tests.casework import mailroom
from tests.casework.bounce_mails import bounce, take_in
from tests.casework.mailroom import message_named
from tests.views.test_messages import views

Run = Callable[..., Result]


@pytest.fixture
def lookup(app: Flask) -> Run:
    """Runs the command as at a terminal."""
    return lambda *words: app.test_cli_runner().invoke(args=["lookup", *words])


def as_object(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    given = json.loads(result.output)
    assert isinstance(given, dict)
    return given


def test_the_answer_comes_first_then_what_proves_it(lookup: Run, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    lines = lookup("anna@there.example").output.splitlines()
    assert lines[0] == "anna@there.example  Delivered"
    assert lines[1].startswith("Yes. It reached our mail server")
    assert any(line.startswith("  2026-11-21T10:00:02+00:00 mx1 postfix/smtp[77]: 4AAAA: to=") for line in lines)


def test_the_newest_message_is_answered_and_the_others_listed(lookup: Run, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered(), mailroom.refused("anna@there.example"))
    shown = lookup("Anna@There.example").output
    assert shown.startswith("anna@there.example  Invalid Address, no such mailbox\nNo. ")
    assert f"Delivered  anna@there.example  billing@shop.example  message {message_named(db, '4AAAA@app')}" in shown


def test_the_zone_of_the_times_is_named(lookup: Run, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    for question in ("anna@there.example", "nobody@elsewhere.example"):
        assert lookup(question).output.splitlines()[-1] == "Times are in UTC."


@pytest.mark.parametrize("question", ["4BBBB", "4BBBB@app", "<4BBBB@app>"])
def test_a_message_is_asked_for_by_any_of_its_ids(lookup: Run, db: Session, tmp_path: Path, question: str) -> None:
    mailroom.read_in(db, tmp_path, mailroom.refused())
    assert as_object(lookup(question, "--json"))["message"]["id"] == message_named(db, "4BBBB@app")
    assert as_object(lookup(str(message_named(db, "4BBBB@app")), "--json"))["status"] == "invalid_address"


def test_of_a_message_to_several_the_one_it_went_wrong_with_is_answered(
    lookup: Run, db: Session, tmp_path: Path
) -> None:
    to = {"anna@there.example": "sent", "nobody@there.example": "bounced"}
    mailroom.read_in(db, tmp_path, mailroom.to_several(to))
    for question in ("4DDDD", str(message_named(db, "4DDDD@app"))):
        given = as_object(lookup(question, "--json"))
        assert given["recipient"] == "nobody@there.example"
        assert [other["recipient"] for other in given["others"]] == ["anna@there.example"]


def test_programs_get_the_same_under_stable_keys(lookup: Run, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.refused())
    given = as_object(lookup("nobody@there.example", "--json"))
    assert (given["found"], given["answer"], given["proof"]) == (True, "no", 3)
    assert (given["reason"], given["fault"]) == ("no_such_user", "address")
    assert given["message"]["queue_ids"] == ["4BBBB"]
    assert given["message"]["first_at"] == "2026-11-21T10:01:00+00:00"
    [line] = given["evidence"][-1]["lines"] or given["evidence"][1]["lines"]
    assert line["line"].endswith(f"status=bounced ({mailroom.UNKNOWN})")
    assert as_object(lookup("stranger@there.example", "--json")).keys() == given.keys()


def test_the_help_lists_every_key(lookup: Run, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    told = lookup("--help").output.replace(",", " ").replace(";", " ").replace(":", " ").split()
    assert as_object(lookup("anna@there.example", "--json")).keys() <= set(told)


def test_an_address_without_mail_gets_the_verdict_of_absence(lookup: Run, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered("johanna.maier@there.example"))
    shown = lookup("johana.maier@there.example").output
    assert "No trace" in shown
    assert "Perhaps this was meant\n  johanna.maier@there.example (" in shown
    assert "For a second look, ask for" in shown
    given = as_object(lookup("johana.maier@there.example", "--json"))
    assert (given["found"], given["message"]) == (False, None)
    assert [one["text"] for one in given["look_alikes"]] == ["johanna.maier@there.example"]


def test_an_absence_tells_of_bounces_that_could_not_be_tied(lookup: Run, db: Session) -> None:
    take_in(db.get_bind(), bounce("ghost@there.example", "other@elsewhere"))  # type: ignore[arg-type]
    assert "1 mail in our bounce mailboxes speaks of this address" in lookup("ghost@there.example").output
    [told] = as_object(lookup("ghost@there.example", "--json"))["bounces"]
    assert told == {"bounce": 1, "at": "2026-11-21T12:00:00+00:00", "kind": "failed", "reason": "no_such_user"}


def test_what_a_stranger_wrote_does_nothing_to_the_terminal(lookup: Run, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.with_subject("[red]\x1b[2J\u202e:smile:"))
    shown = lookup("anna@there.example").output
    assert "[red]<U+001B>[2J<U+202E>:smile:" in shown
    assert not {"\x1b", "\u202e"} & set(shown)


@pytest.mark.parametrize("question", ["", "to:", "nonsense:x"])
def test_what_cannot_be_asked_is_told_in_a_sentence(lookup: Run, question: str) -> None:
    result = lookup(question)
    assert result.exit_code == 2
    assert result.output.strip().splitlines()[-1].startswith("Error: ")


def test_who_asked_is_on_record(lookup: Run, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    lookup("anna@there.example")
    lookup("stranger@there.example")
    assert [(actor, action) for actor, action, _ in views(db)] == [
        ("command line", "message:read"),
        ("command line", "search:run"),
    ]
