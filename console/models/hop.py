"""A hop: a message's stay in one queue of ours, known by its queue ID there."""

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Bytewise, Id


class Hop(Base):
    """One queue ID of one source. A queue ID is used again after a while, so the key has the time too."""

    __tablename__ = "hop"
    # Without row numbers the table is its own index by queue ID: two fifths of the room.
    __table_args__ = (Index(None, "message_id"), {"sqlite_with_rowid": False})

    queue_id: Mapped[str] = mapped_column(Bytewise, primary_key=True)
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(Id)
    source_id: Mapped[int]
    began_at: Mapped[int] = mapped_column(BigInteger)  # whole seconds since 1970 UTC, as far as is known
    headed: Mapped[bool]  # its arrival was seen: an arrival seen later is another message's
    ended: Mapped[bool]  # the queue said "removed": the same queue ID later is another message's
