"""flask account …"""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.models.account import Account
from console.models.audit_entry import AuditEntry
from tests.people import ANNA, MINA, NORA, PASSWORD

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    """Runs a command as at a terminal."""
    return lambda *words, typed="": app.test_cli_runner().invoke(args=["account", *words], input=typed)


def test_an_account_is_made_and_its_password_shown_once(run: Run, db: Session) -> None:
    told = run("create", "kai@riga.example", "--name", "Kai", "--role", "lead").output
    account = db.scalars(select(Account).where(Account.email == "kai@riga.example")).one()
    assert told.startswith("kai@riga.example can sign in as team lead with the password ")
    assert account.role == "lead"
    assert db.scalars(select(AuditEntry.actor)).all() == ["command line"]


def test_all_accounts_are_listed(run: Run) -> None:
    lines = run("list").output.splitlines()
    assert f"{ANNA.email}\tagent\tactive\tAnna of Graz" in lines
    assert f"{NORA.email}\tagent\tdisabled\tNora of Leeds" in lines


def test_disable_and_enable(run: Run, db: Session) -> None:
    active = select(Account.active).where(Account.email == ANNA.email)
    assert run("disable", ANNA.email).output == f"{ANNA.email} is disabled.\n"
    assert db.scalar(active) is False
    run("enable", ANNA.email)
    db.rollback()
    assert db.scalar(active) is True


def test_a_role_is_set(run: Run, db: Session) -> None:
    assert run("set-role", ANNA.email, "auditor").output == f"{ANNA.email} is auditor now.\n"
    assert db.scalar(select(Account.role).where(Account.email == ANNA.email)) == "auditor"


def test_a_password_is_asked_for_twice_and_not_shown(run: Run) -> None:
    told = run("set-password", ANNA.email, typed="nine slow otters under ice\nnine slow otters under ice\n")
    assert told.exit_code == 0
    assert "otters" not in told.output


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (["disable", "kai@riga.example"], "", "There is no account 'kai@riga.example'."),
        (["disable", MINA.email], "", "only admin who can sign in"),
        (["set-password", ANNA.email], "short\nshort\n", "12 characters or more"),
        (["create", ANNA.email], "", "There is an account anna@graz.example already."),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(run: Run, words: list[str], typed: str, said: str) -> None:
    told = run(*words, typed=typed)
    assert told.exit_code == 1
    assert said in told.output


def test_a_random_password_is_shown_once(run: Run) -> None:
    assert PASSWORD not in run("set-password", ANNA.email, "--generate").output
