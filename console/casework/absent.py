"""What can be said when nothing was found: whether that proves anything, what was meant, and what to ask."""

from dataclasses import replace
from datetime import tzinfo
from typing import NamedTuple

from sqlalchemy.orm import Session

from console.casework.bounces import Untraced, untraced
from console.casework.look_alikes import LookAlikes, look_alikes
from console.diagnosis.absence import TO_COLLECT, Absence, absence
from console.diagnosis.look_alike_domain import LikeDomain
from console.intake.coverage import coverage, never_read
from console.intake.expected_senders import expected_senders
from console.search import Criteria, Page, page
from console.search.counting import Count


class Wider(NamedTuple):
    """The same search without its dates, status and reason, which finds something."""

    criteria: Criteria
    found: Count


class Absent(NamedTuple):
    """An empty page of results, explained."""

    absence: Absence | None  # None where there is mail, but none such as asked for
    wider: Wider | None
    look_alikes: LookAlikes | None  # of an address
    domains: tuple[LikeDomain, ...]  # of a domain
    to_collect: tuple[str, ...]
    untraced: Untraced = Untraced(())  # mails that came back and speak of the address


def absent(session: Session, results: Page, now: float, zone: tzinfo) -> Absent:
    """Explain why nothing was found. `now` is seconds since 1970 UTC; sentences have times of `zone`."""
    criteria = results.criteria
    wider = _wider(session, criteria)
    proven = _proven(session, criteria, now, zone) if _names_mail(criteria) else None
    address = criteria.recipients[0] if results.is_of_one_address else ""
    return Absent(
        absence=proven,
        wider=wider,
        look_alikes=look_alikes(session, address) if address and not wider else None,
        domains=look_alikes(session, f"@{criteria.domain}").domains if criteria.domain and not wider else (),
        to_collect=TO_COLLECT if proven and not wider else (),
        untraced=untraced(session, address) if address and not wider else Untraced(()),
    )


def _proven(session: Session, criteria: Criteria, now: float, zone: tzinfo) -> Absence:
    connection, begin, until = session.connection(), float(criteria.since or 0), float(criteria.until or now)
    read = coverage(connection, begin, until, now)
    senders = [sender.coverage for sender in expected_senders(connection, read, begin, until, now)]
    first_at = None if criteria.since is None else begin
    last_at = None if criteria.until is None else until
    return absence(read, first_at, last_at, now, zone, [*never_read(connection, now), *senders])


def _wider(session: Session, criteria: Criteria) -> Wider | None:
    without = replace(criteria, since=None, until=None, statuses=(), reasons=(), stale=False)
    if without == criteria or not without:
        return None
    found = page(session, without)
    return Wider(without, found.count) if found.rows else None


def _names_mail(criteria: Criteria) -> bool:
    """Whether it was asked for certain mail, not for mail of a certain fate."""
    named = criteria.recipients or criteria.domain or criteria.ids or criteria.sender or criteria.subject
    return bool(named) and not (criteria.statuses or criteria.reasons or criteria.stale)
