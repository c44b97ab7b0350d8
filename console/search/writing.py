"""Criteria written out in the operator language: what stands in the box above the results."""

import re
from zoneinfo import ZoneInfo

from console.search.criteria import Criteria, Match
from console.search.dates import span_of, written
from console.search.values import standing_written

_PLAIN = re.compile(r"[\w.+@-]*\w")
_VALUE = re.compile(r'[^\s"]+')


def write(criteria: Criteria, zone: ZoneInfo) -> str:
    """The criteria as text for the box; `parse` reads it as the same criteria, a paste excepted."""
    terms = [_term("to", address) for address in _written_recipients(criteria)]
    if criteria.domain:
        terms.append(_term("domain", ("*." if criteria.subdomains else "") + criteria.domain))
    terms += [_term("from", criteria.sender)] if criteria.sender else []
    terms += [_term("status", name) for name in standing_written(criteria)]
    terms += [_term("reason", name) for name in criteria.reasons]
    terms += [_term("id", one) for one in criteria.ids]
    terms += [f"after:{written(criteria.since, zone)}"] if criteria.since is not None else []
    terms += [f"before:{written(criteria.until, zone)}"] if criteria.until is not None else []
    terms += [word if _is_plain(word, zone) else in_quotes(word) for word in criteria.words]
    terms += [_term("subject", phrase) for phrase in criteria.subject]
    return " ".join(terms)


def _written_recipients(criteria: Criteria) -> list[str]:
    if criteria.match is Match.PREFIX:
        return [f"{address}*" for address in criteria.recipients]
    if criteria.match is Match.PART:
        return [f"*{part}*" if "@" in part else part for part in criteria.recipients]
    return [address if "@" in address else f"<{address}>" for address in criteria.recipients]


def _term(operator: str, value: str) -> str:
    return f"{operator}:{value if _VALUE.fullmatch(value) else in_quotes(value)}"


def in_quotes(text: str) -> str:
    """A value with blanks or quotes in it."""
    return '"' + text.replace('"', '""') + '"'


def _is_plain(word: str, zone: ZoneInfo) -> bool:
    return bool(_PLAIN.fullmatch(word)) and not word.startswith("@") and not span_of(word, zone, 0.0)
