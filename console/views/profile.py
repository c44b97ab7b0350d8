"""One's own profile: the time zone in which times are shown, and the way to a new password."""

from zoneinfo import available_timezones

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_admin import expose

from console.casework import accounts
from console.database import db
from console.views.shell import Page, Place, reader, settings


class ProfilePage(Page):
    """Open to everyone who is signed in, about nobody else."""

    title = "Your profile"
    address = "/profile"
    name_of_endpoint = "profile"
    place = Place.NOWHERE
    permission = None

    @expose("/")
    def index(self) -> str:
        """The page."""
        return self.render("profile/index.html", zones=sorted(available_timezones()), default_zone=settings().time_zone)

    @expose("/time-zone", methods=["POST"])
    def time_zone(self) -> ResponseReturnValue:
        """Choose a zone."""
        try:
            accounts.set_time_zone(db.session, reader(), request.form.get("time_zone", ""))
            flash("Times are shown in this zone from now on.", "success")
        except accounts.AccountRefused as refused:
            flash(str(refused), "error")
        return redirect(url_for("profile.index"), 303)
