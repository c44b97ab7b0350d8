"""Sources: from when to when each log was read, and what came of its lines."""

from datetime import UTC, datetime
from typing import Any

from flask_admin import expose

from console.access import Permission
from console.casework import quarantine, sources
from console.database import db
from console.intake.coverage import SourceCoverage
from console.models.base import utc_now
from console.views.shell import Page

DAYS_SHOWN = 14
MINUTE = 60


class SourcesPage(Page):
    """Whether the records are whole."""

    title = "Sources"
    address = "/sources"
    name_of_endpoint = "sources"
    icon = "hdd-stack"
    key = "o"
    permission = Permission.SOURCE_READ

    @expose("/")
    def index(self) -> str:
        """The page."""
        found = sources.sources(db.session)
        return self.render(
            "sources/index.html",
            sources=[(source, columns(source)) for source in found],
            files=sources.files(db.session),
            quarantined=quarantine.total(db.session),
        )


def columns(source: SourceCoverage) -> list[tuple[str, tuple[tuple[int, str, str], ...]]]:
    """The strip of a source: a column a day, in minutes."""
    today = int(utc_now().timestamp()) // sources.DAY
    return [_column(day) for day in sources.days(source, today, DAYS_SHOWN)]


def _column(day: sources.DayOfSource) -> tuple[str, tuple[tuple[int, str, str], ...]]:
    date = datetime.fromtimestamp(day.day * sources.DAY, UTC)
    minutes: Any = ((day.read // MINUTE, "good", "minutes read"), (day.missing // MINUTE, "bad", "minutes missing"))
    return f"{date.day} {date:%b}", minutes
