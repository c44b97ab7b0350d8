"""The gate: closed by default. What is neither public nor a page with a permission is refused.

Every request is asked anew who it comes from and whether that sign-in still holds, so that signing out,
disabling an account, a new role and a new password bite at the next request.
"""

from flask import Flask, Response, abort, redirect, request, session, url_for
from flask_login import current_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from console import audit
from console.access import Permission
from console.audit import Action
from console.casework import sign_ins
from console.database import db
from console.models.base import utc_now
from console.views.shell import opens, reader

PUBLIC = frozenset({"static", "bootstrap.static", "health.alive", "health.ready", "security.login"})

# Open to whoever is signed in, besides the pages that say so.
SIGNED_IN = frozenset({"security.logout", "security.change_password", "appearance.choose"})

Rights = dict[str, Permission | None]


def init_app(app: Flask, rights: Rights) -> None:
    """Stand before every request. `rights` has the permission of every endpoint of the pages."""
    rights = rights | dict.fromkeys(SIGNED_IN)
    app.extensions["postdesk_rights"] = rights

    @app.before_request
    def _gate() -> AnyResponse | None:
        if current_user.is_authenticated and not _sign_in_holds(app):
            logout_user()
            session.clear()
        if request.endpoint is None or request.endpoint in PUBLIC:
            return None
        if not current_user.is_authenticated:
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
    return redirect(url_for("security.login", next=asked_for), 303)

