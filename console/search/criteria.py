"""What is searched for, as one value: stored with a saved search, run by the page, the command line and exports."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any


class BadSearch(ValueError):
    """What was typed cannot be searched for; the message is a sentence for the reader."""


class Match(StrEnum):
    """How recipients are compared."""

    EXACT = "exact"  # any of the addresses
    PREFIX = "prefix"  # addresses that begin with any of them
    PART = "part"  # addresses that hold all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """All of these must hold; an empty field asks for nothing.

    Addresses and domains are in their search form (`mail.address.normalise`); times are whole seconds since
    1970 UTC, and mean when the mail came to us.
    """

    recipients: tuple[str, ...] = ()
    match: Match = Match.EXACT
    domain: str = ""
    subdomains: bool = False
    since: int | None = None  # from this second on
    until: int | None = None  # before this second
    statuses: tuple[str, ...] = ()  # any of them, by name
    reasons: tuple[str, ...] = ()  # any of them, by name
    stale: bool = False  # no news for longer than is usual: see `diagnosis.stale`
    sender: str = ""  # whole, "begins*", or a part; "<>" is the null sender
    subject: tuple[str, ...] = ()  # all of these words or phrases
    ids: tuple[str, ...] = ()  # any of these: Message-ID without angle brackets, queue ID
    words: tuple[str, ...] = ()  # nobody said what they are: `readings.settle` looks
    pasted: bool = False  # ids and recipients come out of a pasted mail: the ids decide, else the recipients

    def __bool__(self) -> bool:
        return self != Criteria()

    def as_json(self) -> dict[str, Any]:
        """Only what is asked for, ready for a JSON column."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in given.items()
            if value != _DEFAULTS[name]
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> "Criteria":
        """The opposite of `as_json`. Fields that a newer version wrote are left out."""
        known: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in stored.items()
            if name in _DEFAULTS
        }
        return cls(**known | ({"match": Match(known["match"])} if "match" in known else {}))


_DEFAULTS: dict[str, Any] = {field.name: field.default for field in fields(Criteria)}


def all_of(parts: Iterable[Criteria]) -> Criteria:
    """All parts at once. Raises BadSearch where two of them cannot both be asked for."""
    whole = Criteria()
    for part in parts:
        whole = _joined(whole, part)
    return whole


def _joined(one: Criteria, other: Criteria) -> Criteria:
    if one.recipients and other.recipients and one.match is not other.match:
        raise BadSearch("Whole addresses, beginnings and parts cannot be looked for at once; write all to: alike.")
    for name in ("domain", "sender"):
        values = getattr(one, name), getattr(other, name)
        if all(values) and values[0] != values[1]:
            raise BadSearch(f"A message has one {name}; {values[0]} and {values[1]} cannot both be asked for.")
    return Criteria(
        recipients=_merged(one.recipients, other.recipients),
        match=one.match if one.recipients else other.match,
        domain=one.domain or other.domain,
        subdomains=one.subdomains or other.subdomains,
        since=max((at for at in (one.since, other.since) if at is not None), default=None),
        until=min((at for at in (one.until, other.until) if at is not None), default=None),
        statuses=_merged(one.statuses, other.statuses),
        reasons=_merged(one.reasons, other.reasons),
        stale=one.stale or other.stale,
        sender=one.sender or other.sender,
        subject=_merged(one.subject, other.subject),
        ids=_merged(one.ids, other.ids),
        words=_merged(one.words, other.words),
    )


def _merged(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one + other))
