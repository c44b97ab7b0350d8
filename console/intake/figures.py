"""The daily figures, kept from transitions: a recipient leaves one count and joins another."""

from collections import Counter

from sqlalchemy import Connection, text

from console.models.daily import ALL_DOMAINS
from console.models.time_id import second_of

DAY = 86400  # seconds

Standing = tuple[int, int]  # status and reason, by code

UPSERT = text(
    "INSERT INTO daily (domain_id, day, status, reason, count) VALUES (:domain_id, :day, :status, :reason, :count) "
    "ON CONFLICT (domain_id, day, status, reason) DO UPDATE SET count = daily.count + excluded.count"
)


class Figures:
    """The changes of one transaction."""

    def __init__(self) -> None:
        self._changes: Counter[tuple[int, ...]] = Counter()

    def join(self, recipient_id: int, domain_id: int, standing: Standing) -> None:
        """A recipient now stands there."""
        self._changes[(domain_id, second_of(recipient_id) // DAY, *standing)] += 1

    def leave(self, recipient_id: int, domain_id: int, standing: Standing) -> None:
        """A recipient no longer stands there."""
        self._changes[(domain_id, second_of(recipient_id) // DAY, *standing)] -= 1

    def store(self, connection: Connection) -> None:
        """Add the changes to the table."""
        changes = Counter(self._changes)
        for (_, *place), count in self._changes.items():
            changes[(ALL_DOMAINS, *place)] += count
        rows = [
            {"domain_id": domain_id, "day": day, "status": status, "reason": reason, "count": count}
            for (domain_id, day, status, reason), count in sorted(changes.items())
            if count
        ]
        if rows:
            connection.execute(UPSERT, rows)
