"""The fields of the search page: another way to write the same criteria, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from console.mail.address import normalise
from console.search.criteria import BadSearch, Criteria, Match, all_of
from console.search.dates import days_up_to_now, midnight, span_of
from console.search.values import (
    domain_of_value,
    phrases_of,
    reason_names,
    recipients_of,
    sender_of,
    standing_of_value,
    standing_written,
)
from console.search.writing import in_quotes


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What stands in the fields. A date is a day, or a moment where the search has one; both in the reader's zone."""

    recipient: str = ""
    match: str = Match.PART.value
    domain: str = ""
    subdomains: bool = False
    since: str = ""
    until: str = ""  # that day included
    status: str = ""  # names with commas between
    reason: str = ""
    sender: str = ""
    subject: str = ""
    id: str = ""


def read(given: Mapping[str, str], zone: ZoneInfo, now: float) -> Criteria:
    """Criteria from filled fields. Raises BadSearch with a sentence that names what is wrong."""
    text = {name: value.replace("\0", "").strip() for name, value in given.items()}
    parts = [
        _recipients(text.get("recipient", ""), text.get("match", "")),
        _domain(text.get("domain", ""), bool(text.get("subdomains"))),
        _dates(text, zone, now),
        standing_of_value(text.get("status", "")),
        Criteria(reasons=tuple(n for word in text.get("reason", "").split(",") if word for n in reason_names(word))),
        Criteria(sender=sender_of(text["sender"]) if text.get("sender") else ""),
        Criteria(subject=phrases_of(text.get("subject", ""))),
        Criteria(ids=tuple(one.strip("<>") for one in text.get("id", "").split() if one.strip("<>"))),
    ]
    return all_of(parts)


def as_given(given: Mapping[str, str]) -> Form:
    """The fields as they came, to be shown again beside what is wrong with them."""
    text = {name: given.get(name, "") for name in Form.__dataclass_fields__ if name not in {"subdomains", "match"}}
    return Form(**text, match=given.get("match", Match.PART.value), subdomains=bool(given.get("subdomains")))


def filled(criteria: Criteria, zone: ZoneInfo) -> Form:
    """The fields as they stand for settled criteria."""
    return Form(
        recipient=" ".join(criteria.recipients),
        match=(criteria.match if criteria.recipients else Match.PART).value,
        domain=criteria.domain,
        subdomains=criteria.subdomains,
        since=_written(criteria.since, zone, last=False),
        until=_written(criteria.until, zone, last=True),
        status=",".join(standing_written(criteria)),
        reason=",".join(criteria.reasons),
        sender=criteria.sender,
        subject=" ".join(
            in_quotes(phrase) if " " in phrase or '"' in phrase else phrase for phrase in criteria.subject
        ),
        id=" ".join(criteria.ids),
    )


def _recipients(text: str, match: str) -> Criteria:
    """`to:` of the box tells the three kinds apart by a *; here a choice beside the field does."""
    if not text:
        return Criteria()
    if "*" in text or text.startswith("@"):
        return recipients_of(text)
    if match not in set(Match):
        raise BadSearch(f'"{match}" is no way to compare recipients.')
    return Criteria(recipients=tuple(map(normalise, text.replace(",", " ").split())), match=Match(match))


def _domain(text: str, subdomains: bool) -> Criteria:
    if not text:
        return Criteria()
    domain = domain_of_value(text)
    return replace(domain, subdomains=domain.subdomains or subdomains)


def _dates(text: Mapping[str, str], zone: ZoneInfo, now: float) -> Criteria:
    days = text.get("days", "")
    if days == "any":
        return Criteria()
    if days:
        if not (days.isascii() and days.isdigit() and 0 < int(days[:6]) < 10_000):
            raise BadSearch("So many days cannot be searched.")
        return Criteria(since=days_up_to_now(int(days), zone, now))
    since, until = text.get("since", ""), text.get("until", "")
    return Criteria(
        since=_second(since, zone, now, last=False) if since else None,
        until=_second(until, zone, now, last=True) if until else None,
    )


def _second(text: str, zone: ZoneInfo, now: float, last: bool) -> int:
    span = span_of(text, zone, now)
    if not span:
        raise BadSearch(f'"{text}" is not a date; write it as in 2026-11-20.')
    is_day = ":" not in text
    return span[1] if last and is_day else span[0]


def _written(at: int | None, zone: ZoneInfo, last: bool) -> str:
    """For a native field: a day, or a day and time of day. The last day is the one before the bound."""
    if at is None:
        return ""
    local = datetime.fromtimestamp(at, zone)
    if midnight(local.date(), zone) != at:
        return local.strftime("%Y-%m-%dT%H:%M:%S")
    return (local.date() - timedelta(days=last)).isoformat()
