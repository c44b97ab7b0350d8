"""The IDs that our providers gave to messages: no log of ours tells more of these."""

from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Bytewise, Id


class ProviderId(Base):
    """ "queued as …" in a reply. A bounce that a provider writes names its own ID, and maybe nothing else of ours."""

    __tablename__ = "provider_id"
    # Without row numbers the table is its own index.
    __table_args__ = {"sqlite_with_rowid": False}

    given: Mapped[str] = mapped_column(Bytewise, primary_key=True)
    message_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
