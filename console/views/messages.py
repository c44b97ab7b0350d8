"""The page of a message: the verdict first, then the trail, the facts, and what was seen lately."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from console import audit
from console.access import Permission
from console.audit import Action
from console.casework.finding import Finding, finding
from console.casework.investigation import Copy, Investigation, find, investigate
from console.casework.lately import TONES
from console.casework.our_network import our_network
from console.database import db
from console.models.base import utc_now
from console.views.inert import identifier, inert
from console.views.shell import Page, Place, opens, reader, reader_zone, settings

NUMBER = "int(max=9223372036854775807)"
COPIES_SHOWN = 12  # other recipients that are shown unfolded
MOST_COPIES = 2000  # and folded


class MessagesPage(Page):
    """One message, one of its recipients opened."""

    title = "Message"
    address = "/messages"
    name_of_endpoint = "messages"
    place = Place.NOWHERE
    permission = Permission.MESSAGE_READ

    @expose("/")
    def index(self) -> ResponseReturnValue:
        """Messages are found by searching."""
        return redirect("/", 303)

    @expose(f"/<{NUMBER}:number>")
    def message(self, number: int) -> ResponseReturnValue:
        """The message; of several recipients the first that went wrong is opened."""
        return self._page(number, None)

    @expose(f"/<{NUMBER}:number>/<{NUMBER}:address_id>")
    def copy(self, number: int, address_id: int) -> ResponseReturnValue:
        """The message with one recipient opened."""
        return self._page(number, address_id)

    def _page(self, number: int, address_id: int | None) -> ResponseReturnValue:
        found = find(db.session, number)
        if found is None:
            abort(404)
        if found != number:
            return redirect(link(found, address_id), 303)
        investigation = investigate(db.session, number)
        copy = _opened(investigation, address_id) if investigation else None
        if investigation is None or copy is None:
            abort(404)
        now = utc_now().timestamp()
        network = our_network(db.session, settings())
        shown = finding(db.session, investigation, copy, network, now, reader_zone())
        audit.record(db.session, reader().email, Action.MESSAGE_READ, f"message:{number}", address=copy.address_id)
        page = self.render("messages/message.html", **_context(investigation, shown))
        db.session.commit()
        return page


def link(number: int, address_id: int | None = None, external: bool = False) -> str:
    """The address of the page."""
    if address_id is None:
        return url_for("messages.message", number=number, _external=external)
    return url_for("messages.copy", number=number, address_id=address_id, _external=external)


def _opened(investigation: Investigation, address_id: int | None) -> Copy | None:
    if address_id is None:
        return investigation.copies[0] if investigation.copies else None
    return investigation.copy(address_id)


def _context(investigation: Investigation, shown: Finding) -> dict[str, Any]:
    others = [copy for copy in investigation.copies if copy.id != shown.copy.id]
    several = len(investigation.copies) > 1
    return {
        "message": investigation,
        "finding": shown,
        "others": others[:COPIES_SHOWN],
        "more_others": others[COPIES_SHOWN:MOST_COPIES],
        "unlisted": max(0, len(others) - MOST_COPIES),
        "permalink": link(investigation.id, shown.copy.address_id if several else None, external=True),
        "raw": opens(Permission.MESSAGE_READ_EVIDENCE),
        "inert": inert,
        "identifier": identifier,
        "look_alikes": shown.look_alikes,
        "tone_words": TONES,
        **_clock(investigation.at),
    }


def _clock(at: int) -> dict[str, Any]:
    """In which zone the trail has its times; UTC stands beside them unless that is the zone."""
    zone = reader_zone()
    here = datetime.fromtimestamp(at, zone)
    beside = bool(here.utcoffset())
    name = f"Times in {zone.key}, UTC beside them." if beside else "Times in UTC."
    return {"trail_zone": name, "utc_beside": beside, "utc": ZoneInfo("UTC")}
