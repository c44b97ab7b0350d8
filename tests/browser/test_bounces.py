"""The pages of bounces in a browser: looked at, by keyboard, empty, full, and with the worst that strangers write."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, func, insert, select, update
from sqlalchemy.orm import Session

from console.database import db as storage
from console.models.bounce import BounceMail
from console.models.mailbox import Mailbox
from tests.browser.conftest import LOOKS, Look, Open, findings, overflow
from tests.casework.bounce_mails import HOSTILE, NEVER_HEARD, auto_reply, bounce, hostile, letter, take_in
from tests.casework.mailroom import delivered, message_named, put_off, read_in
from tests.people import ANNA, LUIS, MINA

pytestmark = pytest.mark.browser

TO = "full@there.example"
LONG = f"{'x' * 60}@{'sub.' * 40}there.example"
MANY = 10_000


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The console's own."""
    with app.app_context():
        return storage.engine


@pytest.fixture
def _mails(engine: Engine, db: Session, tmp_path: Path) -> None:
    """One of everything, the first unmatched, the second matched, the third hostile."""
    read_in(db, tmp_path, put_off(times=1), delivered())
    unknown = bounce(LONG, "u@app", f"{NEVER_HEARD} {'W' * 300}", "5.0.0", subject=HOSTILE.replace("\x1b", ""))
    take_in(engine, bounce(TO, "other@elsewhere"), auto_reply(), hostile(), unknown, letter("W" * 200))
    take_in(engine, bounce(), oversized=True, mailbox=f"{LONG} on imap.shop.example, INBOX")


def unfold(page: Page) -> None:
    """Open every fold of the page's own."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")


def tab_to(page: Page, name: str) -> None:
    """Go on by the keyboard alone to the control of that name."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focus = "document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || ''"
        if name in page.evaluate(focus):
            return
    raise AssertionError(f"the keyboard does not lead to {name}")


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.usefixtures("_mails")
def test_no_page_has_findings_or_is_wider_than_the_window(open_as: Open, look: Look) -> None:
    page = open_as(LUIS)
    lists = ["/bounces/", *(f"/bounces/?bin={which}" for which in ("matched", "not+a+bounce", "unreadable"))]
    for path in (*lists, *(f"/bounces/{number}" for number in (1, 2, 3, 4, 6)), "/bounces/3/source", "/bounces/texts"):
        page.goto(path)
        assert overflow(page) <= 0, path
        unfold(page)
        assert findings(page) == [], path
        assert overflow(page) <= 0, f"{path}, unfolded"


@pytest.mark.parametrize("look", LOOKS[1:3], ids=str)
def test_the_empty_page_is_no_worse(open_as: Open, look: Look) -> None:
    page = open_as(ANNA, "/bounces/")
    expect(page.get_by_text("No mail yet")).to_be_visible()
    assert (findings(page), overflow(page) <= 0) == ([], True)


@pytest.mark.parametrize("look", LOOKS[2:3], ids=str)
def test_the_bar_at_the_bottom_has_room_for_all_pages(open_as: Open, look: Look) -> None:
    page = open_as(MINA, "/bounces/")
    assert overflow(page) <= 0
    expect(page.locator(".bottom-bar").get_by_text("Bounces")).to_be_visible()


@pytest.mark.usefixtures("_mails")
def test_a_bounce_is_matched_and_taken_off_by_the_keyboard_alone(open_as: Open, db: Session) -> None:
    page = open_as(ANNA, "/bounces/?bin=unmatched")
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/bounces/")
    tab_to(page, TO)
    page.keyboard.press("Enter")
    page.wait_for_url("**/bounces/1")
    tab_to(page, f"Match to the message to {TO}")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Matched by hand, unverified")).to_be_visible()
    tab_to(page, "Not about this message")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Taken off its message by hand")).to_be_visible()
    page.goto(f"/messages/{message_named(db, '4CCCC@app')}")
    expect(page.get_by_text("A bounce came back")).to_have_count(0)


@pytest.mark.usefixtures("_mails")
def test_a_message_is_looked_for_and_found_without_script(open_as: Open) -> None:
    page = open_as(ANNA, "/bounces/1", script=False)
    page.get_by_label("Or look for the message").fill("anna@there.example")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_text("1 message found")).to_be_visible()
    page.get_by_role("button", name="Match to the message to anna@there.example").click()
    expect(page.get_by_text("It is evidence of that message now.")).to_be_visible()


@pytest.mark.usefixtures("_mails")
def test_a_rule_is_written_for_a_text_and_tried(open_as: Open) -> None:
    page = open_as(LUIS, "/bounces/texts")
    page.get_by_role("button", name="Write a rule for text 1").click()
    expect(page.get_by_label("Words of the text")).to_have_value("the frobnicator said nay to your gronk")
    page.get_by_label("Mean").select_option("mailbox_full")
    page.get_by_role("button", name="Try it").click()
    expect(page.get_by_text("would get the reason")).to_be_visible()
    assert (findings(page), overflow(page) <= 0) == ([], True)


@pytest.mark.usefixtures("_mails")
def test_ten_thousand_mails_are_paged(open_as: Open, engine: Engine) -> None:
    with engine.begin() as connection:
        row = connection.execute(select(BounceMail.__table__).where(BounceMail.id == 1)).one()._asdict()
        last = connection.scalar(select(func.max(BounceMail.id))) or 0
        copies = [row | {"id": last + n, "digest": str(n), "uid": last + n} for n in range(1, MANY + 1)]
        connection.execute(insert(BounceMail), copies)
        connection.execute(update(Mailbox).where(Mailbox.id == 1).values(mail_count=MANY + 5))
    page = open_as(ANNA, "/bounces/")
    expect(page.get_by_text("10,003 mails wait to be matched")).to_be_visible()
    assert page.locator("tbody tr[data-row]").count() == 50
    page.get_by_role("link", name="Older").click()
    assert page.locator("tbody tr[data-row]").count() == 50
    assert page.evaluate("performance.getEntriesByType('navigation')[0].responseStart") < 1000
