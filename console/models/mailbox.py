"""A bounce mailbox as far as it was read: where to go on, and how many mails it gave."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class Mailbox(Base):
    """One folder of one account, by its lasting name.

    The position is that of IMAP (RFC 9051, 2.3.1.1): a new UIDVALIDITY means that all UIDs are new, and the whole folder
    is read again; what is in already is known by its content.
    """

    __tablename__ = "mailbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    uid_validity: Mapped[int] = mapped_column(BigInteger, default=0)
    uid: Mapped[int] = mapped_column(BigInteger, default=0)  # of the last mail that is in
    mail_count: Mapped[int] = mapped_column(default=0)  # all mails it gave
    repeated_count: Mapped[int] = mapped_column(default=0)  # of these, the ones that were in already
    last_read_at: Mapped[datetime | None]
