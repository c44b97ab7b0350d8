"""The quarantine: lines that could not be read, for whoever looks after the logs."""

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from console import audit
from console.access import Permission
from console.casework import quarantine, settling
from console.casework.neighbours import neighbours
from console.casework.our_network import our_network
from console.casework.quarantine import Kind
from console.casework.settling import Chosen, NoteMissing
from console.database import db
from console.intake.read_again import ReadAgain
from console.views.display import plural
from console.views.inert import inert
from console.views.shell import Page, needs, reader, settings

LARGEST_ID = 2**31 - 1
READS_FOR = 15.0  # seconds, at most, while somebody waits for the page


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
        """The page; `reason` is the key of one of the kinds, `before` the id that paging goes on from."""
        return self._index(request.args.get("reason", ""))

    @expose("/dismissed")
    def dismissed(self) -> str:
        """What a person dismissed, with the notes."""
        lines = quarantine.dismissed(db.session, _number("before"))
        _put_on_record(len(lines))
        total = quarantine.dismissed_total(db.session)
        return self.render("quarantine/dismissed.html", lines=lines, more=_more(lines), total=total, inert=inert)

    @expose(f"/<int(max={LARGEST_ID}):number>")
    def line(self, number: int) -> str:
        """One line, among those that stood around it."""
        return self._line(number)

    @needs(Permission.QUARANTINE_SETTLE)
    @expose("/retry", methods=["POST"])
    def retry(self) -> ResponseReturnValue:
        """Read one line, or all of a kind, again."""
        chosen, done = _asked(), ReadAgain()
        if chosen is None:
            return _nothing_waits()
        network = our_network(db.session, settings())
        for portion in settling.retry(db.session, reader().email, network, chosen, READS_FOR):
            done = portion
        _tell(done, chosen)
        return _back(chosen)

    @needs(Permission.QUARANTINE_SETTLE)
    @expose("/dismiss", methods=["POST"])
    def dismiss(self) -> ResponseReturnValue:
        """Say that nobody misses one line, or all of a kind, and why."""
        chosen = _asked()
        if chosen is None:
            return _nothing_waits()
        try:
            done = settling.dismiss(db.session, reader().email, chosen, request.form.get("note", ""))
        except NoteMissing as missing:
            key = request.form.get("reason", "")
            fault = str(missing)
            return (self._index(key, fault) if chosen.number is None else self._line(chosen.number, fault)), 400
        if not done:
            return _nothing_waits()
        flash(f"{plural(done, 'line is', 'lines are')} dismissed.", "success")
        return _back(chosen)

    def _index(self, key: str, fault: str = "") -> str:
        kinds = quarantine.kinds(db.session)
        chosen = _kind(kinds, key)
        lines = quarantine.lines(db.session, _number("before"), chosen.reason if chosen else "")
        _put_on_record(len(lines))
        return self.render(
            "quarantine/index.html",
            kinds=kinds,
            chosen=chosen,
            lines=lines,
            more=_more(lines),
            dismissed=quarantine.dismissed_total(db.session),
            fault=fault,
            inert=inert,
        )

    def _line(self, number: int, fault: str = "") -> str:
        line = quarantine.line(db.session, number) or abort(404)
        audit.record(db.session, reader().email, audit.Action.QUARANTINE_READ, f"quarantine:{number}")
        kinds = quarantine.kinds(db.session)
        page = self.render(
            "quarantine/line.html",
            line=line,
            kind=next((kind for kind in kinds if kind.reason == line.kind), None),
            neighbours=neighbours(db.session, number),
            fault=fault,
            inert=inert,
        )
        db.session.commit()
        return page


def _asked() -> Chosen | None:
    """What a form is about: a line by its number, or a kind by its key and the newest line that its page had seen.

    None if no line of that kind waits any more.
    """
    number, key = _number("number"), request.form.get("reason", "")
    if number is None and not key:
        abort(400)
    if number is not None:
        return Chosen(number)
    kind = _kind(quarantine.kinds(db.session), key)
    return Chosen(kind=kind.reason, newest=_number("newest") or kind.newest) if kind else None


def _back(chosen: Chosen) -> ResponseReturnValue:
    if chosen.number is None:
        return redirect(url_for("quarantine.index"), 303)
    return redirect(url_for("quarantine.line", number=chosen.number), 303)


def _nothing_waits() -> ResponseReturnValue:
    flash("Nothing waits there any more: somebody else settled it.", "warning")
    return redirect(url_for("quarantine.index"), 303)


def _tell(done: ReadAgain, chosen: Chosen) -> None:
    flash(done.sentence, "success" if done.read or done.known else "warning")
    if chosen.kind and not done.waiting and quarantine.lines(db.session, kind=chosen.kind, limit=1):
        flash("There was no time for all of them. Press the button again for the rest.", "warning")


def _kind(kinds: list[Kind], key: str) -> Kind | None:
    """The kind with this key; None if no line of it waits any more, or none is asked for."""
    return next((kind for kind in kinds if kind.key == key), None)


def _more(lines: list[quarantine.Unread]) -> int | None:
    return lines[-1].id if len(lines) == quarantine.PAGE else None


def _put_on_record(lines: int) -> None:
    audit.record(db.session, reader().email, audit.Action.QUARANTINE_READ, lines=lines)
    db.session.commit()


def _number(name: str) -> int | None:
    text = request.values.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID):
        abort(400)
    return int(text)
