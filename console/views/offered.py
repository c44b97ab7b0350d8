"""What the fields offer: the statuses and reasons that our records hold, and what is asked for already."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.diagnosis.reason import REASONS
from console.diagnosis.status import STATUSES, Tone
from console.models.daily import ALL_DOMAINS, Daily
from console.search.values import STALE

NOT_DELIVERED = ",".join(status.name for status in STATUSES if status.tone is Tone.BAD or status.name == "soft_bounced")


class Offer(NamedTuple):
    """A line of a select field."""

    value: str  # names with commas between
    label: str


class Seen(NamedTuple):
    """What our records hold, by code."""

    statuses: set[int]
    reasons: set[int]


def seen(session: Session) -> Seen:
    """By the daily figures."""
    query = select(Daily.status, Daily.reason).distinct().where(Daily.domain_id == ALL_DOMAINS)
    pairs = session.execute(query).all()
    return Seen({status for status, _ in pairs}, {reason for _, reason in pairs})


def statuses(seen: set[int], chosen: str) -> list[Offer]:
    """One status each, all that mean it was not delivered, and the chosen."""
    offers = [Offer(status.name, status.label) for status in STATUSES if status.code in seen]
    labels = {STALE: "stale", **{status.name: status.label for status in STATUSES}}
    overlaid = [Offer(NOT_DELIVERED, "Not delivered, whatever the status"), Offer(STALE, "Stale: no news for too long")]
    return _with([*overlaid, *offers], chosen, labels)


def reasons(seen: set[int], chosen: str) -> list[Offer]:
    """One reason each, and the chosen."""
    offers = [Offer(reason.name, reason.label) for reason in REASONS if reason.code in seen and reason.label]
    return _with(offers, chosen, {reason.name: reason.label or "None" for reason in REASONS})


def _with(offers: list[Offer], chosen: str, labels: dict[str, str]) -> list[Offer]:
    if not chosen or chosen in {offer.value for offer in offers}:
        return offers
    return [Offer(chosen, " or ".join(_labels(chosen.split(","), labels))), *offers]


def _labels(names: Iterable[str], labels: dict[str, str]) -> Iterable[str]:
    return (labels.get(name, name) for name in names)
