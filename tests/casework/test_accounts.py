"""Accounts: each verb is one transaction with its entry in the audit trail."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.casework import accounts
from console.casework.accounts import AccountRefused
from console.models.audit_entry import AuditEntry
from tests.people import ANNA, LUIS, MINA, NORA


@pytest.fixture(autouse=True)
def _within(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def entries(db: Session) -> list[tuple[str, str, str]]:
    query = select(AuditEntry.actor, AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)
    return [(actor, action, subject) for actor, action, subject in db.execute(query)]


def test_an_account_is_made_with_an_argon2_password(db: Session) -> None:
    account = accounts.create(db, MINA.email, " Kai@Riga.example ", "Kai", "agent", "a" * 100)
    assert (account.email, account.name, account.role, account.active) == ("kai@riga.example", "Kai", "agent", True)
    assert account.password.startswith("$argon2id$")
    assert entries(db) == [(MINA.email, "account:create", "account:kai@riga.example")]


def test_a_long_password_counts_to_its_last_character(db: Session) -> None:
    account = accounts.create(db, MINA.email, "kai@riga.example", "Kai", "agent", "a" * 100)
    assert account.verify_and_update_password("a" * 100)
    assert not account.verify_and_update_password("a" * 99 + "b")


@pytest.mark.parametrize(
    ("email", "role", "said"),
    [
        ("not an address", "agent", "is not an e-mail address"),
        (ANNA.email.upper(), "agent", "There is an account anna@graz.example already."),
        ("kai@riga.example", "king", "'king' is not a role; the roles are agent, lead, admin, auditor."),
    ],
)
def test_what_cannot_be_made_is_told_in_a_sentence(db: Session, email: str, role: str, said: str) -> None:
    with pytest.raises(AccountRefused, match=said):
        accounts.create(db, MINA.email, email, "Kai", role, "a" * 20)


def test_a_role_is_changed_once(db: Session) -> None:
    anna = accounts.find(db, ANNA.email)
    accounts.set_role(db, MINA.email, anna, "lead")
    accounts.set_role(db, MINA.email, anna, "lead")
    assert entries(db) == [(MINA.email, "account:set_role", f"account:{ANNA.email}")]


def test_somebody_can_always_manage_accounts(db: Session) -> None:
    mina = accounts.find(db, MINA.email)
    with pytest.raises(AccountRefused, match="only admin who can sign in"):
        accounts.disable(db, MINA.email, mina)
    with pytest.raises(AccountRefused, match="only admin who can sign in"):
        accounts.set_role(db, MINA.email, mina, "agent")
    accounts.set_role(db, MINA.email, accounts.find(db, LUIS.email), "admin")
    accounts.disable(db, MINA.email, mina)
    assert not mina.active


def test_disabling_and_enabling_are_on_record_when_they_change_something(db: Session) -> None:
    nora = accounts.find(db, NORA.email)
    accounts.disable(db, MINA.email, nora)
    accounts.enable(db, MINA.email, nora)
    accounts.enable(db, MINA.email, nora)
    assert [action for _, action, _ in entries(db)] == ["account:enable"]


def test_a_new_password_takes_the_place_of_the_old(db: Session) -> None:
    anna = accounts.find(db, ANNA.email)
    before = anna.fs_uniquifier
    accounts.set_password(db, MINA.email, anna, "nine slow otters under ice")
    assert anna.verify_and_update_password("nine slow otters under ice")
    assert anna.fs_uniquifier != before


def test_the_first_account_is_made_on_an_empty_console_only(db: Session) -> None:
    assert accounts.create_first(db) is None


def test_random_passwords_are_long_and_never_the_same(db: Session) -> None:
    made = {accounts.random_password() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 24


def test_a_time_zone_has_to_be_one(db: Session) -> None:
    with pytest.raises(AccountRefused, match="'Mars/Olympus' is not a time zone"):
        accounts.set_time_zone(db, accounts.find(db, ANNA.email), "Mars/Olympus")
