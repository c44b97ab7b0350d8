"""Housekeeping: what nobody asks for any more is forgotten."""

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from console.casework.sign_in_attempts import KNOWN_FOR, WINDOW
from console.models.base import utc_now
from console.models.sign_in import SignIn
from console.models.sign_in_attempt import SignInAttempt


def clean_up(engine: Engine) -> None:
    """Forget attempts to sign in that count no more, and sign-ins by which no source is known any more."""
    now = utc_now()
    with Session(engine) as session:
        session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - WINDOW))
        session.execute(delete(SignIn).where(SignIn.began_at < now - KNOWN_FOR))
        session.commit()
