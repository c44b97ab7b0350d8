"""All mail to an address, page by page."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from console.casework.recipients import find, mail
from tests.casework import mailroom
from tests.casework.mailroom import address_named
from tests.intake.postfix_lines import arrival, attempt, removed
from tests.servers.engines import KINDS

pytestmark = pytest.mark.parametrize("database_url", KINDS, indirect=True)

UTC = ZoneInfo("UTC")
NOON = 1_795_262_400.0  # 21 November 2026, 12:00 UTC
ANNA = "anna@there.example"


def test_pages_go_to_older_mail_and_back(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, *(mailroom.delivered(ANNA, f"4AA{n:02}", n) for n in range(5)))
    anna = address_named(db, ANNA)
    first = mail(db, anna, size=2)
    second = mail(db, anna, before=first.older, size=2)
    last = mail(db, anna, before=second.older, size=2)
    ids = [one.id for page in (first, second, last) for one in page.sendings]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 5
    assert (first.newer, last.older) == (None, None)
    assert mail(db, anna, after=second.newer, size=2) == first


def test_mail_to_an_alias_is_found_under_both_addresses(db: Session, tmp_path: Path) -> None:
    to_an_alias = attempt("4AAAA", ANNA, "sent", "250 2.0.0 OK").replace(
        f"to=<{ANNA}>,", f"to=<{ANNA}>, orig_to=<all@shop.example>,"
    )
    to_the_alias_itself = mailroom.delivered("all@shop.example", "4BBBB", 3)
    mailroom.read_in(db, tmp_path, [*arrival("4AAAA", "one@app"), to_an_alias, removed("4AAAA")], to_the_alias_itself)
    alias = address_named(db, "all@shop.example")
    assert len(mail(db, alias).sendings) == 2
    assert len(mail(db, address_named(db, ANNA)).sendings) == 1
    found = find(db, alias, NOON, UTC)
    assert found
    assert found.passed_on


def test_the_state_of_an_address_is_a_sentence(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered(ANNA), mailroom.refused(ANNA))
    found = find(db, address_named(db, ANNA), NOON, UTC)
    assert found
    assert found.standing.sentence == (
        "The last mail to this address, on 21 November, did not arrive: no such mailbox. The one before was taken."
    )


def test_a_recipient_that_nobody_named_has_no_page(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.only_arrived())
    assert find(db, address_named(db, ""), NOON, UTC) is None
    assert find(db, 999, NOON, UTC) is None
