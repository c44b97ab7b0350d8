"""How things stand: what Home tells before anybody asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from console.casework import quarantine
from console.casework.lately import TONES, Day, DomainLately, domain_lately
from console.casework.sources import Standing, standing
from console.casework.tasks import Known
from console.diagnosis.status import Tone
from console.models.daily import ALL_DOMAINS

DAYS = 14


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of the last days, and whether the records are whole."""

    lately: DomainLately
    records: Standing  # with the gaps of the last day
    quarantined: int

    @property
    def newest_day(self) -> Day | None:
        """The newest day (UTC) with mail, if there is any mail."""
        return next((day for day in reversed(self.lately.days) if sum(day.counts.values())), None)

    def tiles(self, day: Day) -> list[tuple[str, int, Tone]]:
        """The figures of a day: word, count, tone. `unknown` and `held up` only where there are some."""
        always = (Tone.GOOD, Tone.WAITING, Tone.BAD)
        return [(word, day.counts[tone], tone) for tone, word in TONES.items() if tone in always or day.counts[tone]]


def overview(session: Session, known: Iterable[Known], now: float, zone: ZoneInfo) -> Overview:
    """All of it at `now` (seconds since 1970 UTC); `known` are the tasks that there are."""
    return Overview(
        lately=domain_lately(session, ALL_DOMAINS, now, DAYS),
        records=standing(session, known, now, zone, days=1),
        quarantined=quarantine.total(session),
    )
