"""The outlook: of a message that may still have news, what is to come, and whether silence so far means silence."""

from collections.abc import Iterator
from typing import NamedTuple

from console.diagnosis import status
from console.diagnosis.assessment import Assessment
from console.diagnosis.moment import to_the_minute
from console.diagnosis.prospects import Prospects, prospects
from console.diagnosis.stale import Staleness, staleness
from console.diagnosis.telling import Clause, Telling
from console.diagnosis.unread import Unread, named, unread_of
from console.mail.event import Kind

FRESH = 900  # seconds: news so young need no word on whether there are newer ones
UNDER_WAY = frozenset({status.QUEUED, status.HELD, status.SENT, status.DEFERRED})
GRACE = 600  # seconds after which an attempt that was foretold is late


class Outlook(NamedTuple):
    """What is to come. Empty for a message that is settled."""

    prospects: Prospects = Prospects()
    unread: tuple[Unread, ...] = ()  # where later news may be missing
    stale: Staleness | None = None


def rests_on_silence(assessment: Assessment) -> bool:
    """Whether the answer is what it is because nothing else was told."""
    return assessment.retrying or assessment.status in UNDER_WAY or _lacks_its_outcome(assessment)


def outlook(telling: Telling) -> Outlook:
    """What is to come of the trail."""
    assessment, context = telling.assessment, telling.context
    if not rests_on_silence(assessment):
        return Outlook()
    silent_from, silent_until = _silent_time(telling)
    unread = unread_of(context.coverage, silent_from, silent_until)
    read_until = max(unread[0].first_at, silent_from) if unread else telling.now
    return Outlook(
        prospects(telling.trail, context.queue_lifetime) if assessment.retrying else Prospects(),
        unread,
        _stale(telling, read_until) if context.coverage else None,
    )


def clauses(telling: Telling, found: Outlook) -> Iterator[Clause]:
    """The same in sentences."""
    if not rests_on_silence(telling.assessment):
        return
    if found.prospects.next_attempt and not found.stale:
        yield Clause(_next_attempt(telling, found.prospects), telling.put_offs)
    if found.stale:
        yield Clause(found.stale.told(telling.facts.domain, telling.now, telling.zone))
    if found.unread:
        yield Clause(f"{_what_is_missing(telling)} may be missing: {named(found.unread, telling.now, telling.zone)}.")
    elif _has_been_silent(telling):
        yield Clause("No later news has come, and our records are complete to now.")


def _has_been_silent(telling: Telling) -> bool:
    """Whether silence is worth a word, and was listened to."""
    assessment = telling.assessment
    is_long = telling.now - assessment.last_at > FRESH
    return bool(telling.context.coverage) and is_long and not _lacks_its_outcome(assessment)


def _stale(telling: Telling, read_until: float) -> Staleness | None:
    """A message that is refused for now is tried again like one that is put off."""
    assessment = telling.assessment
    found = status.DEFERRED if assessment.retrying else assessment.status
    return staleness(found, telling.trail[0].at, assessment.last_at, telling.context.usual, read_until)


def _silent_time(telling: Telling) -> tuple[float, float]:
    """From when to when there is no news, though there should be: of what our queue is done with, before its end."""
    if _lacks_its_outcome(telling.assessment):
        return telling.trail[0].at, telling.decided_by.at
    return telling.assessment.last_at, telling.now


def _lacks_its_outcome(assessment: Assessment) -> bool:
    """Our queue was done with it, and nothing tells how."""
    return assessment.decided_by is not None and assessment.decided_by.kind is Kind.REMOVED


def _what_is_missing(telling: Telling) -> str:
    return "What tells it" if _lacks_its_outcome(telling.assessment) else "Later news"


def _next_attempt(telling: Telling, found: Prospects) -> str:
    expected, now, zone = found.next_attempt or 0.0, telling.now, telling.zone
    said = f"The next attempt is expected about {to_the_minute(expected, now, zone)}"
    if expected <= now:
        late = now - expected > max(GRACE, (expected - (found.last_attempt or expected)) / 2)
        said = (
            f"The next attempt was expected about {to_the_minute(expected, now, zone)}"
            if late
            else "The next attempt is due"
        )
    if found.gives_up is None:
        return f"{said}."
    gives_up = f"about {to_the_minute(found.gives_up, now, zone)}"
    return f"{said}; our mail server {'gives' if found.gives_up > now else 'was to give'} up {gives_up}."
