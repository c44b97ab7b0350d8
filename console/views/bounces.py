"""The pages of bounces: three bins and what could not be read, one mail whole and inert, matching by hand."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from console import audit
from console.access import Permission
from console.audit import Action
from console.casework import (
    bounces,
    bounces_figures,
    bounces_matching,
    bounces_proposals,
    bounces_report,
    bounces_settling,
)
from console.casework.bounces import Asked
from console.casework.bounces_matching import Conflict, NotPossible
from console.casework.bounces_messages import Copy
from console.casework.bounces_report import BounceReport
from console.casework.bounces_settling import MailsReadAgain
from console.casework.bounces_words import KIND_WORDS
from console.casework.our_network import our_network
from console.casework.settling import NoteMissing
from console.database import db
from console.diagnosis.tie import TIES, UNTIED
from console.intake.bounces.bounce import BounceKind
from console.models.base import utc_now
from console.models.bounce import Bin
from console.search import BadSearch
from console.views.inert import identifier, inert
from console.views.shell import Page, needs, opens, reader, reader_zone, settings

LARGEST_ID = 2**31 - 1
NUMBER = f"<int(max={LARGEST_ID}):number>"
LARGEST_MESSAGE = 2**63 - 1
LONGEST_QUESTION = 2000  # characters
READS_FOR = 15.0  # seconds, at most, while somebody waits for the page
BINS: dict[Bin, str] = {
    Bin.UNMATCHED: "Unmatched",
    Bin.MATCHED: "Matched",
    Bin.NOT_A_BOUNCE: "Not a bounce",
    Bin.UNREADABLE: "In quarantine",
}
TIES_OF: dict[Bin, tuple[tuple[str, str], ...]] = {
    Bin.MATCHED: tuple((tie.name, tie.label) for tie in TIES),
    Bin.UNMATCHED: tuple((untied.name, untied.label) for untied in UNTIED),
}


class BouncesPage(Page):
    """The mails of the bounce mailboxes."""

    title = "Bounces"
    address = "/bounces"
    name_of_endpoint = "bounces"
    icon = "envelope-exclamation"
    key = "b"
    permission = Permission.BOUNCE_READ

    @expose("/")
    def index(self) -> str:
        """One bin; `before` is the id that paging goes on from."""
        figures = bounces_figures.figures(db.session)
        asked = _asked(figures)
        mails = bounces.listed(db.session, asked, _number("before"))
        audit.record(db.session, reader().email, Action.BOUNCE_READ, bin=asked.bin.value, mails=len(mails))
        page = self.render(
            "bounces/index.html",
            figures=figures,
            headline=bounces_figures.headline(figures, utc_now().timestamp(), reader_zone()),
            asked=asked,
            mails=mails,
            more=mails[-1].id if len(mails) == bounces.PAGE else None,
            bins=BINS,
            whys=TIES_OF.get(asked.bin, ()),
            why_counts=bounces_figures.tied_by(db.session, asked.bin),
            kinds=[
                (kind.value, words.label) for kind, words in KIND_WORDS.items() if kind is not BounceKind.NOT_A_BOUNCE
            ],
            settles=opens(Permission.BOUNCE_SETTLE),
            inert=inert,
            identifier=identifier,
        )
        db.session.commit()
        return page

    @expose(f"/{NUMBER}")
    def bounce(self, number: int) -> str:
        """One mail."""
        return self._bounce(number)

    @needs(Permission.MESSAGE_READ_EVIDENCE)
    @expose(f"/{NUMBER}/source")
    def source(self, number: int) -> str:
        """The mail word for word, from the octet `first` on."""
        found = bounces_report.source(db.session, number, _number("first") or 0) or abort(404)
        audit.record(db.session, reader().email, Action.BOUNCE_READ_SOURCE, f"bounce:{number}", first=found.first)
        page = self.render("bounces/source.html", number=number, source=found, inert=inert)
        db.session.commit()
        return page

    @needs(Permission.BOUNCE_MATCH)
    @expose(f"/{NUMBER}/candidates", methods=["POST"])
    def candidates(self, number: int) -> ResponseReturnValue:
        """Messages that a person has in mind, to choose one from. Not in the address: it would name a person."""
        question = request.form.get("q", "")[:LONGEST_QUESTION]
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
        message, seen = _number("message", LARGEST_MESSAGE), request.form.get("seen", "")
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
    @expose("/retry", methods=["POST"])
    def retry(self) -> ResponseReturnValue:
        """Read one mail that could not be read again, or all of them."""
        number, done = _number("number"), MailsReadAgain()
        network = our_network(db.session, settings())
        for portion in bounces_settling.retry(db.session, reader().email, network, number, READS_FOR):
            done = portion
        flash(done.sentence, "success" if done.read else "warning")
        if number is not None:
            return redirect(url_for("bounces.bounce", number=number), 303)
        return redirect(url_for("bounces.index", bin=Bin.UNREADABLE.value), 303)

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
            sentence=report.sentence(now, reader_zone()),
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


def _asked(figures: bounces_figures.BouncesFigures) -> Asked:
    """What the address asks for; without a bin what waits, or else what is matched."""
    first = Bin.UNMATCHED if figures.waiting(Bin.UNMATCHED) else Bin.MATCHED
    given = request.args.get("bin") or first.value
    if given not in BINS:
        abort(400)
    kind = request.args.get("kind", "")
    if kind and kind not in set(BounceKind):
        abort(400)
    dismissed = request.args.get("dismissed", "") == "yes"
    return Asked(Bin(given), dismissed, request.args.get("why", "")[:40], kind, _number("mailbox"))


def _number(name: str, largest: int = LARGEST_ID) -> int | None:
    text = request.values.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= largest):
        abort(400)
    return int(text)
