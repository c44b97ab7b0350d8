"""Sources and quarantine in a browser: what is seen in five seconds, and what an operator does about it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console.casework import tasks
from console.database import db as storage
from console.models.feed import Feed
from tests.browser.conftest import LOOKS, Look, Open, findings, overflow
from tests.casework.set_aside import AFTER, BEFORE, BROKEN, mend
from tests.intake.postfix_lines import sent
from tests.intake.stories import tell
from tests.people import ANNA, LUIS, MINA, OTTO

pytestmark = pytest.mark.browser

HOSTILE = "<script>alert(1)</script>\u202e" + "W" * 80
ERROR = f"/var/log/{'x' * 200} may not be read by this user. Give it the right to read the file."


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The console's own."""
    with app.app_context():
        return storage.engine


@pytest.fixture
def _trouble(engine: Engine, db: Session, tmp_path: Path) -> None:
    """A log with lines that cannot be read, fourteen hosts, and a feed that may not be read."""
    hostile = BROKEN.replace("alice", HOSTILE)
    tell(engine, tmp_path, [*BEFORE, BROKEN, hostile, *AFTER])
    many = [
        one for n in range(14) for one in sent(f"4B{n:02}", f"{n}@shop.example", "b@there.example", host=f"mx{n:02}")
    ]
    tell(engine, tmp_path, many, name="many.log")
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    values = {"kind": "file", "last_read_at": an_hour_ago, "error_since": an_hour_ago + timedelta(seconds=2)}
    db.add(Feed(name=HOSTILE, place="/var/log/" + "x" * 200, error=ERROR, **values))
    db.add(Feed(name="must log", kind="expected", place="", expected_hosts=["mx77"]))
    tasks.tell_alive(db, 12)


def unfold(page: Page) -> None:
    """Open every fold of the page's own."""
    page.evaluate("document.querySelectorAll('main details').forEach((fold) => { fold.open = true; })")


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[3]], ids=str)
@pytest.mark.usefixtures("_trouble")
def test_no_page_has_findings_or_is_wider_than_the_window(open_as: Open, look: Look) -> None:
    page = open_as(MINA)
    for path in ("/", "/sources/", "/sources/feeds/1", "/quarantine/", "/quarantine/2"):
        page.goto(path)
        assert overflow(page) <= 0, path
        unfold(page)
        assert findings(page) == [], path
        assert overflow(page) <= 0, f"{path}, unfolded"


@pytest.mark.parametrize("look", LOOKS[::2], ids=str)
@pytest.mark.usefixtures("_trouble")
def test_the_sentence_on_top_is_seen_at_once(open_as: Open, look: Look) -> None:
    page = open_as(OTTO, "/sources/")
    headline = page.get_by_role("status").first
    expect(headline).to_be_in_viewport()
    expect(headline).to_contain_text("may not be read by this user.")
    expect(headline).to_contain_text("Give it the right to read the file.")


@pytest.mark.usefixtures("_trouble")
def test_a_source_unfolds_to_its_gaps_and_figures(open_as: Open) -> None:
    page = open_as(ANNA, "/sources/")
    never = page.locator("details.source", has_text="mx77")
    never.locator("summary").click()
    expect(never).to_contain_text("mx77 has never logged here.")
    expect(never.get_by_role("row")).to_have_count(15)


def test_a_feed_is_added_without_script(open_as: Open) -> None:
    page = open_as(MINA, "/sources/", script=False)
    page.get_by_role("link", name="Add a feed").click()
    page.get_by_label("Name").fill("mx1 mail log")
    page.get_by_label("File, socket or mailbox").fill("/var/log/mail.log")
    page.get_by_role("button", name="Add the feed").click()
    expect(page.get_by_text("mx1 mail log is a feed now.")).to_be_visible()
    page.get_by_role("link", name="mx1 mail log").click()
    page.get_by_role("button", name="Switch off").click()
    expect(page.locator("#feeds")).to_contain_text("Switched off")


@pytest.mark.parametrize(
    ("kind", "hidden"),
    [
        ("Log file", []),
        ("Journal", ["File, socket or mailbox"]),
        ("Mailbox", ["Hosts that are expected to log here", "Senders whose mail is expected", "Format", "Time zone"]),
        ("Expected", ["File, socket or mailbox", "Format", "Time zone"]),
    ],
)
def test_what_is_not_asked_of_a_kind_is_not_shown(open_as: Open, kind: str, hidden: list[str]) -> None:
    page = open_as(MINA, "/sources/feeds/new", script=False)
    page.get_by_role("radio", name=kind).check()
    for field in page.locator(".feed-form .form-label:not(legend)").all():
        label = field.inner_text() or field.text_content()
        assert field.is_visible() == (label not in hidden and not (kind == "Mailbox" and "gives up" in str(label))), (
            label
        )


def test_a_field_with_a_fault_is_shown_whatever_the_kind(open_as: Open) -> None:
    page = open_as(MINA, "/sources/feeds/new")
    page.get_by_role("radio", name="Mailbox").check()
    field = page.locator("#expected_hosts")
    expect(field).to_be_hidden()
    field.evaluate("field => { field.insertAdjacentHTML('afterend', '<p class=field-error>Leave it empty.</p>') }")
    expect(field).to_be_visible()


@pytest.mark.usefixtures("_trouble")
def test_the_rows_of_sources_are_gone_through_by_keys(open_as: Open) -> None:
    page = open_as(MINA, "/sources/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("#hosts details.source").nth(1)
    expect(second).to_have_class("source at")
    page.keyboard.press("o")
    expect(second).to_have_attribute("open", "")
    page.keyboard.press("o")
    page.evaluate("window.scrollTo(0, 0)")
    for _ in range(60):
        page.keyboard.press("j")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", name="must log")).to_be_visible()


def test_removing_a_feed_asks_first(open_as: Open, db: Session) -> None:
    db.add(Feed(name="mx1", kind="file", place="/var/log/mail.log"))
    db.commit()
    page = open_as(MINA, "/sources/feeds/1")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("heading", name="mx1")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("mx1 is no feed any more.")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS[::2], ids=str)
@pytest.mark.usefixtures("_trouble")
def test_lines_are_looked_at_read_again_and_dismissed(open_as: Open, look: Look, engine: Engine) -> None:
    page = open_as(MINA, "/quarantine/")
    page.locator("tbody a.row-link").last.click()
    expect(page.locator("#line")).to_contain_text("delay=1, status=")
    mend(engine)
    page.get_by_role("button", name="Read 1 line again").click()
    expect(page.get_by_text("1 line can be read now.")).to_be_visible()
    page.get_by_role("link", name="Quarantine").first.click()
    page.locator("tbody a.row-link").click()
    page.get_by_label("why does nobody miss it?").fill("The disk was full that night")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.get_by_text("1 line is dismissed.")).to_be_visible()
    expect(page.locator(".facts")).to_contain_text("The disk was full that night")


@pytest.mark.usefixtures("_trouble")
def test_a_lead_finds_nothing_to_press(open_as: Open) -> None:
    page = open_as(LUIS, "/quarantine/1")
    expect(page.locator("#line")).to_be_visible()
    expect(page.get_by_role("button", name="Dismiss")).to_have_count(0)
