"""Attempts to sign in, counted to slow down guessing. A table, as several processes share the count."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Id


class SignInAttempt(Base):
    """One attempt, in the buckets it counts for: keyed digests of account and network address."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index(None, "account", "source", "at"), Index(None, "source", "at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account: Mapped[str]
    source: Mapped[str]
    at: Mapped[datetime]
