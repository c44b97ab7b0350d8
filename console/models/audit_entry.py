"""An entry of the audit trail. Rows are added and never changed: the database itself refuses."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Connection, Table, event, text
from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base, Id

Detail = str | int | bool | None | list[str] | dict[str, Any]

REFUSAL = "the audit trail cannot be changed"

# What makes the table append-only, by dialect. A migration that creates the table runs `make_append_only`.
APPEND_ONLY: dict[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER audit_entry_no_{verb} BEFORE {verb} ON audit_entry BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
        for verb in ("update", "delete")
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
        "CREATE TRIGGER audit_entry_no_change BEFORE UPDATE OR DELETE ON audit_entry "
        "FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse()",
        "CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse()",
    ),
}


class AuditEntry(Base):
    """Who did what to what, and when."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(index=True)  # the account's e-mail address, or where it was done
    action: Mapped[str] = mapped_column(index=True)  # audit.Action, by value
    subject: Mapped[str]
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


def make_append_only(connection: Connection) -> None:
    """Have the database refuse UPDATE and DELETE of audit entries."""
    for statement in APPEND_ONLY[connection.dialect.name]:
        connection.execute(text(statement))


@event.listens_for(AuditEntry.__table__, "after_create")
def _protect(table: Table, connection: Connection, **options: Any) -> None:
    make_append_only(connection)
