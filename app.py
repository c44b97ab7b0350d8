"""Postdesk: the only place where settings, database, sign-in, pages and commands meet.

`python app.py` runs it all in one process; `flask --app app` has the commands; `gunicorn "app:create_app()"` serves.
"""

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from inspect import iscoroutinefunction

import click
from flask import Flask
from flask.cli import FlaskGroup
from flask_admin import Admin
from flask_bootstrap import Bootstrap5
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.middleware.proxy_fix import ProxyFix

from console import operator_log, secret_key, starting, unwritten
from console.casework import accounts
from console.commands import demo
from console.commands.opening import OpeningGroup
from console.database import db
from console.diagnosis import reply_rules
from console.intake.import_logs import CannotStore
from console.intake.site_rules import site_rules
from console.models import schema
from console.serving import serve
from console.settings import BadSettings, Settings, read
from console.starting import CannotStart
from console.views import (
    HOME,
    PAGES,
    appearance,
    display,
    errors,
    gate,
    health,
    metrics,
    requests,
    room,
    security_headers,
    shell,
    sign_in,
    static_files,
)
from console.views.icon import icon

GIVES_WAY_AFTER = 0.0005  # seconds: a page need not wait ten times as long, each time, for a worker that reads lines
LARGEST_REQUEST = 2 * 1024 * 1024  # octets; a pasted bounce is far smaller


def create_app(settings: Settings | None = None) -> Flask:
    """The console, with its database at the newest schema.

    Without `settings` they are read from the environment, and what cannot start ends the process with a sentence:
    status 2 for wrong settings, 1 for everything else.
    """
    if settings is None:
        return _started()
    app = _closed(settings)
    _open(app, settings)
    return app


def _closed(settings: Settings) -> Flask:
    """With its commands, and no database yet."""
    reply_rules.adopt(site_rules(settings))
    app = Flask(__name__)
    app.extensions["postdesk_settings"] = settings
    app.cli = OpeningGroup(lambda: _open_or_end(app, settings))
    return app


def _open_or_end(app: Flask, settings: Settings) -> None:
    with _ends_with_a_sentence():
        _open(app, settings)


def _open(app: Flask, settings: Settings) -> None:
    """All that pages and most commands need, if it is not open yet."""
    if "sqlalchemy" in app.extensions:
        return
    starting.check(settings)
    app.config.from_mapping(_config(settings))
    db.init_app(app)
    # Flask-SQLAlchemy-Lite ends every request with an event loop for asynchronous sessions; there are none.
    app.teardown_appcontext_funcs[:] = [end for end in app.teardown_appcontext_funcs if not iscoroutinefunction(end)]
    with app.app_context():
        try:
            schema.upgrade(db.engine)
        except SQLAlchemyError as error:
            raise starting.explain(error, settings) from error
        except schema.NewerDatabase as newer:
            raise CannotStart(str(newer)) from newer
        _put_together(app, settings)


def _started() -> Flask:
    with _ends_with_a_sentence():
        settings = read()
        operator_log.configure(settings.log_level)
        return _closed(settings) if _looks_for_a_command() else create_app(settings)


def _looks_for_a_command() -> bool:
    """Whether it is `flask` that asks, and not for a command of its own, such as `flask run`."""
    context = click.get_current_context(silent=True)
    return context is not None and isinstance(context.command, FlaskGroup)


@contextmanager
def _ends_with_a_sentence() -> Iterator[None]:
    try:
        yield
    except BadSettings as bad:
        print(bad, file=sys.stderr)
        sys.exit(2)
    except CannotStart as cannot:
        print(cannot, file=sys.stderr)
        sys.exit(1)


def _config(settings: Settings) -> dict[str, object]:
    secure = settings.secure_cookies
    return {
        "BOOTSTRAP_SERVE_LOCAL": True,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "SECRET_KEY": secret_key.of(settings),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_NAME": "__Host-postdesk" if secure else "postdesk",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        # Parameters of statements are what people searched for: no error message repeats them.
        "SQLALCHEMY_ENGINES": {"default": {"url": settings.database_url, "hide_parameters": True}},
    }


def _put_together(app: Flask, settings: Settings) -> None:
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    admin = Admin(name="Postdesk", url="/", index_view=HOME())
    for page in PAGES:
        admin.add_view(page())
    # What stands before every request, in this order.
    requests.init_app(app)
    gate.init_app(app, admin)
    sign_in.init_app(app)
    room.init_app(app)
    # What is done to every answer.
    static_files.init_app(app)
    security_headers.init_app(app, https=settings.secure_cookies)
    errors.init_app(app)
    # What is there to be shown.
    Bootstrap5(app)
    admin.init_app(app)
    app.register_blueprint(health.blueprint)
    metrics.init_app(app)
    appearance.init_app(app)
    display.init_app(app)
    shell.init_app(app, admin)
    app.jinja_env.globals["icon"] = icon


def main() -> None:
    """`python app.py`: make the first account if there is none, load the demo, serve."""
    arguments = argparse.ArgumentParser(description="Postdesk: was this e-mail sent, and what became of it?")
    arguments.add_argument("--no-demo", action="store_true", help="start without demo evidence")
    given = arguments.parse_args()
    app = _started()
    with app.app_context():
        if not given.no_demo:
            _load_demo(app)
        first = accounts.create_first(db.session)
    if first:
        email, password = first
        print(f"Sign in as {email} with the password {password} (shown this once).", flush=True)
    try:
        _serve_and_work(app, app.extensions["postdesk_settings"])
    except CannotStart as cannot:
        print(cannot, file=sys.stderr)
        sys.exit(1)


def _serve_and_work(app: Flask, settings: Settings) -> None:
    """All in this process, until told to stop; the worker begins once the port is open."""
    with ExitStack() as working:

        def ready(url: str) -> None:
            print(f"Postdesk is at {url}", flush=True)
            if settings.worker:
                from console.work import worker

                sys.setswitchinterval(GIVES_WAY_AFTER)
                working.enter_context(worker.working(worker.worker_for(settings)))

        serve(app, settings, ready)
    with app.app_context():
        unwritten.write(db.engine)


def _load_demo(app: Flask) -> None:
    try:
        loaded = demo.load_at_first_start(db.engine, app.extensions["postdesk_settings"])
    except (CannotStore, OSError) as error:
        print(f"The demo evidence is not loaded. {error}", file=sys.stderr)
        return
    if loaded:
        print("The demo evidence is loaded: two weeks of mail, ending now.", flush=True)


if __name__ == "__main__":
    main()
