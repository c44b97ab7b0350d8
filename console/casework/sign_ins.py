"""Sign-ins: begin one, ask at every request whether it still holds, end it."""

import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from console import audit
from console.audit import Action
from console.models.account import Account
from console.models.base import utc_now
from console.models.sign_in import SignIn

LASTS = timedelta(hours=12)  # a shift


def digest(secret_key: str, purpose: str, value: str) -> str:
    """A keyed digest: equal values can be found again, and nobody without the key can try values out."""
    return hmac.new(secret_key.encode(), f"{purpose}\0{value}".encode(), "sha256").hexdigest()


def begin(session: Session, account: Account, key_digest_of: str, source: str) -> str:
    """Open a sign-in and give the token for its cookie. Added to the caller's transaction."""
    token = secrets.token_urlsafe(24)
    session.add(
        SignIn(key=digest(key_digest_of, "sign-in", token), account_id=account.id, source=source, began_at=utc_now())
    )
    audit.record(session, account.email, Action.SIGN_IN_BEGIN)
    return token


def holds(session: Session, account: Account, secret_key: str, token: str, now: datetime) -> bool:
    """Whether the token opens a sign-in of this account that is neither ended nor too old."""
    sign_in = _find(session, secret_key, token)
    if sign_in is None or sign_in.account_id != account.id:
        return False
    return sign_in.ended_at is None and now - sign_in.began_at < LASTS


def end(session: Session, account: Account, secret_key: str, token: str) -> None:
    """Sign out: the cookie opens nothing from now on."""
    sign_in = _find(session, secret_key, token)
    if sign_in is not None and sign_in.ended_at is None:
        sign_in.ended_at = utc_now()
        audit.record(session, account.email, Action.SIGN_IN_END)
    session.commit()


def _find(session: Session, secret_key: str, token: str) -> SignIn | None:
    return session.scalar(select(SignIn).where(SignIn.key == digest(secret_key, "sign-in", token)))
