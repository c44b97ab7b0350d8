"""The page of one bounce: the mail whole and inert, and what people decide about it."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from console import audit
from console.access import Permission
from console.audit import Action
from console.casework import bounces_matching, bounces_proposals, bounces_report, bounces_settling, bounces_source
from console.casework.bounces_matching import Conflict, NotPossible
from console.casework.bounces_messages import Copy
from console.casework.bounces_report import BounceReport
from console.casework.bounces_sentence import sentence
from console.casework.our_network import our_network
from console.casework.settling import NoteMissing
from console.database import db
from console.models.base import utc_now
from console.models.bounce import Bin
from console.search import BadSearch
from console.views.inert import identifier, inert
from console.views.shell import Page, needs, opens, reader, reader_zone, settings

LARGEST_ID = 2**31 - 1
NUMBER = f"<int(max={LARGEST_ID}):number>"
LARGEST_MESSAGE = 2**63 - 1
LONGEST_QUESTION = 2000  # characters


class OneBounce(Page):
    """The routes of one mail; `views.bounces` has those of all."""

    @expose(f"/{NUMBER}")
    def bounce(self, number: int) -> str:
        """One mail."""
        return self._bounce(number)

    @needs(Permission.MESSAGE_READ_EVIDENCE)
    @expose(f"/{NUMBER}/source")
    def source(self, number: int) -> str:
        """The mail word for word, from the octet `first` on."""
        found = bounces_source.source(db.session, number, number_in("first") or 0) or abort(404)
        audit.record(db.session, reader().email, Action.BOUNCE_READ_SOURCE, f"bounce:{number}", first=found.first)
        page = self.render("bounces/source.html", number=number, source=found, inert=inert)
        db.session.commit()
        return page

    @needs(Permission.BOUNCE_MATCH)
    @expose(f"/{NUMBER}/candidates", methods=["POST"])
    def candidates(self, number: int) -> ResponseReturnValue:
        """Messages that a person has in mind, to choose one from. Not in the address: it would name a person."""
        question = request.form.get("q", "").replace("\0", "")[:LONGEST_QUESTION]
        try:
            found = bounces_proposals.search(db.session, question, reader_zone(), utc_now().timestamp())
        except BadSearch as bad:
            return self._bounce(number, question=question, fault=str(bad)), 400
        audit.record(db.session, reader().email, Action.SEARCH_RUN, f"bounce:{number}", found=len(found))
        return self._bounce(number, question=question, found=found)

    @needs(Permission.BOUNCE_MATCH)
    @expose(f"/{NUMBER}/match", methods=["POST"])
    def match(self, number: int) -> ResponseReturnValue:
        """Tie the mail to a message."""
        message, seen = number_in("message", LARGEST_MESSAGE), request.form.get("seen", "")
        if message is None:
            abort(400)
        _there(number)
        try:
            network = our_network(db.session, settings())
            bounces_matching.match(db.session, reader().email, network, number, message, seen)
        except (Conflict, NotPossible) as refused:
            return self._refused(number, refused)
        return _done("It is evidence of that message now.", number)

    @needs(Permission.BOUNCE_MATCH)
    @expose(f"/{NUMBER}/unmatch", methods=["POST"])
    def unmatch(self, number: int) -> ResponseReturnValue:
        """Take the mail off its message."""
        _there(number)
        try:
            network = our_network(db.session, settings())
            bounces_matching.take_off(db.session, reader().email, network, number, request.form.get("seen", ""))
        except (Conflict, NotPossible) as refused:
            return self._refused(number, refused)
        return _done("It is off that message. What the message shows no longer rests on it.", number)

    @needs(Permission.BOUNCE_SETTLE)
    @expose(f"/{NUMBER}/dismiss", methods=["POST"])
    def dismiss(self, number: int) -> ResponseReturnValue:
        """Say that nobody misses the mail, and why."""
        _there(number)
        try:
            bounces_settling.dismiss(db.session, reader().email, number, request.form.get("note", ""))
        except NoteMissing as missing:
            return self._bounce(number, note_fault=str(missing)), 400
        except Conflict as refused:
            return self._refused(number, refused)
        return _done("It is dismissed. It is kept, and counted where it was.", number)

    def _bounce(
        self,
        number: int,
        question: str = "",
        found: list[Copy] | None = None,
        fault: str = "",
        note_fault: str = "",
        conflict: str = "",
    ) -> str:
        report, now = _there(number), utc_now().timestamp()
        audit.record(db.session, reader().email, Action.BOUNCE_READ, f"bounce:{number}")
        matches = report.bin is Bin.UNMATCHED and opens(Permission.BOUNCE_MATCH)
        page = self.render(
            "bounces/bounce.html",
            report=report,
            sentence=sentence(report, now, reader_zone()),
            proposals=bounces_proposals.proposals(db.session, report) if matches else [],
            question=question,
            found=found,
            fault=fault,
            note_fault=note_fault,
            conflict=conflict,
            raw=opens(Permission.MESSAGE_READ_EVIDENCE),
            inert=inert,
            identifier=identifier,
        )
        db.session.commit()
        return page

    def _refused(self, number: int, refused: Conflict | NotPossible) -> ResponseReturnValue:
        return self._bounce(number, conflict=str(refused)), 409


def _there(number: int) -> BounceReport:
    return bounces_report.report(db.session, number) or abort(404)


def _done(sentence: str, number: int) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(url_for("bounces.bounce", number=number), 303)


def number_in(name: str, largest: int = LARGEST_ID) -> int | None:
    """A number of the address or the form; None where it is not given. Anything else is 400."""
    text = request.values.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= largest):
        abort(400)
    return int(text)
