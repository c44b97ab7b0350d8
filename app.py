"""Postdesk: the only place where settings, database, sign-in, pages and commands meet.

`python app.py` runs it all in one process; `flask --app app` has the commands; `gunicorn "app:create_app()"` serves.
"""

from flask import Flask
from flask_admin import Admin
from flask_bootstrap import Bootstrap5
from werkzeug.middleware.proxy_fix import ProxyFix

from console import secret_key
from console.commands import COMMANDS
from console.database import db
from console.models import schema
from console.settings import Settings, read
from console.views import HOME, PAGES, appearance, display, gate, health, security_headers, shell, sign_in
from console.views.icon import icon


def create_app(settings: Settings | None = None) -> Flask:
    """The console, with its database at the newest schema."""
    settings = settings or read()
    app = Flask(__name__)
    app.config.from_mapping(_config(settings))
    app.extensions["postdesk_settings"] = settings
    app.jinja_env.globals["icon"] = icon
    db.init_app(app)
    with app.app_context():
        schema.upgrade(db.engine)
        _put_together(app, settings)
    return app


def _config(settings: Settings) -> dict[str, object]:
    secure = settings.secure_cookies
    return {
        "BOOTSTRAP_SERVE_LOCAL": True,
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "SECRET_KEY": secret_key.of(settings),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_NAME": "__Host-postdesk" if secure else "postdesk",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "SQLALCHEMY_ENGINES": {"default": settings.database_url},
    }


def _put_together(app: Flask, settings: Settings) -> None:
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    security_headers.init_app(app, https=settings.secure_cookies)
    admin = Admin(name="Postdesk", url="/", index_view=HOME(), csp_nonce_generator=security_headers.nonce)
    for page in PAGES:
        admin.add_view(page())
    gate.init_app(app, admin)
    sign_in.init_app(app)
    Bootstrap5(app)
    admin.init_app(app)
    app.register_blueprint(health.blueprint)
    appearance.init_app(app)
    display.init_app(app)
    shell.init_app(app, admin)
    for command in COMMANDS:
        app.cli.add_command(command)
