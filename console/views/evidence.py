"""Evidence: a log line, word for word, among its neighbours."""

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from console import audit
from console.access import Permission
from console.audit import Action
from console.casework.quotation import quote
from console.database import db
from console.models.message import Reference
from console.views.inert import inert
from console.views.shell import Page, Place, reader

NUMBER = "int(max=2147483647)"


class EvidencePage(Page):
    """What we were told, by whom and when."""

    title = "Evidence"
    address = "/evidence"
    name_of_endpoint = "evidence"
    place = Place.NOWHERE
    permission = Permission.MESSAGE_READ_EVIDENCE

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Evidence is reached from what rests on it."""
        return redirect("/", 303)

    @expose(f"/<{NUMBER}:evidence_id>/<{NUMBER}:line>")
    def line(self, evidence_id: int, line: int) -> ResponseReturnValue:
        """One line; of a mail the page of bounces."""
        reference = Reference(evidence_id, line)
        if reference.is_mail:
            return redirect(url_for("bounces.bounce", number=evidence_id), 303)
        quotation = quote(db.session, reference)
        if quotation is None:
            abort(404)
        audit.record(db.session, reader().email, Action.MESSAGE_READ_EVIDENCE, f"evidence:{evidence_id}/{line}")
        page = self.render("evidence/line.html", quotation=quotation, inert=inert)
        db.session.commit()
        return page
