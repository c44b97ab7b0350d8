"""Headers and cookies."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from console import settings
from console.database import db as storage
from tests import people
from tests.conftest import SECRET_KEY
from tests.people import ANNA, PASSWORD


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/healthz", "/static/console.css", "/accounts/"])
def test_every_answer_carries_the_headers(agent: FlaskClient, path: str) -> None:
    with agent.get(path) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "Strict-Transport-Security" not in headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"


def test_no_page_is_kept_by_the_browser_and_styles_are(agent: FlaskClient) -> None:
    page = agent.get("/")
    assert page.headers["Cache-Control"] == "no-store"
    style = re.search(r'href="(/static/console\.css\?v=\w+)"', page.text)
    assert style is not None
    with agent.get(style[1]) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_no_page_holds_a_script_or_a_style_of_its_own(admin: FlaskClient) -> None:
    for path in ("/", "/accounts/", "/audit/", "/profile/", "/sources/", "/quarantine/", "/profile/password"):
        page = admin.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page), path


def test_nothing_is_asked_of_another_site(admin: FlaskClient) -> None:
    for path in ("/", "/accounts/", "/audit/", "/profile/"):
        page = admin.get(path).text
        assert set(re.findall(r'(?:src|href|action)="(\w+:)?//[^"]*"', page)) == set(), path


def test_the_session_cookie_is_out_of_reach_of_scripts(client: FlaskClient) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("postdesk=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.fixture
def https(database_url: str, tmp_path: Path) -> Flask:
    """A console behind a proxy that speaks HTTPS."""
    given = settings.read(
        data_folder=tmp_path,
        database_url=database_url,
        secret_key=SECRET_KEY,
        secure_cookies=True,
        trusted_proxies=1,
    )
    app = create_app(given)
    people.hire(app)
    return app


def test_over_https_cookies_and_headers_are_stricter(https: Flask) -> None:
    answer = https.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-postdesk=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    assert "Domain" not in cookie
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    with https.app_context():
        storage.engine.dispose()


@pytest.mark.parametrize(
    ("referrer", "status"), [("https://localhost/sign-in", 302), ("https://evil.example/", 400), ("", 400)]
)
def test_over_https_a_form_has_to_come_from_this_console(https: Flask, referrer: str, status: int) -> None:
    browser = https.test_client()
    page = browser.get("/sign-in", base_url="https://localhost").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    form = {"email": ANNA.email, "password": PASSWORD, "csrf_token": token[1]}
    answer = browser.post("/sign-in", base_url="https://localhost", data=form, headers={"Referer": referrer})
    assert answer.status_code == status
    with https.app_context():
        storage.engine.dispose()


def test_the_address_of_a_reader_comes_from_the_proxy_only_if_there_is_one(app: Flask, client: FlaskClient) -> None:
    for number in range(12):
        form = {"email": ANNA.email, "password": "six loud herons by the pier"}
        client.post("/sign-in", data=form, headers={"X-Forwarded-For": f"203.0.113.{number}"})
    client.post(
        "/sign-in", data={"email": ANNA.email, "password": PASSWORD}, headers={"X-Forwarded-For": "203.0.113.99"}
    )
    assert client.get("/").status_code == 303
