"""The audit page."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.audit import Action
from console.models.account import Account
from console.models.audit_entry import AuditEntry
from tests.people import ANNA, LUIS
from tests.servers.engines import KINDS


@pytest.fixture
def _trail(db: Session) -> None:
    audit.record(db, ANNA.email, Action.SEARCH_RUN, "search:x1", criteria={"recipients": ["bob@linz.example"]})
    audit.record(db, LUIS.email, Action.SEARCH_EXPORT, "search:x2", rows=12).at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    audit.record(db, audit.COMMAND_LINE, Action.LOG_IMPORT)
    db.commit()


@pytest.mark.usefixtures("_trail")
def test_entries_are_shown_in_words_newest_first(auditor: FlaskClient) -> None:
    page = auditor.get("/audit/").text
    assert page.index("Read the audit trail</td>") < page.index("Imported logs</td>") < page.index("Searched</td>")
    assert "rows: 12" in page
    assert "criteria: to:bob@linz.example" in page


@pytest.mark.usefixtures("_trail")
def test_an_entry_leads_to_what_it_is_about_whoever_may_go_there(auditor: FlaskClient, admin: FlaskClient) -> None:
    assert '<a href="/search/x1">search x1</a>' in admin.get("/audit/").text
    assert 'href="/search/x1"' not in auditor.get("/audit/").text


def test_a_quarantined_line_is_led_to_as_well(admin: FlaskClient, auditor: FlaskClient, db: Session) -> None:
    audit.record(db, audit.COMMAND_LINE, Action.QUARANTINE_DISMISS, "quarantine:17", note="a disk fault")
    db.commit()
    assert '<a href="/quarantine/17">quarantine 17</a>' in admin.get("/audit/").text
    assert "quarantine:17" in auditor.get("/audit/").text


@pytest.mark.usefixtures("_trail")
def test_entries_are_narrowed_by_person_action_and_day(auditor: FlaskClient, db: Session) -> None:
    anna = db.scalar(select(Account.id).where(Account.email == ANNA.email))
    assert "search:x1" in auditor.get(f"/audit/?flt0_who_is={anna}").text
    assert "search:x2" not in auditor.get(f"/audit/?flt0_who_is={anna}").text
    assert "Imported logs</td>" in auditor.get("/audit/?flt0_who_is=0").text
    assert "search:x1" not in auditor.get("/audit/?flt1_what_is=search%3Aexport").text
    march = auditor.get("/audit/?flt2_from_from=2026-03-01&flt3_through_through=2026-03-01").text
    assert "search:x2" in march
    assert "search:x1" not in march


def test_reading_the_trail_is_on_record(auditor: FlaskClient, db: Session) -> None:
    auditor.get("/audit/")
    assert db.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all() == ["sign_in:begin", "audit:read"]


@pytest.mark.parametrize("database_url", KINDS, indirect=True)
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("page=-1", 200),
        ("page=99999999999999999999", 200),
        ("page=x", 200),
        ("sort=99&desc=1", 200),
        ("page_size=100000", 200),
        ("search=%00", 200),
        ("flt0_who_is=abc", 200),
        ("flt0_who_is=9999999999", 200),
        ("flt2_from_from=yesterday", 200),
        ("flt2_from_from=0001-01-01", 200),
        ("flt3_through_through=9999-12-31", 200),
        ("flt1_what_is=%00", 200),
        ("flt0_0=1", 400),
        ("flt9_subject_is=x", 400),
        ("fltx", 400),
    ],
)
def test_bad_input_is_never_our_failure(auditor: FlaskClient, query: str, status: int) -> None:
    assert auditor.get(f"/audit/?{query}").status_code == status


def test_there_is_no_way_to_change_an_entry(auditor: FlaskClient, admin: FlaskClient) -> None:
    for path in ("new", "edit", "delete", "action", "ajax/update", "export/csv"):
        assert admin.post(f"/audit/{path}/").status_code == 404
