"""A hop: a message's stay in one queue of ours, known by its queue ID there."""

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Bytewise, Id


class Hop(Base):
    """One queue ID of one source. A queue ID is used again after a while, so it is not unique.

    The id of a message is the id of its first known hop, and stays a valid address of the message when two
    turn out to be one.
    """

    __tablename__ = "hop"
    __table_args__ = (Index(None, "queue_id", "id"), Index(None, "message_id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(Id)
    source_id: Mapped[int]
    queue_id: Mapped[str] = mapped_column(Bytewise)
    began_at: Mapped[int] = mapped_column(BigInteger)  # whole seconds since 1970 UTC, as far as is known
    headed: Mapped[bool]  # its arrival was seen: an arrival seen later is another message's
    ended: Mapped[bool]  # the queue said "removed": the same queue ID later is another message's
