"""The accounts pages."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.models.account import Account
from tests.people import ANNA, MINA, NORA
from tests.servers.engines import KINDS

BAD_IDS = ["1,2", "abc", "9" * 20, "9" * 18, "%00", "-1", "", "1.5", "%C2%B2"]


def account_of(db: Session, email: str) -> Account:
    db.expire_all()
    return db.scalars(select(Account).where(Account.email == email)).one()


def test_everybody_is_listed_with_role_and_state(admin: FlaskClient) -> None:
    page = admin.get("/accounts/").text
    assert "Anna of Graz" in page
    assert "Team lead" in page
    assert page.index("Otto of Bergen") < page.index("Nora of Leeds")
    assert page.count("Disabled") == 1


def test_a_new_account_signs_in_with_the_password_shown(admin: FlaskClient, client: FlaskClient) -> None:
    form = {"email": "kai@riga.example", "name": "Kai", "role": "lead"}
    page = admin.post("/accounts/new/", data=form).text
    password = re.search(r'id="password">([^<]+)<', page)
    assert password is not None
    client.post("/sign-in", data={"email": "kai@riga.example", "password": password[1]})
    assert client.get("/").status_code == 200


def test_an_account_that_cannot_be_made_says_why_and_keeps_what_was_typed(admin: FlaskClient) -> None:
    answer = admin.post("/accounts/new/", data={"email": ANNA.email, "name": "Another Anna", "role": "agent"})
    assert answer.status_code == 400
    assert "There is an account anna@graz.example already." in answer.text
    assert "Another Anna" in answer.text


def test_a_role_is_changed(admin: FlaskClient, db: Session) -> None:
    anna = account_of(db, ANNA.email)
    page = admin.post("/accounts/role", data={"id": anna.id, "role": "lead"}, follow_redirects=True).text
    assert "The role is team lead from the next request on." in page
    assert account_of(db, ANNA.email).role == "lead"


def test_an_account_is_disabled_and_enabled(admin: FlaskClient, db: Session) -> None:
    nora, anna = account_of(db, NORA.email), account_of(db, ANNA.email)
    admin.post("/accounts/enable", data={"id": nora.id})
    admin.post("/accounts/disable", data={"id": anna.id})
    assert account_of(db, NORA.email).active
    assert not account_of(db, ANNA.email).active


def test_the_last_admin_stays(admin: FlaskClient, db: Session) -> None:
    mina = account_of(db, MINA.email)
    page = admin.post("/accounts/disable", data={"id": mina.id}, follow_redirects=True).text
    assert "is the only admin who can sign in" in page


def test_a_new_password_is_shown_once_and_not_kept_in_the_browser(admin: FlaskClient, db: Session) -> None:
    answer = admin.post("/accounts/password", data={"id": account_of(db, ANNA.email).id})
    assert answer.headers["Cache-Control"] == "no-store"
    with admin.session_transaction() as session:
        assert "_flashes" not in session


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
@pytest.mark.parametrize("bad", BAD_IDS)
def test_a_bad_id_leads_to_nothing(admin: FlaskClient, bad: str) -> None:
    assert admin.get(f"/accounts/details/?id={bad}").status_code == 404
    for verb in ("disable", "enable", "password"):
        answer = admin.post(f"/accounts/{verb}", data=f"id={bad}", content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 404


def test_a_role_that_is_none_is_refused(admin: FlaskClient, db: Session) -> None:
    answer = admin.post("/accounts/role", data={"id": account_of(db, ANNA.email).id, "role": "king"})
    assert answer.status_code == 400


def test_a_name_is_shown_as_it_is(admin: FlaskClient) -> None:
    form = {"email": "kai@riga.example", "name": "<script>alert(1)</script>", "role": "agent"}
    assert "<script>alert" not in admin.post("/accounts/new/", data=form).text
    assert "&lt;script&gt;alert(1)" in admin.get("/accounts/").text
