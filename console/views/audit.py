"""The audit trail, to be read and never changed."""

from typing import Any, NamedTuple

from flask import url_for
from flask_admin import expose
from markupsafe import Markup
from sqlalchemy import select

from console import audit
from console.access import Permission
from console.audit import ACTION_LABELS, COMMAND_LINE, Action
from console.database import db
from console.models.account import Account
from console.models.audit_entry import AuditEntry
from console.search.criteria import Criteria
from console.search.writing import write
from console.views import display
from console.views.filters import Choice, Day
from console.views.guard import RecordsPage
from console.views.shell import opens, reader, reader_zone

AT_A_TERMINAL = "0"


def _actors() -> list[tuple[str, str]]:
    accounts = db.session.execute(select(Account.id, Account.name).order_by(Account.name))
    return [(str(id), name) for id, name in accounts] + [(AT_A_TERMINAL, "Command line")]


def _actions() -> list[tuple[str, str]]:
    return sorted(((str(action), label) for action, label in ACTION_LABELS.items()), key=lambda pair: pair[1])


class Link(NamedTuple):
    """Where a subject leads whoever holds the permission."""

    endpoint: str
    argument: str
    permission: Permission


LINKS = {
    "bounce": Link("bounces.bounce", "number", Permission.BOUNCE_READ),
    "message": Link("messages.message", "number", Permission.MESSAGE_READ),
    "quarantine": Link("quarantine.line", "number", Permission.QUARANTINE_READ),
    "recipient": Link("recipients.recipient", "address_id", Permission.MESSAGE_READ),
    "search": Link("search.results", "search", Permission.SEARCH_RUN),
}


def _subject(view: Any, context: Any, entry: AuditEntry, name: str) -> Markup:
    kind, _, which = entry.subject.partition(":")
    link = LINKS.get(kind)
    if link is None or not opens(link.permission):
        return display.address(entry.subject)
    values: dict[str, Any] = {link.argument: int(which) if which.isdecimal() else which}
    url = url_for(link.endpoint, **values)
    return Markup('<a href="{}">{}</a>').format(url, f"{kind} {which}")


def _details(view: Any, context: Any, entry: AuditEntry, name: str) -> Markup:
    told = [(key, _detail(key, value)) for key, value in entry.details.items() if value is not None]
    pairs = Markup(", ").join(Markup("{}: {}").format(key, value) for key, value in told)
    return Markup('<span class="quiet">{}</span>').format(pairs)


def _detail(name: str, value: Any) -> str:
    """Criteria are shown as they would be typed."""
    return write(Criteria.from_json(value), reader_zone()) if name == "criteria" else str(value)


class Actor(Choice):
    """Who did it, by number of the account: no address stands in the URL."""

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Only what this account did."""
        if not value:
            return query
        email = select(Account.email).where(Account.id == int(value)).scalar_subquery()
        return query.filter(AuditEntry.actor == (COMMAND_LINE if value == AT_A_TERMINAL else email))


class AuditPage(RecordsPage):
    """Newest first."""

    title = "Audit"
    address = "/audit"
    name_of_endpoint = "audit"
    icon = "journal-check"
    key = "l"
    permission = Permission.AUDIT_READ
    model_class = AuditEntry
    empty_title = "No entries"
    empty_words = "Nothing was done in this time by these people. Widen the days, or choose everyone."

    column_default_sort = ("id", True)
    column_sortable_list: list[str] = []
    column_list = ["at", "actor", "action", "subject", "details"]
    column_labels = {"at": "Time", "actor": "Who", "action": "What", "subject": "On what", "details": "Details"}
    column_formatters = {
        "at": lambda view, context, entry, name: display.time(entry.at, "seconds"),
        "action": lambda view, context, entry, name: ACTION_LABELS.get(entry.action, entry.action),
        "subject": _subject,
        "details": _details,
    }

    column_filters = [
        Actor(AuditEntry.actor, "Who", _actors),
        Choice(AuditEntry.action, "What", _actions),
        Day(AuditEntry.at, "From"),
        Day(AuditEntry.at, "Through", through=True),
    ]

    @expose("/")
    def index_view(self) -> str:
        """The list; reading it is on record too."""
        audit.record(db.session, reader().email, Action.AUDIT_READ)
        db.session.commit()
        page: str = super().index_view()
        return page
