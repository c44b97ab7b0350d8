"""A sign-in: one browser of one account, from its password to its sign-out.

The session cookie is signed but lives in the browser, so that alone it could be used again after a sign-out.
This row is asked at every request.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class SignIn(Base):
    """`key` and `source` are digests: neither the cookie nor the network address can be read from them."""

    __tablename__ = "sign_in"
    __table_args__ = (Index(None, "account_id", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    source: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
