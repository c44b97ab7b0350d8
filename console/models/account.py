"""An account: a person who signs in to the console."""

from datetime import datetime

from flask_security.core import RoleMixin, UserMixin
from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from console.access import ROLES, Permission
from console.models.base import Base


class Role(RoleMixin):
    """A row of `access.ROLES` as Flask-Security wants to see it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.permissions = [permission.value for permission in ROLES[name]]


class Account(Base, UserMixin):
    """Never deleted, only disabled: the audit trail speaks of it for ever.

    `fs_uniquifier` stands in every session of the account; a new one ends them all at their next request.
    """

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)  # in lower case
    name: Mapped[str]
    role: Mapped[str]  # access.ROLES, by name
    password: Mapped[str]  # argon2id
    active: Mapped[bool]
    fs_uniquifier: Mapped[str] = mapped_column(unique=True)
    time_zone: Mapped[str] = mapped_column(default="")  # empty: the setting's
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    @property
    def roles(self) -> list[Role]:  # type: ignore[override]
        """The one role, in the list that Flask-Security reads."""
        return [Role(self.role)]

    def may(self, permission: Permission) -> bool:
        """Whether the role of this account holds the permission."""
        return self.active and permission in ROLES[self.role]
