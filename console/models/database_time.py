"""The database's clock: the one that all processes share, whatever their own say."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

CLOCKS = {
    "sqlite": "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')",
    "postgresql": "SELECT clock_timestamp()",  # now() stands still within a transaction
}


def database_time(session: Session) -> datetime:
    """The present, aware, in UTC."""
    now = session.scalar(text(CLOCKS[session.get_bind().dialect.name]))
    if isinstance(now, str):
        return datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert isinstance(now, datetime)  # noqa: S101 - what psycopg makes of a timestamptz
    return now.astimezone(UTC)
