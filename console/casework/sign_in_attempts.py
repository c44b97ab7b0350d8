"""Slow down guessing: attempts to sign in are counted before the password is looked at.

An attempt counts against the account from that source (network address), against the source, and against the
account from everywhere. The last does not hold for a source from which the account signed in before, so that a
stranger who guesses at an account from many places does not lock its owner out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from console.models.account import Account
from console.models.sign_in import SignIn
from console.models.sign_in_attempt import SignInAttempt

WINDOW = timedelta(minutes=15)
PER_ACCOUNT_AND_SOURCE = 8
PER_SOURCE = 40
PER_ACCOUNT = 60
KNOWN_FOR = timedelta(days=60)


@dataclass(frozen=True)
class Attempt:
    """Who is tried and from where, as keyed digests, so that the table holds no address of either kind."""

    account: str
    source: str


def admit(session: Session, attempt: Attempt, account: Account | None, now: datetime) -> bool:
    """Count the attempt, and say whether its password may be looked at. Ends in a commit.

    Counted first: twenty attempts at the same moment are twenty, whichever process they reach.
    """
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < now - WINDOW))
    session.add(SignInAttempt(account=attempt.account, source=attempt.source, at=now))
    session.commit()
    return _within_limits(session, attempt, account, now)


def forget(session: Session, attempt: Attempt) -> None:
    """The password was right: earlier slips of this account from this source no longer count."""
    session.execute(
        delete(SignInAttempt).where(SignInAttempt.account == attempt.account, SignInAttempt.source == attempt.source)
    )


def _within_limits(session: Session, attempt: Attempt, account: Account | None, now: datetime) -> bool:
    of_account, of_source = SignInAttempt.account == attempt.account, SignInAttempt.source == attempt.source
    if _count(session, now, of_account, of_source) > PER_ACCOUNT_AND_SOURCE:
        return False
    if _count(session, now, of_source) > PER_SOURCE:
        return False
    return _count(session, now, of_account) <= PER_ACCOUNT or _is_known(session, attempt, account, now)


def _count(session: Session, now: datetime, *bucket: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(SignInAttempt).where(*bucket, SignInAttempt.at >= now - WINDOW)
    return session.scalar(counted) or 0


def _is_known(session: Session, attempt: Attempt, account: Account | None, now: datetime) -> bool:
    if account is None:
        return False
    earlier = select(SignIn.id).where(
        SignIn.account_id == account.id, SignIn.source == attempt.source, SignIn.began_at > now - KNOWN_FOR
    )
    return session.scalar(earlier.limit(1)) is not None
