"""A search that was run: an address can lead to it that says nothing of what is searched."""

from datetime import datetime
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base

OCTETS_OF_ID = 12  # random: nobody guesses one


class SavedSearch(Base):
    """The criteria are `search.Criteria.as_json`; a colleague who may search opens it by its id."""

    __tablename__ = "saved_search"

    id: Mapped[str] = mapped_column(primary_key=True)
    criteria: Mapped[dict[str, Any]] = mapped_column(JSON)
    owner: Mapped[str]  # the account's e-mail address
    made_at: Mapped[datetime] = mapped_column(index=True)


def new_id() -> str:
    """An id that no other search has."""
    return token_urlsafe(OCTETS_OF_ID)
