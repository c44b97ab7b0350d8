"""The gate: every route as every role. A route that is not listed here fails, and so does a wrong answer."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.routing.converters import IntegerConverter

from console.access import ROLES, Permission
from console.models.audit_entry import AuditEntry
from tests import people
from tests.people import ANNA, MINA, NORA, PEOPLE, Person

PUBLIC = "public"
SIGNED_IN = "signed in"
SIGNS_OUT = "signed in, and then no more"

ROUTES: dict[str, str] = {
    "accounts.create_view": Permission.ACCOUNT_MANAGE,
    "accounts.details_view": Permission.ACCOUNT_MANAGE,
    "accounts.disable": Permission.ACCOUNT_MANAGE,
    "accounts.enable": Permission.ACCOUNT_MANAGE,
    "accounts.index_view": Permission.ACCOUNT_MANAGE,
    "accounts.password": Permission.ACCOUNT_MANAGE,
    "accounts.role": Permission.ACCOUNT_MANAGE,
    "appearance.choose": SIGNED_IN,
    "audit.index_view": Permission.AUDIT_READ,
    "bootstrap.static": PUBLIC,
    "bounces.bounce": Permission.BOUNCE_READ,
    "bounces.candidates": Permission.BOUNCE_MATCH,
    "bounces.dismiss": Permission.BOUNCE_SETTLE,
    "bounces.index": Permission.BOUNCE_READ,
    "bounces.match": Permission.BOUNCE_MATCH,
    "bounces.retry": Permission.BOUNCE_SETTLE,
    "bounces.source": Permission.MESSAGE_READ_EVIDENCE,
    "bounces.texts": Permission.BOUNCE_READ,
    "bounces.try_rule": Permission.BOUNCE_SETTLE,
    "bounces.unmatch": Permission.BOUNCE_MATCH,
    "evidence.index": Permission.MESSAGE_READ_EVIDENCE,
    "evidence.line": Permission.MESSAGE_READ_EVIDENCE,
    "health.alive": PUBLIC,
    "health.ready": PUBLIC,
    "home.index": SIGNED_IN,
    "messages.copy": Permission.MESSAGE_READ,
    "messages.index": Permission.MESSAGE_READ,
    "messages.message": Permission.MESSAGE_READ,
    "metrics.show": PUBLIC,
    "profile.index": SIGNED_IN,
    "profile.time_zone": SIGNED_IN,
    "quarantine.dismiss": Permission.QUARANTINE_SETTLE,
    "quarantine.dismissed": Permission.QUARANTINE_READ,
    "quarantine.index": Permission.QUARANTINE_READ,
    "quarantine.line": Permission.QUARANTINE_READ,
    "quarantine.retry": Permission.QUARANTINE_SETTLE,
    "recipients.index": Permission.MESSAGE_READ,
    "recipients.recipient": Permission.MESSAGE_READ,
    "search.csv": Permission.SEARCH_EXPORT,
    "search.index": Permission.SEARCH_RUN,
    "search.results": Permission.SEARCH_RUN,
    "search.run": Permission.SEARCH_RUN,
    "search.xlsx": Permission.SEARCH_EXPORT,
    "security.change_password": SIGNED_IN,
    "security.login": PUBLIC,
    "security.logout": SIGNS_OUT,
    "sources.disable": Permission.SOURCE_MANAGE,
    "sources.enable": Permission.SOURCE_MANAGE,
    "sources.feed": Permission.SOURCE_MANAGE,
    "sources.index": Permission.SOURCE_READ,
    "sources.new_feed": Permission.SOURCE_MANAGE,
    "sources.remove": Permission.SOURCE_MANAGE,
    "static": PUBLIC,
}


def test_every_route_is_listed(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == ROUTES.keys()


def test_a_stranger_gets_to_the_sign_in_and_no_further(app: Flask) -> None:
    for endpoint, method, url in _requests(app):
        assert _outcome(app.test_client(), method, url) == ("in" if ROUTES[endpoint] == PUBLIC else "to sign in"), url


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.name)
def test_everybody_gets_where_their_role_lets_them(app: Flask, person: Person) -> None:
    for endpoint, method, url in _requests(app):
        assert _outcome(people.signed_in(app, person), method, url) == _expected(person, ROUTES[endpoint]), url


def test_a_refusal_is_on_record(app: Flask, db: Session, agent: FlaskClient) -> None:
    assert agent.get("/accounts/").status_code == 403
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "access:refuse")).one()
    assert (entry.actor, entry.subject) == (ANNA.email, "GET accounts.index_view")


def test_a_program_is_told_to_sign_in_by_a_status(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (401, {"error": "sign in first"})


def test_every_change_wants_a_token(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for endpoint, method, url in _requests(app):
        if method == "POST":
            browser = app.test_client() if endpoint == "security.login" else people.signed_in(app, MINA)
            assert browser.post(url).status_code == 400, url


def test_the_method_cannot_be_disguised(app: Flask, db: Session, admin: FlaskClient) -> None:
    assert admin.get("/accounts/disable?id=1").status_code == 405
    assert admin.get("/accounts/disable?id=1", headers={"X-HTTP-Method-Override": "POST"}).status_code == 405


def _requests(app: Flask) -> Iterator[tuple[str, str, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield rule.endpoint, method, _url(app, rule)


def _url(app: Flask, rule: Rule) -> str:
    values = {
        name: 1 if isinstance(rule._converters[name], IntegerConverter) else "console.css" for name in rule.arguments
    }
    return app.url_map.bind("localhost").build(rule.endpoint, values)


def _outcome(browser: FlaskClient, method: str, url: str) -> str:
    with browser.open(url, method=method) as answer:
        assert answer.status_code < 500
        if answer.headers.get("Location", "").startswith("/sign-in"):
            return "to sign in"
        return "refused" if answer.status_code == 403 else "in"


def _expected(person: Person, right: str) -> str:
    if right == PUBLIC:
        return "in"
    if person is NORA or right == SIGNS_OUT:
        return "to sign in"
    return "in" if right == SIGNED_IN or Permission(right) in ROLES[person.role] else "refused"
