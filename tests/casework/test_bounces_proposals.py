"""Proposals for a mail without a message: the likeliest first, each with a sentence why."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console.casework.bounces_proposals import Proposal, proposals, search
from console.casework.bounces_report import report
from console.search import BadSearch
from tests.casework.bounce_mails import NOON, bounce, hostile, take_in
from tests.casework.mailroom import delivered, message_named, read_in, with_subject

TO = "ghost@there.example"
UTC = ZoneInfo("UTC")
DAY = 86400


def proposed(engine: Engine, number: int = 1) -> list[Proposal]:
    """For the mail with this id."""
    with Session(engine) as session:
        found = report(session, number)
        assert found
        return proposals(session, found)


def ids(found: list[Proposal]) -> list[str]:
    """The Message-IDs."""
    return [one.copy.message_id for one in found]


def test_mail_to_the_address_is_proposed_the_nearest_first(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered(TO, "4OLD", 1), delivered(TO, "4NEW", 5), delivered("else@x.example"))
    take_in(engine, hostile())
    found = proposed(engine)
    assert ids(found) == ["4NEW@app", "4OLD@app"]
    assert found[0].why == "Sent to the address that the mail speaks of, 1 hour 55 minutes before this mail came."


def test_the_same_subject_goes_before_the_nearest(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, with_subject("Your order", TO, "4SAME", 1), delivered(TO, "4NEAR", 5))
    take_in(engine, bounce(TO, "rewritten@elsewhere", subject="Your order"))
    found = proposed(engine)
    assert ids(found) == ["4SAME@app", "4NEAR@app"]
    assert found[0].why.endswith("before this mail came, with the same subject.")


def test_what_it_names_goes_before_all_else(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered(TO, "4NEAR", 5), _to_two("4NAMED", 1))
    take_in(engine, bounce(TO, "4NAMED@app"))
    found = proposed(engine)
    assert ids(found) == ["4NAMED@app", "4NEAR@app"]
    assert found[0].why == "It has the Message-ID that the mail names, but it went to somebody else."


def _to_two(queue_id: str, minute: int) -> list[str]:
    start, *rest = delivered("one@there.example", queue_id, minute)
    return [start, *rest[:-1], rest[-2].replace("one@", "two@"), rest[-1]]


def test_what_is_older_than_a_month_or_newer_than_the_mail_is_not_meant(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered(TO))
    take_in(engine, hostile(), arrived_at=NOON + 31 * DAY)
    take_in(engine, bounce(TO, "x@elsewhere"), arrived_at=NOON - 2 * DAY)
    assert (proposed(engine), proposed(engine, 2)) == ([], [])


def test_a_mail_that_names_nobody_has_no_proposal(engine: Engine, tmp_path: Path) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered(TO))
    take_in(engine, bounce("", "x@elsewhere"))
    assert proposed(engine) == []


@pytest.mark.parametrize(
    "question", ["{number}", "http://desk/messages/{number}/7", "4AAAA@app", "4AAAA", "anna@there.example"]
)
def test_a_person_finds_a_message_by_whatever_names_it(engine: Engine, tmp_path: Path, question: str) -> None:
    with Session(engine) as session:
        read_in(session, tmp_path, delivered(), delivered("bob@there.example", "4BOB", 2))
        number = message_named(session, "4AAAA@app")
        found = search(session, question.format(number=number), UTC, NOON)
    assert [copy.message for copy in found] == [number]


def test_what_cannot_be_looked_for_is_said(engine: Engine) -> None:
    with Session(engine) as session, pytest.raises(BadSearch):
        search(session, "  ", UTC, NOON)
