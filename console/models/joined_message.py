"""Two messages that turned out to be one: the id that was given up stays an address of the other."""

from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Id


class JoinedMessage(Base):
    """`id` was once a message's, and what it stood for is now part of `message_id`."""

    __tablename__ = "joined_message"

    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(Id, index=True)
