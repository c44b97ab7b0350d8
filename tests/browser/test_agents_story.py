"""The agent's story in a browser: from a pasted address to the reply on its way; and what else a page has to bear."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.conftest import LOOKS, Look, Open, findings, overflow
from tests.casework import mailroom
from tests.casework.mailroom import address_named, message_named
from tests.people import ANNA, LUIS

pytestmark = pytest.mark.browser

LONG = "an.address.with.a.very.long.local.part.that.goes.on@a-very-long-label-of-a.long-domain-name.there.example"


@pytest.fixture
def mail(db: Session, tmp_path: Path) -> None:
    """One of every kind of trail."""
    several = {f"r{number:03}@there.example": "sent" for number in range(498)}
    mailroom.read_in(
        db,
        tmp_path,
        mailroom.refused(),
        mailroom.delivered(),
        mailroom.delivered(LONG, "4LONG", 20),
        mailroom.put_off(times=200),
        mailroom.to_several(several | {"nobody@there.example": "bounced", "full@there.example": "deferred"}),
        mailroom.through_a_filter(),
        mailroom.with_subject(mailroom.HOSTILE),
        mailroom.only_arrived(),
    )
    db.rollback()


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.usefixtures("mail")
def test_from_a_pasted_address_to_the_reply(open_as: Open, look: Look) -> None:
    page = open_as(ANNA)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("textbox").first.fill("anna@there.example")
    page.keyboard.press("Enter")
    page.locator("tbody a.row-link").last.click()
    verdict = page.get_by_role("heading", level=1)
    expect(verdict).to_contain_text(re.compile("^\\s*Yes\\."))
    page.get_by_role("link", name=re.compile("took it")).click()
    expect(page.locator("#line")).to_contain_text("to=<anna@there.example>")
    expect(page.locator("#line")).to_be_in_viewport()
    page.get_by_role("link", name="The message").click()
    page.get_by_role("button", name="Copy reply").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert "was taken by your mail service" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.usefixtures("mail")
def test_no_page_has_findings_or_is_wider_than_the_window(open_as: Open, look: Look, db: Session) -> None:
    page = open_as(LUIS)
    for path in (
        *(f"/messages/{message_named(db, name)}" for name in MESSAGES),
        f"/recipients/{address_named(db, 'nobody@there.example')}",
        f"/recipients/{address_named(db, LONG)}",
        "/evidence/1/3#line",
    ):
        page.goto(path)
        assert overflow(page) <= 0, path
        unfold(page)
        assert findings(page) == [], path
        assert overflow(page) <= 0, f"{path}, unfolded"


MESSAGES = ("4BBBB@app", "4BBBBN@mx1", "4CCCC@app", "4DDDD@app", "4GGGG@app", "4HHHH@app", "filtered@app")


@pytest.mark.usefixtures("mail")
def test_the_servers_own_words_are_one_key_away(open_as: Open, db: Session) -> None:
    page = open_as(ANNA, f"/messages/{message_named(db, '4BBBB@app')}")
    raw = page.get_by_text("status=bounced (host mx.there.example[192.0.2.1] said: 550 5.1.1 User unknown")
    expect(raw).to_be_hidden()
    page.keyboard.press("r")
    expect(raw).to_be_visible()
    page.keyboard.press("r")
    expect(raw).to_be_hidden()


@pytest.mark.usefixtures("mail")
def test_two_hundred_retries_unfold(open_as: Open, db: Session) -> None:
    page = open_as(ANNA, f"/messages/{message_named(db, '4CCCC@app')}")
    page.get_by_text("200 attempts in").click()
    expect(page.locator(".attempts li")).to_have_count(200)
    expect(page.get_by_role("heading", level=1)).to_contain_text("asked us 200 times to try again later")


@pytest.mark.usefixtures("mail")
def test_five_hundred_recipients_are_walked_through(open_as: Open, db: Session) -> None:
    page = open_as(ANNA, f"/messages/{message_named(db, '4DDDD@app')}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("No.")
    page.get_by_text("487 more").click()
    page.get_by_role("link", name="r497@there.example").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Yes.")


@pytest.mark.usefixtures("mail")
def test_a_subject_of_a_stranger_does_nothing(open_as: Open, db: Session) -> None:
    page = open_as(ANNA, f"/messages/{message_named(db, '4GGGG@app')}")
    subject = page.locator("dd").filter(has_text="<script>alert(1)</script>")
    expect(subject).to_contain_text("U+202Edetrevni")


@pytest.mark.parametrize("look", LOOKS[::2], ids=str)
@pytest.mark.usefixtures("mail")
def test_the_reply_is_to_be_had_without_script(open_as: Open, db: Session, look: Look) -> None:
    page = open_as(ANNA, f"/messages/{message_named(db, '4BBBB@app')}", script=False)
    expect(page.get_by_role("button", name="Copy reply")).to_be_hidden()
    page.get_by_text("Read the reply").click()
    expect(page.get_by_label("For the customer")).to_have_value(re.compile("could not be delivered"))


@pytest.mark.usefixtures("mail")
def test_a_link_is_copied_that_a_colleague_can_open(open_as: Open, db: Session) -> None:
    page = open_as(ANNA, f"/messages/{message_named(db, '4AAAA@app')}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert "anna" not in link
    expect(open_as(LUIS, link).get_by_role("heading", level=1)).to_contain_text("Yes.")


def unfold(page: Page) -> None:
    """Open every fold of the page's own."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")
