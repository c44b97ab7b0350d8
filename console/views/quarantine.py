"""The quarantine: lines that could not be read, for whoever looks after the logs."""

from flask import abort, request
from flask_admin import expose

from console import audit
from console.access import Permission
from console.casework import quarantine
from console.database import db
from console.views.shell import Page, reader


class QuarantinePage(Page):
    """Newest first, with how many are alike."""

    title = "Quarantine"
    address = "/quarantine"
    name_of_endpoint = "quarantine"
    icon = "bandaid"
    key = "q"
    permission = Permission.QUARANTINE_READ

    @expose("/")
    def index(self) -> str:
        """The page; `reason` is the number of one of the kinds, `before` the id that paging goes on from."""
        kinds = quarantine.kinds(db.session)
        chosen = _number("reason")
        if chosen is not None and chosen >= len(kinds):
            abort(404)
        reason = kinds[chosen].reason if chosen is not None else ""
        lines = quarantine.lines(db.session, _number("before"), reason)
        audit.record(db.session, reader().email, audit.Action.QUARANTINE_READ, lines=len(lines))
        db.session.commit()
        more = lines[-1].id if len(lines) == quarantine.PAGE else None
        return self.render("quarantine/index.html", kinds=kinds, chosen=chosen, lines=lines, more=more)


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        abort(400, f"{name} is to be a number.")
    return int(text)
