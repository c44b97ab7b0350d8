"""The list of bounces: three bins, what could not be read, and figures that add up."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from console import audit, secret_key
from console.access import Permission
from console.audit import Action
from console.casework import bounces, bounces_figures, bounces_settling
from console.casework.bounces import Asked
from console.casework.bounces_settling import MailsReadAgain
from console.casework.bounces_words import KIND_WORDS
from console.casework.our_network import our_network
from console.database import db
from console.diagnosis.tie import TIES, UNTIED
from console.intake.bounces.bounce import BounceKind
from console.models.base import utc_now
from console.models.bounce import Bin
from console.views.bounce import OneBounce, number_in
from console.views.bounce_texts import BounceTexts
from console.views.inert import identifier, inert
from console.views.shell import needs, opens, reader, reader_zone, settings

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


class BouncesPage(OneBounce, BounceTexts):
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
        mails = bounces.listed(db.session, asked, number_in("before"))
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

    @needs(Permission.BOUNCE_SETTLE)
    @expose("/retry", methods=["POST"])
    def retry(self) -> ResponseReturnValue:
        """Read one mail that could not be read again, or all of them."""
        number, done = number_in("number"), MailsReadAgain()
        network = our_network(db.session, settings())
        key = secret_key.of(settings()).encode()
        for portion in bounces_settling.retry(db.session, reader().email, network, number, READS_FOR, key):
            done = portion
        flash(done.sentence, "success" if done.read else "warning")
        if number is not None:
            return redirect(url_for("bounces.bounce", number=number), 303)
        return redirect(url_for("bounces.index", bin=Bin.UNREADABLE.value), 303)


def _asked(figures: bounces_figures.BouncesFigures) -> Asked:
    """What the address asks for; without a bin what waits, or else what is matched."""
    first = Bin.UNMATCHED if figures.waiting(Bin.UNMATCHED) else Bin.MATCHED
    given = request.args.get("bin") or first.value
    if given not in BINS:
        abort(400)
    why, kind = request.args.get("why", ""), request.args.get("kind", "")
    if (why and why not in dict(TIES_OF.get(Bin(given), ()))) or (kind and kind not in set(BounceKind)):
        abort(400)
    dismissed = request.args.get("dismissed", "") == "yes"
    return Asked(Bin(given), dismissed, why, kind, number_in("mailbox"))
