"""The page of a recipient: everything to one address, newest first, with its state."""

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue
from flask_admin import expose

from console import audit
from console.access import Permission
from console.audit import Action
from console.casework import recipients
from console.casework.lately import TONES
from console.casework.look_alikes import look_alikes
from console.database import db
from console.models.base import utc_now
from console.views.inert import inert
from console.views.shell import Page, Place, reader, reader_zone

LARGEST = (1 << 63) - 1


class RecipientsPage(Page):
    """One address."""

    title = "Recipient"
    address = "/recipients"
    name_of_endpoint = "recipients"
    place = Place.NOWHERE
    permission = Permission.MESSAGE_READ

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Recipients are found by searching."""
        return redirect("/", 303)

    @expose("/<int(max=2147483647):address_id>")
    def recipient(self, address_id: int) -> ResponseReturnValue:
        """The page; `before` and `after` are ids of rows, for the pages behind the first."""
        found = recipients.find(db.session, address_id, utc_now().timestamp(), reader_zone())
        if found is None:
            abort(404)
        mail = recipients.mail(db.session, address_id, _row_id("before"), _row_id("after"))
        audit.record(db.session, reader().email, Action.RECIPIENT_READ, f"recipient:{address_id}")
        page = self.render(
            "recipients/recipient.html",
            recipient=found,
            mail=mail,
            look_alikes=look_alikes(db.session, found.address),
            inert=inert,
            tone_words=TONES,
        )
        db.session.commit()
        return page


def _row_id(name: str) -> int | None:
    given = request.args.get(name, "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 20 and int(given) <= LARGEST):
        abort(400)
    return int(given)
