"""A task that the worker does again and again: who does it now, and how it went."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class Task(Base):
    """The lease is by the database's clock: a worker that died loses it, and two workers never share it."""

    __tablename__ = "task"

    name: Mapped[str] = mapped_column(primary_key=True)
    leased_by: Mapped[str] = mapped_column(default="")  # the worker that does it now; empty: nobody
    leased_until: Mapped[datetime | None]
    due_at: Mapped[datetime | None]  # None: at once
    began_at: Mapped[datetime | None]  # the last run
    ended_at: Mapped[datetime | None]  # of the last run that ended well
    milliseconds: Mapped[int | None]  # that the last run took
    failures: Mapped[int] = mapped_column(default=0)  # in a row
    error: Mapped[str] = mapped_column(default="")  # of the last run; empty: it went well
