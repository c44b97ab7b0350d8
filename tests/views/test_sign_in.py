"""Signing in and out; what ends a sign-in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from console.casework import accounts, sign_in_attempts
from console.models.account import Account
from console.models.audit_entry import AuditEntry
from console.models.sign_in import SignIn
from console.views.sign_in import REFUSED
from tests import people
from tests.people import ANNA, MINA, NORA, PASSWORD, Person
from tests.servers.engines import KINDS

WRONG = "six loud herons by the pier"
HOME_OF_A_STRANGER = "203.0.113.9"


def sign_in(browser: FlaskClient, person: Person, password: str = PASSWORD, source: str = "127.0.0.1") -> TestResponse:
    form = {"email": person.email, "password": password}
    return browser.post("/sign-in", data=form, environ_overrides={"REMOTE_ADDR": source})


def account_of(db: Session, person: Person) -> Account:
    return db.scalars(select(Account).where(Account.email == person.email)).one()


def gets_in(browser: FlaskClient) -> bool:
    return browser.get("/").status_code == 200


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_the_right_password_opens_the_console(client: FlaskClient, db: Session) -> None:
    assert sign_in(client, ANNA).headers["Location"] == "/"
    assert gets_in(client)
    assert db.scalars(select(AuditEntry.action).where(AuditEntry.actor == ANNA.email)).all() == ["sign_in:begin"]


def test_the_address_may_be_written_in_capitals(client: FlaskClient) -> None:
    client.post("/sign-in", data={"email": ANNA.email.upper(), "password": PASSWORD})
    assert gets_in(client)


@pytest.mark.parametrize(
    ("person", "password"),
    [(ANNA, WRONG), (NORA, PASSWORD), (NORA, WRONG), (Person("Nobody", "Nowhere", "agent"), PASSWORD)],
    ids=["wrong password", "disabled", "disabled, wrong password", "no such account"],
)
def test_every_refusal_reads_the_same(client: FlaskClient, person: Person, password: str) -> None:
    page = sign_in(client, person, password)
    assert page.status_code == 200
    assert page.text.count('role="alert"') == 1
    assert f">{REFUSED}<" in page.text
    assert not gets_in(client)


def test_a_failed_sign_in_is_on_record_without_what_was_typed(client: FlaskClient, db: Session) -> None:
    sign_in(client, ANNA, WRONG)
    sign_in(client, Person("my.password.is.hunter2", "Nowhere", "agent"))
    told = db.execute(select(AuditEntry.actor, AuditEntry.action, AuditEntry.subject).order_by(AuditEntry.id)).all()
    assert told == [(ANNA.email, "sign_in:fail", ""), ("unknown", "sign_in:fail", "")]


def test_guessing_is_stopped_and_the_right_guess_is_not_told_apart(client: FlaskClient) -> None:
    for _ in range(sign_in_attempts.PER_ACCOUNT_AND_SOURCE):
        sign_in(client, ANNA, WRONG)
    assert REFUSED in sign_in(client, ANNA, PASSWORD).text
    assert not gets_in(client)


def test_the_pause_ends(client: FlaskClient, clock: time_machine.Traveller) -> None:
    for _ in range(sign_in_attempts.PER_ACCOUNT_AND_SOURCE + 1):
        sign_in(client, ANNA, WRONG)
    clock.shift(sign_in_attempts.WINDOW + timedelta(seconds=1))
    sign_in(client, ANNA)
    assert gets_in(client)


def test_a_stranger_who_guesses_does_not_lock_the_owner_out(app: Flask, client: FlaskClient) -> None:
    for _ in range(sign_in_attempts.PER_ACCOUNT_AND_SOURCE + 5):
        sign_in(app.test_client(), ANNA, WRONG, HOME_OF_A_STRANGER)
    sign_in(client, ANNA)
    assert gets_in(client)


def test_nor_do_strangers_from_many_places(app: Flask, client: FlaskClient) -> None:
    sign_in(app.test_client(), ANNA)
    for number in range(sign_in_attempts.PER_ACCOUNT + 1):
        sign_in(app.test_client(), ANNA, WRONG, f"203.0.113.{number}")
    assert REFUSED in sign_in(app.test_client(), ANNA, PASSWORD, "203.0.113.200").text
    sign_in(client, ANNA)
    assert gets_in(client)


def test_one_place_cannot_try_one_account_after_the_other(client: FlaskClient) -> None:
    for number in range(sign_in_attempts.PER_SOURCE):
        sign_in(client, Person(f"guess{number}", "Nowhere", "agent"), WRONG)
    sign_in(client, ANNA)
    assert not gets_in(client)


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
def test_attempts_at_the_same_moment_all_count(app: Flask, db: Session) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: sign_in(app.test_client(), ANNA, WRONG), range(24)))
    looked_at = db.scalar(select(func.count()).where(AuditEntry.action == "sign_in:fail"))
    assert looked_at is not None
    assert looked_at <= sign_in_attempts.PER_ACCOUNT_AND_SOURCE


def test_signing_out_ends_the_session_even_for_a_copied_cookie(client: FlaskClient, app: Flask) -> None:
    sign_in(client, ANNA)
    thief = app.test_client()
    thief.set_cookie("postdesk", client.get_cookie("postdesk").value)  # type: ignore[union-attr]
    assert gets_in(thief)
    client.post("/sign-out")
    assert not gets_in(thief)


def test_signing_out_in_one_browser_leaves_the_other(app: Flask, agent: FlaskClient) -> None:
    other = people.signed_in(app, ANNA)
    agent.post("/sign-out")
    assert gets_in(other)


def test_a_disabled_account_is_out_at_its_next_request(agent: FlaskClient, app: Flask, db: Session) -> None:
    assert gets_in(agent)
    with app.app_context():
        accounts.disable(db, MINA.email, account_of(db, ANNA))
        accounts.enable(db, MINA.email, account_of(db, ANNA))
    assert not gets_in(agent)


def test_a_new_role_holds_at_the_next_request(
    admin: FlaskClient, auditor: FlaskClient, db: Session, app: Flask
) -> None:
    assert auditor.get("/audit/").status_code == 200
    with app.app_context():
        accounts.set_role(db, MINA.email, account_of(db, people.OTTO), "agent")
    assert auditor.get("/audit/").status_code == 403


def test_a_new_password_ends_every_other_sign_in(app: Flask, agent: FlaskClient, db: Session) -> None:
    other, new = people.signed_in(app, ANNA), "nine slow otters under ice"
    form = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    assert agent.post("/profile/password", data=form).headers["Location"] == "/profile/"
    assert gets_in(agent)
    assert not gets_in(other)
    assert "account:change_password" in db.scalars(select(AuditEntry.action)).all()


@pytest.mark.parametrize(
    ("present", "new", "said"),
    [
        (WRONG, "nine slow otters under ice", "Invalid password"),
        (PASSWORD, "short", "12 characters or more; this one has 5"),
        (PASSWORD, "passwordpassword", "easy to guess"),
        (PASSWORD, "anna@graz.example", "easy to guess"),
        (PASSWORD, "ä" * 300, "at most 256"),
    ],
)
def test_a_bad_password_is_refused_with_a_reason(agent: FlaskClient, present: str, new: str, said: str) -> None:
    form = {"password": present, "new_password": new, "new_password_confirm": new}
    assert said in agent.post("/profile/password", data=form).text


def test_a_sign_in_lasts_a_shift(client: FlaskClient, clock: time_machine.Traveller) -> None:
    sign_in(client, ANNA)
    clock.shift(timedelta(hours=11, minutes=59))
    assert gets_in(client)
    clock.shift(timedelta(minutes=2))
    assert not gets_in(client)


def test_a_session_that_was_planted_is_not_carried_over(client: FlaskClient, db: Session) -> None:
    with client.session_transaction() as planted:
        planted["sign_in"] = planted["csrf_token"] = "known to a stranger"
    sign_in(client, ANNA)
    with client.session_transaction() as session:
        assert "known to a stranger" not in session.values()
    assert db.scalar(select(func.count()).select_from(SignIn)) == 1


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "///evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(client: FlaskClient, target: str) -> None:
    form = {"email": ANNA.email, "password": PASSWORD, "next": target}
    location = client.post("/sign-in", data=form, query_string={"next": target}).headers["Location"]
    assert location.startswith("/")
    assert location[1:2] not in ("/", "\\")


def test_signing_in_leads_to_the_page_that_was_asked_for(client: FlaskClient) -> None:
    asked = client.get("/profile/")
    assert asked.headers["Location"] == "/sign-in?next=/profile/"
    form = {"email": ANNA.email, "password": PASSWORD}
    assert client.post(asked.headers["Location"], data=form).headers["Location"] == "/profile/"


def test_no_token_but_the_cookie_signs_in(app: Flask, client: FlaskClient, db: Session) -> None:
    with app.test_request_context():
        token = account_of(db, ANNA).get_auth_token()
    assert client.get("/", headers={"Authentication-Token": token}).status_code == 303
    assert client.get("/", query_string={"auth_token": token}).status_code == 303
