"""The page of a recipient."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.casework import mailroom
from tests.casework.mailroom import address_named, message_named
from tests.people import LUIS
from tests.views.test_messages import page, views

ANNA = "anna@there.example"


def test_the_state_stands_above_all_mail_newest_first(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered(ANNA), mailroom.refused(ANNA))
    shown = page(agent, f"/recipients/{address_named(db, ANNA)}")
    assert "The one before was taken." in shown
    old, new = message_named(db, "4AAAA@app"), message_named(db, "4BBBB@app")
    rows = shown[shown.index("<tbody") :]
    assert rows.index(f"/messages/{new}/") < rows.index(f"/messages/{old}/")


def test_long_mail_has_pages(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, *(mailroom.delivered(ANNA, f"4AA{n:02}", n) for n in range(55)))
    address = f"/recipients/{address_named(db, ANNA)}"
    shown = page(agent, address)
    assert shown.count("<tr data-row>") == 50
    older = shown.split('rel="next" href="')[1].split('"')[0]
    assert page(agent, older.replace("&amp;", "&")).count("<tr data-row>") == 5


def test_a_look_alike_is_offered(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(
        db, tmp_path, mailroom.delivered("johanna.maier@there.example"), mailroom.refused("johana.maier@there.example")
    )
    shown = page(agent, f"/recipients/{address_named(db, 'johana.maier@there.example')}")
    assert "Did they mean" in shown
    assert f'href="/recipients/{address_named(db, "johanna.maier@there.example")}"' in shown


def test_the_figures_of_the_picture_are_a_table_too(agent: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered(ANNA), mailroom.refused(ANNA))
    shown = page(agent, f"/recipients/{address_named(db, ANNA)}")
    assert "The last 2 in figures" in shown
    assert "<td>Invalid Address</td><td>No such mailbox</td>" in shown


def test_every_view_is_on_record(lead: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered(ANNA))
    number = address_named(db, ANNA)
    page(lead, f"/recipients/{number}")
    assert views(db) == [(LUIS.email, "recipient:read", f"recipient:{number}")]


@pytest.mark.parametrize("address", ["/recipients/77", f"/recipients/{10**12}", "/recipients/x"])
def test_what_is_not_there_says_so(agent: FlaskClient, address: str) -> None:
    assert agent.get(address).status_code == 404


@pytest.mark.parametrize("given", ["before=x", "before=-1", f"after={10**30}", f"before={2**63}", "after=%00"])
def test_a_garbled_link_is_refused(agent: FlaskClient, db: Session, tmp_path: Path, given: str) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered(ANNA))
    assert agent.get(f"/recipients/{address_named(db, ANNA)}?{given}").status_code == 400


def test_an_auditor_sees_no_recipient(auditor: FlaskClient, db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered(ANNA))
    assert auditor.get(f"/recipients/{address_named(db, ANNA)}").status_code == 403
