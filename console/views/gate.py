"""The gate: closed by default. What is neither public nor a page with a permission is refused.

Every request is asked anew who it comes from and whether that sign-in still holds, so that signing out,
disabling an account, a new role and a new password bite at the next request.
"""

from typing import cast

from flask import Flask, Response, abort, redirect, request, session, url_for
from flask_admin import Admin
from flask_login import logout_user
from werkzeug.wrappers import Response as AnyResponse

from console import audit
from console.audit import Action
from console.casework import sign_ins
from console.database import db
from console.models.base import utc_now
from console.views.shell import Page, Rights, opens, reader, reader_or_none, rights_of

# Open to everybody; nothing is asked of the database.
PUBLIC = frozenset({"bootstrap.static", "health.alive", "health.ready", "metrics.show", "static"})

SIGN_IN = "security.login"

# Open to whoever is signed in, besides the pages that say so.
SIGNED_IN = frozenset({"security.logout", "security.change_password", "appearance.choose"})


def init_app(app: Flask, admin: Admin) -> None:
    """Stand before every request, knowing the permission of every route of the pages."""
    rights: Rights = dict.fromkeys(SIGNED_IN)
    for page in admin._views:
        rights |= rights_of(cast(Page, page))

    @app.before_request
    def _gate() -> AnyResponse | None:
        if request.endpoint in PUBLIC:
            return None
        if reader_or_none() and not _sign_in_holds(app):
            logout_user()
            session.clear()
        if request.endpoint in (None, SIGN_IN):
            return None
        if not reader_or_none():
            return _to_sign_in()
        if request.endpoint not in rights or not opens(rights[request.endpoint]):
            refuse()
        return None


def refuse() -> None:
    """Answer 403 and keep it on record."""
    audit.record(db.session, reader().email, Action.ACCESS_REFUSE, f"{request.method} {request.endpoint}")
    db.session.commit()
    abort(403)


def _sign_in_holds(app: Flask) -> bool:
    token = session.get("sign_in", "")
    return sign_ins.holds(db.session, reader(), app.config["SECRET_KEY"], token, utc_now())


def _to_sign_in() -> AnyResponse:
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return Response('{"error": "sign in first"}', 401, content_type="application/json")
    asked_for = request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None
    return redirect(url_for(SIGN_IN, next=asked_for), 303)
