"""Error pages: what happened, what to do, and an id for the operator. Nothing of what was asked for."""

from typing import NamedTuple

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import InterfaceError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from console import operator_log
from console.shortage import cause_of

log = operator_log.logger(__name__)

RETRY_AFTER = 10  # seconds
RETRY_AFTER_SHORTAGE = 60  # seconds


class Words(NamedTuple):
    """What an error page says, and its icon."""

    title: str
    advice: str
    icon: str = "sign-stop"


WORDS = {
    400: Words("This cannot be read", "The link or form may be out of date. Go back, load the page again and retry."),
    403: Words(
        "This is not open to you", "Your role does not include it. An admin of this console can change that.", "lock"
    ),
    404: Words("There is nothing here", "The link may be cut off, or what it led to is no longer kept.", "signpost"),
    405: Words(
        "This address cannot be opened so", "It is where a button leads. Go back and use the buttons of the page."
    ),
    413: Words("This is too large", "Paste a shorter piece: the lines with the address and the date are enough."),
    429: Words("Too many requests", "Wait a minute and retry."),
    500: Words(
        "Something went wrong here",
        "The operator finds it in the log by the id below. Nothing was stored by half.",
        "exclamation-triangle",
    ),
    503: Words(
        "The database does not answer",
        "Wait a moment and load the page again. Nothing was stored by half.",
        "database-exclamation",
    ),
}
NO_ROOM = Words(
    "There is no room to store this",
    "Nothing was changed. What is stored can be read, and all else works again as soon as the operator has made room.",
    "hdd",
)
OTHER = Words("This did not work", "Go back and retry.")


def init_app(app: Flask) -> None:
    """Answer every error with a page, or with JSON if that was asked for."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(InterfaceError, _database)
    app.register_error_handler(Exception, _unexpected)


def _http(error: HTTPException, words: Words | None = None) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    return _page(status, words or WORDS.get(status, OTHER)), status, headers


def _database(error: Exception) -> ResponseReturnValue:
    cause = cause_of(getattr(error, "orig", None))
    if cause:
        log.error("nothing can be stored", cause=cause)
        return _without_database(ServiceUnavailable(retry_after=RETRY_AFTER_SHORTAGE), NO_ROOM)
    log.error("the database does not answer", exc_info=error)
    return _without_database(ServiceUnavailable(retry_after=RETRY_AFTER))


def _unexpected(error: Exception) -> ResponseReturnValue:
    if current_app.debug:
        raise error
    log.error("unexpected", exc_info=error)
    return _without_database(InternalServerError())


def _without_database(error: HTTPException, words: Words | None = None) -> ResponseReturnValue:
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]
    return _http(error, words)


def _page(status: int, words: Words) -> str | dict[str, object]:
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return {"error": words.title, "advice": words.advice, "request": g.request_id}
    return render_template("errors/error.html", status=status, words=words, request_id=g.request_id)
