"""The console in a real browser: a server on a free port, Chromium, and people who are signed in."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress import create_server

from tests import people
from tests.people import Person

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


@dataclass(frozen=True)
class Look:
    """A window: how wide it is, and whether the reader likes it dark."""

    viewport: dict[str, int]
    scheme: str

    def __str__(self) -> str:
        return f"{self.viewport['width']}-{self.scheme}"


LOOKS = [Look(viewport, scheme) for viewport in (WIDE, NARROW) for scheme in ("light", "dark")]

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium of the system: nothing is downloaded. Playwright keeps an event loop as long as it lives."""
    program = next(path for name in CHROMIUMS if (path := shutil.which(name)))
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])


@pytest.fixture
def place(app: Flask) -> Iterator[str]:
    """The address of a running console, with tokens asked for as in earnest."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    # In its own thread: the loop may be about to wait at the sockets that are closed here.
    server.trigger.pull_trigger(server.close)
    thread.join(10)


@pytest.fixture
def look() -> Look:
    """The window of a test that does not say: wide and light. `parametrize("look", LOOKS)` says."""
    return LOOKS[0]


@pytest.fixture
def open_as(app: Flask, chromium: Browser, place: str, look: Look) -> Iterator[Open]:
    """Opens a page as a person (None: a stranger), and sees to it that nothing leaves this console.

    Whatever the browser complains of, such as a script that the policy refused, fails the test.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(person: Person | None, path: str = "/", script: bool = True) -> Page:
        context = chromium.new_context(
            viewport=look.viewport,  # type: ignore[arg-type]
            color_scheme=look.scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
            base_url=place,
        )
        contexts.append(context)
        if person:
            cookie = people.signed_in(app, person).get_cookie("postdesk")
            assert cookie is not None
            context.add_cookies([{"name": "postdesk", "value": cookie.value, "url": place}])
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda told: complaints.append(told.text) if told.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda asked: None if asked.url.startswith((place, "data:")) else complaints.append(asked.url)
        )
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [complaint for complaint in complaints if "404 (NOT FOUND)" not in complaint] == []


def findings(page: Page) -> list[str]:
    """What axe has to say against the page as it stands."""
    report = Axe().run(page).response
    return [
        f"{finding['id']}: {node['html'][:120]} {node['failureSummary'][:200]}"
        for finding in report["violations"]
        for node in finding["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
