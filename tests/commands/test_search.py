"""`flask search`, as an operator types it."""

import csv
import io
import json

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.audit import COMMAND_LINE, Action
from console.diagnosis.reason import MAILBOX_FULL
from console.diagnosis.status import SOFT_BOUNCED
from console.models.audit_entry import AuditEntry
from tests.search.post_office import DAY, NOON, Mail, PostOffice


@pytest.fixture(autouse=True)
def mail(db: Session) -> None:
    """Two mails, the newer one through two queues."""
    engine = db.get_bind()
    assert isinstance(engine, Engine)
    delivered = Mail(to=("carla@example.com",), subject="Ünter\x1b[2J", queue_ids=("4d1XhT2qzJz9", "4d1XhV3abcz9"))
    full = Mail(to=("dora@example.com",), at=NOON - DAY, status=SOFT_BOUNCED, reason=MAILBOX_FULL, sender="")
    PostOffice(engine).store([delivered, full])


def run(app: Flask, *arguments: str) -> Result:
    """What the command prints and how it exits."""
    return app.test_cli_runner().invoke(args=["search", *arguments])


def test_without_a_query_everything_is_printed(app: Flask) -> None:
    rows = list(csv.DictReader(io.StringIO(run(app).output)))
    assert [row["recipient"] for row in rows] == ["carla@example.com", "dora@example.com"]
    assert rows[0]["queue_ids"] == "4d1XhT2qzJz9 4d1XhV3abcz9"


def test_json_lines_keep_lists_and_tell_unknown_from_empty(app: Flask) -> None:
    carla, dora = map(json.loads, run(app, "--jsonl").output.splitlines())
    assert carla["queue_ids"] == ["4d1XhT2qzJz9", "4d1XhV3abcz9"]
    assert (carla["reason"], carla["subject"]) == (None, "Ünter\x1b[2J")
    assert dora == {
        "recipient": "dora@example.com",
        "status": "soft_bounced",
        "proof": 2,
        "reason": "mailbox_full",
        "fault": "mailbox",
        "message_id": None,
        "queue_ids": [],
        "envelope_sender": "",
        "subject": None,
        "first_at": "2026-11-03T12:00:00Z",
        "last_at": "2026-11-03T12:00:05Z",
    }


def test_a_query_is_written_as_in_the_box(app: Flask) -> None:
    assert "dora@" not in run(app, "status:delivered", "to:carla*", "--jsonl").output
    assert "carla@" not in run(app, "reason:mailbox_full").output


def test_a_query_that_cannot_be_read_is_told(app: Flask) -> None:
    result = run(app, "form:carla")
    assert result.exit_code == 2
    assert "There is no operator form: here." in result.output


def test_nothing_acts_on_the_terminal(app: Flask) -> None:
    assert "\x1b" not in run(app).output + run(app, "--jsonl").output


def test_what_is_taken_out_is_on_record(app: Flask, db: Session) -> None:
    run(app, "carla")
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == Action.SEARCH_EXPORT)).one()
    assert (entry.actor, entry.details["criteria"]) == (COMMAND_LINE, {"words": ["carla"]})
