"""The frame around every page, in a browser."""

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.orm import Session

from console import audit
from console.audit import Action
from tests.browser.conftest import LOOKS, NARROW, Look, Open, findings, overflow
from tests.people import ANNA, MINA, OTTO, PASSWORD

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/accounts/",
    "/accounts/details/?id=1",
    "/accounts/new/",
    "/audit/",
    "/nowhere",
    "/profile/",
    "/profile/password",
    "/quarantine/",
    "/search/",
    "/sources/",
]


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_no_page_has_findings_or_is_wider_than_the_window(open_as: Open, look: Look, db: Session) -> None:
    audit.record(
        db, "a.very-long-local-part@a-very-long-label.of-a-long-domain.example", Action.SEARCH_RUN, "search:x", rows=1
    )
    db.commit()
    page = open_as(MINA)
    for path in PAGES:
        page.goto(path)
        assert findings(page) == [], path
        assert overflow(page) <= 0, path


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_neither_has_the_sign_in(open_as: Open, look: Look) -> None:
    page = open_as(None)
    assert findings(page) == []
    sign_in(page, "wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    assert findings(page) == []
    assert overflow(page) <= 0


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_nor_have_the_menu_and_the_help(open_as: Open, look: Look) -> None:
    page = open_as(MINA, "/profile/")
    page.locator(".account-menu summary").click()
    assert findings(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert findings(page) == []


def test_anna_signs_in_and_out(open_as: Open) -> None:
    page = open_as(None, "/profile/")
    sign_in(page, PASSWORD)
    expect(page).to_have_url("/profile/")
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url("/sign-in")
    page.go_back()
    expect(page.get_by_role("heading", name="Sign in to Postdesk")).to_be_visible()


@pytest.mark.parametrize("look", LOOKS[::2], ids=str)
def test_everything_works_without_script(open_as: Open, look: Look) -> None:
    page = open_as(None, script=False)
    sign_in(page, PASSWORD)
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.locator(".account-menu summary").click()
    expect(page.locator("[data-help]")).to_be_hidden()
    page.get_by_role("link", name="Your profile").click()
    page.get_by_label("Show times in").select_option("Asia/Seoul")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Times are shown in this zone from now on.")).to_be_visible()
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url("/sign-in")


def test_dark_is_dark_at_once_and_stays(open_as: Open) -> None:
    page = open_as(ANNA, "/profile/")
    light = ground(page)
    page.locator(".account-menu summary").click()
    with page.expect_response("**/appearance"):
        page.get_by_role("button", name="Dark").click()
    assert ground(page) != light
    page.goto("/profile/")
    assert ground(page) != light
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_system_decides_until_one_chooses(open_as: Open, chromium: Browser) -> None:
    page = open_as(ANNA, "/profile/")
    light = ground(page)
    page.emulate_media(color_scheme="dark")
    assert ground(page) != light


def test_keys_lead_everywhere(open_as: Open) -> None:
    page = open_as(MINA, "/profile/")
    page.keyboard.press("/")
    expect(page.get_by_label("Search all mail")).to_be_focused()
    page.keyboard.type("g a")
    expect(page).to_have_url("/profile/")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url("/accounts/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("tr.at")).to_contain_text("Anna of Graz")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", name="Anna of Graz")).to_be_visible()


def test_help_names_the_keys_of_the_pages_one_may_open(open_as: Open) -> None:
    page = open_as(OTTO)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Audit")
    expect(page.get_by_role("dialog")).not_to_contain_text("Accounts")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_the_first_tab_skips_to_the_content(open_as: Open) -> None:
    page = open_as(ANNA, "/profile/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_disabling_an_account_asks_first(open_as: Open) -> None:
    page = open_as(MINA, "/accounts/details/?id=1")
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_text("Active", exact=True)).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Disable").click()
    expect(page.get_by_text("The account is disabled.")).to_be_visible()


def test_a_password_is_copied(open_as: Open) -> None:
    page = open_as(MINA, "/accounts/new/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_label("Name").fill("Kai")
    page.get_by_label("E-mail address").fill("kai@riga.example")
    page.get_by_role("button", name="Create the account").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#password").inner_text()


@pytest.mark.parametrize("look", LOOKS[2:3], ids=str)
def test_on_a_telephone_the_pages_are_at_the_bottom(open_as: Open, look: Look) -> None:
    page = open_as(MINA)
    expect(page.get_by_role("navigation", name="Pages", exact=True)).to_be_hidden()
    page.locator(".bottom-bar summary").click()
    for part in page.locator(".bottom-bar a, .bottom-bar summary, .bottom-bar .menu-sheet").all():
        box = part.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= NARROW["width"]
    page.locator(".bottom-bar").get_by_role("link", name="Accounts").click()
    expect(page.get_by_role("heading", name="Accounts")).to_be_visible()


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("E-mail address").fill(ANNA.email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def ground(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour
