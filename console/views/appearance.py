"""Light or dark: a cookie, read by the server so that the first paint is right."""

from flask import Blueprint, Flask, current_app, redirect, request
from flask.typing import ResponseReturnValue

from console.views.onward import onward

THEMES = ("system", "light", "dark")
A_YEAR = 365 * 24 * 3600

blueprint = Blueprint("appearance", __name__)


@blueprint.post("/appearance")
def choose() -> ResponseReturnValue:
    """Keep the choice and go back to the page."""
    theme = request.form.get("theme", "")
    response = redirect(onward(request.form.get("back")), 303)
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(
        "theme", theme if theme in THEMES else "system", A_YEAR, secure=secure, httponly=True, samesite="Lax"
    )
    return response


def chosen() -> str:
    """The theme for this answer."""
    theme = request.cookies.get("theme", "")
    return theme if theme in THEMES else "system"


def init_app(app: Flask) -> None:
    """Tell every template."""
    app.register_blueprint(blueprint)
    app.context_processor(lambda: {"theme_choice": chosen(), "themes": THEMES})
