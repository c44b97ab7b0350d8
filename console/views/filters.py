"""Filters of lists, for native form fields: a choice among few, and days in the reader's zone."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_admin.contrib.sqla.filters import BaseSQLAFilter

from console.views.shell import reader_zone

YEARS = range(1970, 2200)
Options = Callable[[], list[tuple[str, str]]]


class Choice(BaseSQLAFilter):
    """The column is one of the offered values; empty for all."""

    def __init__(self, column: Any, name: str, offered: Options) -> None:
        super().__init__(column, name, options=offered)
        self.offered = offered

    def operation(self) -> str:
        """As the address says it."""
        return "is"

    def clean(self, value: str) -> str:
        """Raises ValueError for what was not offered."""
        if value and value not in dict(self.offered()):
            raise ValueError(value)
        return value

    def apply(self, query: Any, value: str, alias: Any = None) -> Any:
        """Only the rows of this value."""
        return query.filter(self.get_column(alias) == value) if value else query


class Day(BaseSQLAFilter):
    """A day in the reader's zone; its beginning, or its end if `through`."""

    def __init__(self, column: Any, name: str, through: bool = False) -> None:
        super().__init__(column, name, data_type="date")
        self.through = through

    def operation(self) -> str:
        """As the address says it."""
        return "through" if self.through else "from"

    def clean(self, value: str) -> datetime | None:
        """The moment that bounds the rows. Raises ValueError for what is no day."""
        if not value:
            return None
        day = date.fromisoformat(value)
        if day.year not in YEARS:
            raise ValueError(value)
        day += timedelta(days=int(self.through))
        return datetime.combine(day, time(), reader_zone())

    def apply(self, query: Any, value: datetime | None, alias: Any = None) -> Any:
        """Only the rows on the right side of it."""
        if value is None:
            return query
        column = self.get_column(alias)
        return query.filter(column < value if self.through else column >= value)
