"""Signing in and out, and changing one's own password: Flask-Security's pages with our rules."""

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, flash, request, session
from flask_login import user_logged_out
from flask_security import FSQLALiteUserDatastore, LoginForm, PasswordUtil, Security
from flask_security.signals import password_changed, user_authenticated
from flask_security.utils import hash_password
from flask_wtf import CSRFProtect

from console import audit
from console.audit import Action
from console.casework import passwords, sign_in_attempts, sign_ins
from console.casework.sign_in_attempts import Attempt
from console.casework.sign_ins import digest
from console.database import db
from console.models.account import Account, Role
from console.models.base import utc_now
from console.views.onward import onward

REFUSED = "That sign-in did not work. Check the e-mail address and the password. After several tries, wait 15 minutes."

CONFIG: dict[str, Any] = {
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_CHANGEABLE": True,
    "SECURITY_CHANGE_URL": "/profile/password",
    "SECURITY_CLI_ROLES_NAME": False,
    "SECURITY_CLI_USERS_NAME": False,
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_FRESHNESS": timedelta(seconds=-1),
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    "SECURITY_POST_CHANGE_VIEW": "/profile/",
    "SECURITY_POST_LOGOUT_VIEW": "/sign-in",
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
    "SECURITY_STATIC_FOLDER": None,
    "WTF_CSRF_TIME_LIMIT": None,  # a token lasts as long as its sign-in
}


class PasswordRules(PasswordUtil):
    """`casework.passwords`, as Flask-Security asks for it."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        """The faults of a new password, if any, and the password in normal form."""
        user: Account = kwargs["user"]
        return passwords.faults(password, (user.email, user.name)) or None, passwords.normalise(password)


class SignInForm(LoginForm):
    """The sign-in form: attempts are counted, and every refusal reads and lasts the same."""

    remember = None  # type: ignore[assignment]

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.next.data = onward(self.next.data)

    def validate(self, extra_validators: Any = None, **kwargs: Any) -> bool:
        """Whether this account may sign in with this password, now and from here."""
        email = str(self.email.data or "").strip().lower()
        attempt = attempt_of(email)
        account = current_app.extensions["security"].datastore.find_user(email=email)
        if not sign_in_attempts.admit(db.session, attempt, account, utc_now()):
            hash_password(str(self.password.data))  # takes as long as looking at the password would
            return self._refuse()
        if not super().validate(extra_validators=extra_validators, **kwargs):
            audit.record(db.session, account.email if account else "unknown", Action.SIGN_IN_FAIL)
            db.session.commit()
            return self._refuse()
        sign_in_attempts.forget(db.session, attempt)
        return True

    def _refuse(self) -> bool:
        for field in self:
            field.errors = []
        self.form_errors = [REFUSED]
        return False


def attempt_of(email: str) -> Attempt:
    """An attempt to sign in as `email` from where this request comes from."""
    key = current_app.config["SECRET_KEY"]
    return Attempt(digest(key, "account", email), digest(key, "source", request.remote_addr or ""))


def init_app(app: Flask) -> None:
    """Bring Flask-Security in. CSRFProtect must stand before it."""
    app.config.from_mapping(CONFIG)
    CSRFProtect(app)
    datastore = FSQLALiteUserDatastore(db, Account, Role)
    Security(app, datastore, login_form=SignInForm, password_util_cls=PasswordRules)
    user_authenticated.connect(_begin, app)
    user_logged_out.connect(_end, app)
    password_changed.connect(_changed, app)


def _begin(app: Flask, user: Account, **details: Any) -> None:
    """A new session: nothing that stood in the old one is carried over but the token of the form."""
    kept = {
        name: session[name]
        for name in ("_user_id", "_fresh", "_id", "_permanent", "fs_cc", "fs_paa")
        if name in session
    }
    session.clear()
    session.update(kept)
    key = app.config["SECRET_KEY"]
    session["sign_in"] = sign_ins.begin(db.session, user, key, attempt_of(user.email).source)


def _end(app: Flask, user: Any, **details: Any) -> None:
    token = session.pop("sign_in", "")
    if token and isinstance(account := getattr(user, "_get_current_object", lambda: user)(), Account):
        sign_ins.end(db.session, account, app.config["SECRET_KEY"], token)


def _changed(app: Flask, user: Account, **details: Any) -> None:
    audit.record(db.session, user.email, Action.ACCOUNT_CHANGE_PASSWORD, f"account:{user.email}")
    flash("The new password holds from now on. Every other sign-in of this account has ended.", "success")
