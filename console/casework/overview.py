"""How things stand: what Home tells before anybody asks."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from console.casework import quarantine
from console.casework.lately import TONES, Day, DomainLately, domain_lately
from console.diagnosis.status import Tone
from console.intake.coverage import SourceCoverage, coverage
from console.models.daily import ALL_DOMAINS

DAYS = 14
A_DAY = 86400  # seconds


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of the last days, and whether the records are whole."""

    lately: DomainLately
    sources: tuple[SourceCoverage, ...]  # with the gaps of the last 24 hours
    quarantined: int

    @property
    def newest_day(self) -> Day | None:
        """The newest day (UTC) with mail, if there is any mail."""
        return next((day for day in reversed(self.lately.days) if sum(day.counts.values())), None)

    def tiles(self, day: Day) -> list[tuple[str, int, Tone]]:
        """The figures of a day: word, count, tone. `unknown` and `held up` only where there are some."""
        always = (Tone.GOOD, Tone.WAITING, Tone.BAD)
        return [(word, day.counts[tone], tone) for tone, word in TONES.items() if tone in always or day.counts[tone]]


def overview(session: Session, now: float) -> Overview:
    """All of it at `now` (seconds since 1970 UTC)."""
    return Overview(
        lately=domain_lately(session, ALL_DOMAINS, now, DAYS),
        sources=tuple(coverage(session.connection(), now - A_DAY, now, now)),
        quarantined=quarantine.total(session),
    )
