"""One's own profile."""

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.models.account import Account
from tests.people import ANNA


def test_times_are_shown_in_the_zone_that_was_chosen(agent: FlaskClient, db: Session) -> None:
    page = agent.post("/profile/time-zone", data={"time_zone": "Asia/Seoul"}, follow_redirects=True).text
    assert "Times are shown in this zone from now on." in page
    assert "<option selected>Asia/Seoul</option>" in page
    assert db.scalar(select(Account.time_zone).where(Account.email == ANNA.email)) == "Asia/Seoul"


def test_every_page_says_in_which_zone_its_times_are(agent: FlaskClient) -> None:
    agent.post("/profile/time-zone", data={"time_zone": "America/New_York"})
    for path in ("/", "/sources/", "/bounces/", "/nowhere"):
        assert 'Times are in America/New York. <a href="/profile/">Change<' in agent.get(path).text, path


def test_a_zone_that_is_none_is_refused_in_a_sentence(agent: FlaskClient) -> None:
    page = agent.post("/profile/time-zone", data={"time_zone": "Mars"}, follow_redirects=True).text
    assert "&#39;Mars&#39; is not a time zone." in page


def test_the_profile_says_who_and_what_one_is(auditor: FlaskClient) -> None:
    page = auditor.get("/profile/").text
    assert "Otto of Bergen" in page
    assert "Auditor" in page
