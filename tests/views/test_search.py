"""The search page: the box, the fields, results, and what leaves the house."""

import csv
import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.audit import Action
from console.diagnosis.reason import MAILBOX_FULL
from console.diagnosis.status import SOFT_BOUNCED
from console.models.audit_entry import AuditEntry
from console.models.saved_search import SavedSearch
from tests.search.post_office import DAY, NOON, Mail, PostOffice

HOSTILE = '=HYPERLINK("http://evil.example")<script>alert(1)</script>\u202e'


@pytest.fixture(autouse=True)
def mail(db: Session) -> None:
    """Three mails; the two to Carla are a day apart."""
    post_office = PostOffice(db.get_bind())  # type: ignore[arg-type]
    post_office.store(
        [
            Mail(to=("carla@example.com",), subject="Your invoice", queue_ids=("4d1XhT2qzJz9",)),
            Mail(to=("carla@example.com",), at=NOON - DAY, status=SOFT_BOUNCED, reason=MAILBOX_FULL),
            Mail(to=("+dora@other.example",), at=NOON - 2 * DAY, subject=HOSTILE, sender=""),
        ]
    )


def searched(browser: FlaskClient, **fields: str) -> str:
    """The page that a search leads to."""
    return browser.post("/search/run", data=fields, follow_redirects=True).get_data(as_text=True)


def found(browser: FlaskClient, **fields: str) -> str:
    """The address of the results."""
    return browser.post("/search/run", data=fields).location


def actions(db: Session) -> list[str]:
    return list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_the_box_leads_to_results_under_an_address_that_says_nothing(agent: FlaskClient) -> None:
    address = found(agent, q="carla")
    assert address.startswith("/search/")
    assert "carla" not in address
    page = agent.get(address).get_data(as_text=True)
    assert "2 recipients" in page
    assert page.index("Your invoice<") < page.index(">Mailbox is full</span>")


def test_a_colleague_opens_the_same_search(agent: FlaskClient, lead: FlaskClient) -> None:
    assert "2 recipients" in lead.get(found(agent, q="carla")).get_data(as_text=True)


def test_an_id_of_one_message_leads_straight_to_it(agent: FlaskClient) -> None:
    assert "/messages/" in found(agent, q="4d1XhT2qzJz9")


def test_an_address_with_one_message_leads_straight_to_it(agent: FlaskClient) -> None:
    assert "/messages/" in found(agent, q="+dora@other.example")


def test_fields_say_the_same_as_operators(agent: FlaskClient) -> None:
    page = searched(agent, recipient="carla", match="prefix", domain="example.com", status="soft_bounced")
    assert "1 recipient<" in page.replace("\n", "")
    assert "to:carla* domain:example.com status:soft_bounced" in page


def test_a_chip_searches_the_last_days(agent: FlaskClient, db: Session) -> None:
    agent.post("/search/run", data={"recipient": "carla", "match": "part", "days": "7"})
    (saved,) = db.scalars(select(SavedSearch))
    assert saved.criteria["since"] % DAY == 0


def test_what_cannot_be_searched_is_told_and_stays_in_the_box(agent: FlaskClient) -> None:
    answer = agent.post("/search/run", data={"q": "form:carla"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "There is no operator form: here." in page
    assert 'value="form:carla"' in page


def test_nothing_found_says_so(agent: FlaskClient) -> None:
    assert "Nothing found" in searched(agent, q="domain:nowhere.example")


def test_an_address_without_a_record_gets_the_verdict_of_absence(agent: FlaskClient) -> None:
    page = searched(agent, q="nobody@nowhere.example")
    assert "There is no trace, but no log has been read yet" in page
    assert "The day and the time it should have come" in page


def test_a_mistyped_address_is_answered_with_what_was_meant(agent: FlaskClient) -> None:
    page = searched(agent, q="carla@exmaple.com")
    assert "Did they mean" in page
    assert "carla" in page.partition("Did they mean")[2]


def test_a_mistyped_domain_is_answered_with_what_was_meant(agent: FlaskClient) -> None:
    page = searched(agent, q="domain:exmaple.com")
    assert 'value="domain:example.com"' in page


def test_mail_at_another_time_is_pointed_at(agent: FlaskClient) -> None:
    page = searched(agent, q="carla@example.com before:2020-01-01")
    assert "the same search finds 2 recipients" in page
    assert 'value="to:carla@example.com"' in page


@pytest.mark.parametrize("path", ["/search/nosuchsearch", "/search/nosuchsearch/results.csv"])
def test_a_search_that_was_never_run_is_not_found(lead: FlaskClient, path: str) -> None:
    assert lead.get(path).status_code == 404


@pytest.mark.parametrize("after", ["x", "-1", "99999999999999999999", "1'"])
def test_a_page_is_asked_for_by_number(agent: FlaskClient, after: str) -> None:
    assert agent.get(found(agent, q="carla"), query_string={"after": after}).status_code == 400


def test_searching_reading_and_exporting_are_on_record(lead: FlaskClient, db: Session) -> None:
    address = found(lead, q="carla")
    lead.get(address)
    lead.get(f"{address}/results.csv").close()
    assert actions(db)[-3:] == [Action.SEARCH_RUN, Action.SEARCH_READ, Action.SEARCH_EXPORT]
    run = db.scalars(select(AuditEntry).where(AuditEntry.action == Action.SEARCH_RUN)).one()
    assert run.details["criteria"] == {"words": ["carla"]}


def test_hostile_text_is_shown_as_text(agent: FlaskClient) -> None:
    page = searched(agent, q="subject:hyperlink")
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "\u202e" not in page


def test_a_csv_holds_what_the_page_shows_and_no_formula(lead: FlaskClient) -> None:
    answer = lead.get(f"{found(lead, q='to:dora*')}/results.csv")
    assert answer.get_data(as_text=True).count("\n") == 1
    answer = lead.get(f"{found(lead, q='domain:other.example')}/results.csv")
    (row,) = csv.DictReader(io.StringIO(answer.get_data(as_text=True)))
    assert row["recipient"] == "'+dora@other.example"
    assert row["subject"] == f"'{HOSTILE}"
    assert (row["envelope_sender"], row["status"], row["reason"]) == ("<>", "delivered", "")
    assert row["first_at"] == "2026-11-02T12:00:00Z"


def test_a_workbook_holds_the_same(lead: FlaskClient) -> None:
    answer = lead.get(f"{found(lead, q='carla')}/results.xlsx")
    sheet = load_workbook(io.BytesIO(answer.get_data())).worksheets[0]
    answer.close()
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:3] == ("recipient", "status", "proof")
    assert [row[:4] for row in rows[1:]] == [
        ("carla@example.com", "delivered", 3, None),
        ("carla@example.com", "soft_bounced", 2, "mailbox_full"),
    ]


def test_an_agent_may_not_export(agent: FlaskClient) -> None:
    assert agent.get(f"{found(agent, q='carla')}/results.csv").status_code == 403


def test_an_auditor_may_not_search(auditor: FlaskClient) -> None:
    assert auditor.post("/search/run", data={"q": "carla"}).status_code == 403
