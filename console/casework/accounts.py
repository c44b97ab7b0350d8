"""Accounts: create, change the role, set the password, disable and enable. Each is one transaction with its audit entry."""

import secrets
import uuid
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email
from flask_security.utils import hash_password
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console import audit
from console.access import ROLES
from console.audit import Action
from console.casework.passwords import normalise
from console.models.account import Account
from console.models.base import utc_now
from console.models.sign_in import SignIn

CLEAR = "abcdefghijkmnpqrstuvwxyz23456789"  # no two that look alike
FIRST_ACCOUNT = "admin@postdesk.example"


class AccountRefused(ValueError):
    """What was asked of an account cannot be done; the message says why, in a sentence."""


def find(session: Session, email: str) -> Account:
    """The account of an e-mail address. Raises AccountRefused if there is none."""
    account = session.scalar(select(Account).where(Account.email == email.strip().lower()))
    if account is None:
        raise AccountRefused(f"There is no account {email!r}.")
    return account


def create(session: Session, actor: str, email: str, name: str, role: str, password: str) -> Account:
    """Make an account. The password is taken as it is: whoever asks has checked it (`passwords.faults`)."""
    account = Account(
        email=_checked_email(session, email),
        name=name.strip() or email,
        role=_checked_role(role),
        password=hash_password(normalise(password)),
        active=True,
        fs_uniquifier=uuid.uuid4().hex,
        created_at=utc_now(),
    )
    session.add(account)
    audit.record(session, actor, Action.ACCOUNT_CREATE, _subject(account), role=role)
    session.commit()
    return account


def set_role(session: Session, actor: str, account: Account, role: str) -> None:
    """Change what an account may do. It holds from the account's next request."""
    before = account.role
    if _checked_role(role) == before:
        return
    _keep_an_admin(session, account)
    account.role = role
    audit.record(session, actor, Action.ACCOUNT_SET_ROLE, _subject(account), before=before, after=role)
    session.commit()


def disable(session: Session, actor: str, account: Account) -> None:
    """Shut an account out, from its next request on."""
    if not account.active:
        return
    _keep_an_admin(session, account)
    account.active = False
    _end_sign_ins(session, account)
    audit.record(session, actor, Action.ACCOUNT_DISABLE, _subject(account))
    session.commit()


def enable(session: Session, actor: str, account: Account) -> None:
    """Let a disabled account sign in again."""
    if account.active:
        return
    account.active = True
    audit.record(session, actor, Action.ACCOUNT_ENABLE, _subject(account))
    session.commit()


def set_password(session: Session, actor: str, account: Account, password: str) -> None:
    """Give an account a new password; every sign-in of it ends."""
    account.password = hash_password(normalise(password))
    _end_sign_ins(session, account)
    audit.record(session, actor, Action.ACCOUNT_SET_PASSWORD, _subject(account))
    session.commit()


def set_time_zone(session: Session, account: Account, time_zone: str) -> None:
    """Choose the zone in which this person reads times; empty for the console's own."""
    if time_zone and time_zone not in available_timezones():
        raise AccountRefused(f"{time_zone!r} is not a time zone.")
    account.time_zone = time_zone
    session.commit()


def random_password() -> str:
    """A password nobody has to think of, of 125 random bits; it can be read out on the telephone."""
    return "-".join("".join(secrets.choice(CLEAR) for _ in range(5)) for _ in range(5))


def create_first(session: Session) -> tuple[str, str] | None:
    """On a database without accounts: an admin. Gives its e-mail address and random password, this once."""
    if session.scalar(select(func.count()).select_from(Account)):
        return None
    password = random_password()
    create(session, audit.COMMAND_LINE, FIRST_ACCOUNT, "First admin", "admin", password)
    return FIRST_ACCOUNT, password


def _checked_email(session: Session, email: str) -> str:
    try:
        address = validate_email(email.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise AccountRefused(f"{email!r} is not an e-mail address: {error}") from error
    if session.scalar(select(Account.id).where(Account.email == address)):
        raise AccountRefused(f"There is an account {address} already.")
    return address


def _checked_role(role: str) -> str:
    if role not in ROLES:
        raise AccountRefused(f"{role!r} is not a role; the roles are {', '.join(ROLES)}.")
    return role


def _keep_an_admin(session: Session, account: Account) -> None:
    others = select(func.count()).where(Account.role == "admin", Account.active, Account.id != account.id)
    if account.role == "admin" and account.active and not session.scalar(others):
        raise AccountRefused(f"{account.email} is the only admin who can sign in. Make another one first.")


def _end_sign_ins(session: Session, account: Account) -> None:
    account.fs_uniquifier = uuid.uuid4().hex
    for sign_in in session.scalars(select(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))):
        sign_in.ended_at = utc_now()


def _subject(account: Account) -> str:
    return f"account:{account.email}"
