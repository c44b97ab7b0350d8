"""What a search finds, on both databases, over one small post office."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console.diagnosis.reason import MAILBOX_FULL, NO_SUCH_USER
from console.diagnosis.status import DEFERRED, HARD_BOUNCED, QUEUED, SOFT_BOUNCED
from console.search import Criteria, page, parse, stream
from tests.search.post_office import DAY, NOON, Mail, PostOffice

UTC = ZoneInfo("UTC")
MAILS = [
    Mail(to=("anna.smith@example.com",), message_id="order-1@shop.example", queue_ids=("4d1XhT2qzJz9", "4d1XhV3abcz9")),
    Mail(to=("bert@mail.example.com",), at=NOON - 60, subject="Ihre Überweisung Nr. 5", sender="anna@shop.example"),
    Mail(to=("carl.smith@big.example",), at=NOON - DAY, status=DEFERRED, queue_ids=("4ABCDEF012",)),
    Mail(to=("dora@example.com",), at=NOON - DAY - 60, status=HARD_BOUNCED, reason=NO_SUCH_USER, sender=""),
    Mail(
        to=("emil@other.example",), at=NOON - 2 * DAY, status=SOFT_BOUNCED, reason=MAILBOX_FULL, sender="b+7@x.example"
    ),
    Mail(to=(("sales@example.com", "fay@box.example"),), at=NOON - 3 * DAY, subject="Order 100% done"),
    Mail(to=("notexample.com@trap.example", "x@example.com.trap.example"), at=NOON - 4 * DAY, sender=None),
    Mail(to=("anna.smith@example.com", "gina@other.example"), at=NOON - 5 * DAY, message_id="a@b.example"),
    Mail(to=('"o\'hara 100%_x"@odd.example',), at=NOON - 6 * DAY, subject="Your invoice"),
    Mail(to=("",), at=NOON - 7 * DAY, status=QUEUED),
]


@pytest.fixture(scope="module")
def session(module_engine: Engine) -> Iterator[Session]:
    PostOffice(module_engine).store(MAILS)
    with Session(module_engine) as session:
        yield session


def found(session: Session, typed: str) -> list[str]:
    results = page(session, parse(typed, UTC, NOON))
    return [row.recipient.partition("@")[0] for row in results.rows]


EVERYONE = ["anna.smith", "bert", "carl.smith", "dora", "emil", "fay", "x", "notexample.com", "gina", "anna.smith"]


@pytest.mark.parametrize(
    ("typed", "local_parts"),
    [
        ("", [*EVERYONE, '"o\'hara 100%_x"', ""]),
        ("status:queued", [""]),
        ("anna.smith@example.com", ["anna.smith", "anna.smith"]),
        ("Anna.Smith@EXAMPLE.com", ["anna.smith", "anna.smith"]),
        ("bert@mail.example.com dora@example.com", ["bert", "dora"]),
        ("sales@example.com", ["fay"]),
        ("smith", ["anna.smith", "carl.smith", "anna.smith"]),
        ("anna smith", ["anna.smith", "anna.smith"]),
        ("anna.s*", ["anna.smith", "anna.smith"]),
        ("*sales*", ["fay"]),
        ("to:an", ["anna.smith", "anna.smith"]),
        ("to:0%_x", ['"o\'hara 100%_x"']),
        ("example.com", ["anna.smith", "dora", "anna.smith"]),
        ("domain:*.example.com", ["anna.smith", "bert", "dora", "anna.smith"]),
        ("domain:*.box.example", ["fay"]),
        ("domain:*.trap.example", ["x", "notexample.com"]),
        ("trap.example", ["notexample.com"]),
        ("order-1@shop.example", ["anna.smith"]),
        ("<a@b.example>", ["gina", "anna.smith"]),
        ("4d1XhV3abcz9", ["anna.smith"]),
        ("4abcdef012", ["carl.smith"]),
        ("id:4ABCDEF012", ["carl.smith"]),
        ("anna@shop.example", ["bert"]),
        ("from:anna@shop.example", ["bert"]),
        ("from:<>", ["dora"]),
        ("from:b+*", ["emil"]),
        ("from:x.example", ["emil"]),
        ("überweisung", ["bert"]),
        ("subject:ÜBERWEISUNG 5", ["bert"]),
        ('subject:"100% DONE"', ["fay"]),
        ("subject:100_", []),
        ("status:deferred", ["carl.smith"]),
        ("status:bounced", ["dora", "emil"]),
        ("status:bounced domain:example.com", ["dora"]),
        ("reason:mailbox_full", ["emil"]),
        ("status:delivered domain:*.example.com", ["anna.smith", "bert", "anna.smith"]),
        ("reason:no_such_user domain:example.com", ["dora"]),
        ("reason:no_such_user domain:big.example", []),
        ("smith domain:example.com", ["anna.smith", "anna.smith"]),
        ("smith status:deferred", ["carl.smith"]),
        ("from:billing@shop.example smith before:2026-11-02", ["anna.smith"]),
        ("2026-11-03", ["carl.smith", "dora"]),
        ("after:2026-11-02T12:00:00 before:2026-11-04", ["carl.smith", "dora", "emil"]),
        ("anna.smith@example.com before:2026-11-04", ["anna.smith"]),
        ("nobody@nowhere.example", []),
        ("domain:nowhere.example", []),
        ("from:nobody@nowhere.example", []),
        ("id:4711", []),
    ],
)
def test_a_search_finds(session: Session, typed: str, local_parts: list[str]) -> None:
    assert found(session, typed) == local_parts


def test_rows_carry_what_people_read(session: Session) -> None:
    (row,) = page(session, parse("sales@example.com", UTC, NOON)).rows
    assert (row.recipient, row.original_recipient) == ("fay@box.example", "sales@example.com")
    assert (row.status.label, row.reason.label, row.subject) == ("Delivered", "", "Order 100% done")
    assert (row.first_at, row.last_at, row.sender) == (NOON - 3 * DAY, NOON - 3 * DAY + 5, "billing@shop.example")


def test_a_bare_word_is_told_as_what_it_was_read(session: Session) -> None:
    assert page(session, parse("4d1XhV3abcz9", UTC, NOON)).reading == "an ID"
    assert page(session, parse("anna@shop.example", UTC, NOON)).reading == "an envelope sender"


def test_an_address_nobody_knows_is_read_as_a_recipient(session: Session) -> None:
    results = page(session, parse("nobody@nowhere.example", UTC, NOON))
    assert results.criteria == Criteria(recipients=("nobody@nowhere.example",))
    assert results.count.words == "0"


def test_pages_follow_each_other_without_gap_or_double(session: Session) -> None:
    whole = [row.id for row in page(session, Criteria()).rows]
    paged: list[int] = []
    after = None
    while True:
        results = page(session, Criteria(), after, size=2)
        paged += [row.id for row in results.rows]
        after = results.next
        if after is None:
            break
    assert paged == whole


def test_a_stream_gives_what_the_pages_give(session: Session) -> None:
    whole = [row.id for row in page(session, Criteria()).rows]
    assert [row.id for batch in stream(session, Criteria()) for row in batch] == whole


PASTE = "Message-ID: <{}>\nTo: Dora <dora@example.com>\nSubject: x\n"


def test_a_pasted_header_block_is_searched_by_its_message_id(session: Session) -> None:
    assert found(session, PASTE.format("order-1@shop.example")) == ["anna.smith"]


def test_a_pasted_header_block_that_is_not_on_record_is_searched_by_its_recipient(session: Session) -> None:
    assert found(session, PASTE.format("lost@shop.example")) == ["dora"]
