"""What is typed into the one box: operators, dates, or anything pasted. Pure: text in, criteria out.

    to:  domain:  from:  subject:  status:  reason:  id:  before:  after:

A value with blanks stands in quotes. `to:anna*` is a beginning, `to:anna` a part, `to:anna@example.com` the whole
address, `domain:*.example.com` a domain with all below it. Words after `subject:` belong to it.
"""

import re
from collections.abc import Callable
from typing import NamedTuple
from zoneinfo import ZoneInfo

from console.mail.address import normalise
from console.search.criteria import BadSearch, Criteria, all_of
from console.search.dates import Span, span_of
from console.search.pasted import read_paste
from console.search.values import domain_of_value, reason_names, recipients_of, sender_of, standing_of_value

MOST_TERMS = 50
MOST_IN_A_VALUE = 1000  # characters: no address, domain or Message-ID is longer

OPERATORS = ("to", "domain", "from", "subject", "status", "reason", "id", "before", "after")
OTHER_NAMES = {
    "recipient": "to",
    "sender": "from",
    "message-id": "id",
    "queue-id": "id",
    "since": "after",
    "until": "before",
}
NO_OPERATORS = frozenset(
    ["re", "fw", "fwd", "aw", "wg", "sv", "tr", "rv", "ref", "urn", "sip", "data"]
)  # Re:invoice is of a subject

_QUOTED = r'"(?:[^"]|"")*"'
_TERM = re.compile(
    rf'(?P<operator>[A-Za-z][A-Za-z_-]*):(?P<rest>(?:{_QUOTED}|[^\s"])*)|(?P<word>(?:{_QUOTED}|[^\s"]|")+)'
)
_PIECE = re.compile(rf'{_QUOTED}|"|[^"]+')
_ANGLE = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
_ADDRESS = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+")


class Term(NamedTuple):
    """An operator and its value; a bare word has no operator."""

    operator: str
    value: str
    quoted: bool


def parse(text: str, zone: ZoneInfo, now: float) -> Criteria:
    """Criteria from what was typed or pasted. Raises BadSearch with a sentence that names what is wrong."""
    text = text.replace("\0", "").encode("utf-8", "replace").decode().strip()
    if span := span_of(text, zone, now):
        return Criteria(since=span[0], until=span[1])
    if pasted := read_paste(text):
        return Criteria(ids=pasted.ids, recipients=pasted.recipients, pasted=True)
    terms = _terms(text)
    if len(terms) <= MOST_TERMS:
        return all_of(_criteria(terms, zone, now))
    if addresses := _ADDRESS.findall(text):
        return Criteria(words=tuple(dict.fromkeys(map(normalise, addresses)))[:MOST_TERMS])
    raise BadSearch(
        f"These are more than {MOST_TERMS} words. An address, an ID or a few words of the subject are enough."
    )


def _terms(text: str) -> list[Term]:
    """The terms; a value that stands apart ("to: anna") is joined to its operator, and words to `subject:`."""
    terms: list[Term] = []
    waiting = ""
    for found in _TERM.finditer(text):
        term = _term_of(found)
        if term.operator:
            waiting = term.operator if not term.value or term.operator == "subject" else ""
            terms += [term] if term.value else []
        else:
            terms.append(term._replace(operator=waiting))
            waiting = waiting if waiting == "subject" else ""
    return terms


def _term_of(found: re.Match[str]) -> Term:
    name = (found["operator"] or "").lower().replace("_", "-")
    name = OTHER_NAMES.get(name, name)
    if not name:
        return Term("", *_unquoted(found["word"]))
    value, quoted = _unquoted(found["rest"])
    if name in OPERATORS:
        return Term(name, value, quoted)
    if name == "mailto":
        return Term("", value.partition("?")[0], quoted)
    if not value or value.startswith((":", "//")) or name in NO_OPERATORS:
        return Term("", found[0], False)
    known = ", ".join(f"{operator}:" for operator in OPERATORS)
    raise BadSearch(f"There is no operator {name}: here. Known are {known}. Put words that hold a colon in quotes.")


def _unquoted(text: str) -> tuple[str, bool]:
    pieces = _PIECE.findall(text)
    plain = [piece[1:-1].replace('""', '"') if len(piece) > 1 and piece[0] == '"' else piece for piece in pieces]
    return "".join(piece for piece in plain if piece != '"'), text.startswith('"')


def _criteria(terms: list[Term], zone: ZoneInfo, now: float) -> list[Criteria]:
    angled = any(not term.operator and not term.quoted and _ANGLE.search(term.value) for term in terms)
    return [
        _criteria_of(term, zone, now)
        for term in terms
        if not angled or term.operator or _ANGLE.search(term.value)  # "Anna Smith <anna@example.com>"
    ]


def _criteria_of(term: Term, zone: ZoneInfo, now: float) -> Criteria:
    if len(term.value) > MOST_IN_A_VALUE:
        raise BadSearch(f"A word of {len(term.value):,} characters is longer than any address or ID.")
    match term.operator:
        case "to":
            return recipients_of(term.value)
        case "domain":
            return domain_of_value(term.value)
        case "from":
            return Criteria(sender=sender_of(term.value))
        case "subject":
            return Criteria(subject=(term.value,))
        case "status":
            return standing_of_value(term.value)
        case "reason":
            return Criteria(reasons=_each(term.value, reason_names))
        case "id":
            return Criteria(ids=(term.value.strip().strip("<>"),))
        case "before":
            return Criteria(until=_span(term.value, zone, now)[0])
        case "after":
            return Criteria(since=_span(term.value, zone, now)[0])
        case _:
            return _word(term, zone, now)


def _word(term: Term, zone: ZoneInfo, now: float) -> Criteria:
    if term.quoted:
        return Criteria(words=(term.value,) if term.value else ())
    if span := span_of(term.value, zone, now):
        return Criteria(since=span[0], until=span[1])
    if angle := _ANGLE.search(term.value):
        return Criteria(words=(angle[1],))
    value = term.value.strip(",;")
    if (value.startswith(("*", "@")) or value.endswith("*")) and len(value) > 1:
        return recipients_of(value)
    return Criteria(words=(value,)) if value else Criteria()


def _span(value: str, zone: ZoneInfo, now: float) -> Span:
    span = span_of(value, zone, now)
    if not span:
        raise BadSearch(f'"{value}" is not a date; write it as in 2026-11-20, 2026-11-20T14:05, today or 7d.')
    return span


def _each(value: str, named: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(name for word in value.split(",") if word.strip() for name in named(word))
