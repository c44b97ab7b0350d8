"""Stale: no news for longer than mail to this domain ever took. Never a status of its own; it is laid over one.

How long a domain takes is learned (`casework.usual_times`) from when mail came to us until it was taken or refused.
Of a domain that is hardly known, all domains together tell. What was only sent may stay so and is never stale: nobody
has to answer for it.
"""

from datetime import tzinfo
from typing import NamedTuple

from console.diagnosis import status
from console.diagnosis.moment import DAY, HOUR, span, to_the_minute
from console.diagnosis.status import Status

LEARNED_FROM = 90  # days
ENOUGH = 20  # decided messages; fewer say little of a domain
LEAST = 2 * HOUR  # the longest pause between two attempts that mail servers make in the first hours
LONGEST_PAUSE = DAY // 2  # between two attempts, ever
WAITING = frozenset({status.QUEUED, status.DEFERRED})


class UsualTime(NamedTuple):
    """How long mail took until it was decided, in seconds."""

    messages: int  # from so many it was learned
    median: int
    nearly_all: int  # 95 %
    longest: int


class Usual(NamedTuple):
    """What is usual: for the recipient's domain, and for all mail; None where nothing was learned."""

    of_domain: UsualTime | None = None
    of_all: UsualTime | None = None

    @property
    def knows_domain(self) -> bool:
        """Whether the domain's own figures say enough."""
        return self.of_domain is not None and self.of_domain.messages >= ENOUGH

    @property
    def known(self) -> UsualTime | None:
        """The figures that say enough, if any do."""
        return next((one for one in self if one is not None and one.messages >= ENOUGH), None)

    @property
    def median(self) -> int | None:
        """The usual time in seconds."""
        return self.known.median if self.known else None

    @property
    def limit(self) -> int | None:
        """Seconds after which a message should be decided."""
        if self.known is None:
            return None
        return max(LEAST, self.known.longest if self.knows_domain else self.known.nearly_all)


class Staleness(NamedTuple):
    """Since when there is no news, and when there should have been an outcome; seconds since 1970 UTC."""

    since: float
    decided_by: float
    usual: Usual

    def told(self, domain: str, now: float, zone: tzinfo) -> str:
        """In two sentences."""
        return f"It should have been decided by {to_the_minute(self.decided_by, now, zone)}. {self._why(domain)}"

    def _why(self, domain: str) -> str:
        known = self.usual.known
        if known is None:
            return ""
        if self.usual.knows_domain:
            return f"In the last {LEARNED_FROM} days no other mail to {domain} took longer than {span(known.longest)}."
        return f"Nearly all of our mail is decided within {span(known.nearly_all)}."


def staleness(found: Status, first_at: float, last_at: float, usual: Usual, read_until: float) -> Staleness | None:
    """Whether a message without an outcome is stale; None if not.

    It came to us at `first_at`, the newest event is of `last_at`, and our records go up to `read_until`; all are
    seconds since 1970 UTC. The longer a mail server tries, the longer are its pauses: as long as the time until then.
    """
    if found not in WAITING or usual.limit is None:
        return None
    pause = min(max(LEAST, last_at - first_at), LONGEST_PAUSE)
    decided_by = max(first_at + usual.limit, last_at + pause)
    return Staleness(last_at, decided_by, usual) if read_until > decided_by else None
