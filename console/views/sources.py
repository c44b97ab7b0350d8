"""Sources: whether the records are whole, how each log is read, what came of its lines, and the feeds behind it."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from console.access import Permission
from console.casework import feeds, quarantine
from console.casework.feed_definition import FeedRefused
from console.casework.reconcile import reconcile
from console.casework.source_days import DayOfSource, days
from console.casework.sources import SourceStanding, feed_standing, standing
from console.database import db
from console.diagnosis.status import Tone
from console.models.base import utc_now
from console.models.feed import Feed
from console.views import feed_form
from console.views.feed_form import Typed
from console.views.inert import inert
from console.views.shell import Page, needs, reader, reader_zone, settings
from console.work.bell import ring
from console.work.periodic import TASKS

SHOWN = 12  # hosts that are shown at once, at least
HostWithDays = tuple[SourceStanding, list[DayOfSource]]
FEED = f"/feeds/<int(max={2**31 - 1}):number>"


class Hosts(NamedTuple):
    """Hosts with their days: those that are shown at once, and those that are folded, since all is well with them."""

    shown: list[HostWithDays]
    folded: list[HostWithDays]

    @classmethod
    def of(cls, hosts: list[HostWithDays]) -> "Hosts":
        """Those in trouble stand first."""
        in_trouble = sum(host.tone is not Tone.GOOD for host, _ in hosts)
        count = max(in_trouble, SHOWN)
        return cls(hosts[:count], hosts[count:])


class SourcesPage(Page):
    """Whether the records are whole."""

    title = "Sources"
    address = "/sources"
    name_of_endpoint = "sources"
    icon = "hdd-stack"
    key = "o"
    permission = Permission.SOURCE_READ

    @expose("/")
    def index(self) -> str:
        """The page."""
        now, zone = utc_now().timestamp(), reader_zone()
        found = standing(db.session, TASKS, now, zone)
        return self.render(
            "sources/index.html",
            standing=found,
            hosts=Hosts.of([(source, days(source.coverage, now, zone)) for source in found.sources]),
            logs=reconcile(db.session),
            quarantined=quarantine.total(db.session),
            kinds=feed_form.KINDS,
            now=now,
            inert=inert,
            day_name=lambda at: day_name(at, zone),
        )

    @needs(Permission.SOURCE_MANAGE)
    @expose("/feeds/new", methods=["GET", "POST"])
    def new_feed(self) -> ResponseReturnValue:
        """Define a feed."""
        if request.method == "GET":
            return self._form(None, feed_form.EMPTY)
        try:
            feed = feeds.add(db.session, reader().email, feed_form.definition())
        except FeedRefused as refused:
            return self._form(None, feed_form.typed(), refused), 400
        return _done(f"{feed.name} is a feed now. It is read within seconds.")

    @needs(Permission.SOURCE_MANAGE)
    @expose(FEED, methods=["GET", "POST"])
    def feed(self, number: int) -> ResponseReturnValue:
        """Define a feed anew."""
        feed = _feed(number)
        if request.method == "GET":
            return self._form(feed, feed_form.shown(feeds.definition_of(feed)))
        try:
            feeds.change(db.session, reader().email, feed, feed_form.definition())
        except FeedRefused as refused:
            db.session.rollback()
            return self._form(feed, feed_form.typed(), refused), 400
        return _done(f"{feed.name} is changed.")

    @needs(Permission.SOURCE_MANAGE)
    @expose(f"{FEED}/enable", methods=["POST"])
    def enable(self, number: int) -> ResponseReturnValue:
        """Have a feed followed again."""
        feed = _feed(number)
        feeds.enable(db.session, reader().email, feed)
        return _done(f"{feed.name} is switched on.")

    @needs(Permission.SOURCE_MANAGE)
    @expose(f"{FEED}/disable", methods=["POST"])
    def disable(self, number: int) -> ResponseReturnValue:
        """Have a feed followed no more."""
        feed = _feed(number)
        feeds.disable(db.session, reader().email, feed)
        return _done(f"{feed.name} is switched off. What was read of it stays.")

    @needs(Permission.SOURCE_MANAGE)
    @expose(f"{FEED}/remove", methods=["POST"])
    def remove(self, number: int) -> ResponseReturnValue:
        """Forget a feed."""
        feed = _feed(number)
        name = feed.name
        feeds.remove(db.session, reader().email, feed)
        return _done(f"{name} is no feed any more. What was read of it stays.")

    def _form(self, feed: Feed | None, values: Typed, refused: FeedRefused | None = None) -> str:
        return self.render(
            "sources/feed.html",
            feed=feed,
            standing=feed_standing(db.session, feed, utc_now().timestamp()) if feed else None,
            refused=refused,
            **feed_form.offered(values),
            inert=inert,
        )


def day_name(at: float, zone: ZoneInfo) -> str:
    """A day without its year."""
    day = datetime.fromtimestamp(at, zone)
    return f"{day.day} {day:%b}"


def _feed(number: int) -> Feed:
    return db.session.get(Feed, number) or abort(404)


def _done(sentence: str) -> ResponseReturnValue:
    ring(settings().queue_url)
    flash(sentence, "success")
    return redirect(url_for("sources.index"), 303)
