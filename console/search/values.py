"""What may stand behind an operator: a recipient, a domain, a sender, the name of a status or reason."""

import re
from collections.abc import Mapping

from console.diagnosis.reason import REASONS
from console.diagnosis.status import STATUSES
from console.mail.address import normalise
from console.search.criteria import BadSearch, Criteria, Match

Forms = Mapping[str, tuple[str, ...]]  # a name, and all that it is called

STATUS_FORMS: Forms = {row.name: (row.name, row.label, *row.also_called) for row in STATUSES}
REASON_FORMS: Forms = {row.name: (row.name, row.label) for row in REASONS}


STALE = "stale"  # stands where a status does, and is laid over one


def standing_of_value(value: str) -> Criteria:
    """What stands behind `status:`: statuses with commas between, any of which is meant; `stale` narrows them."""
    words = [word for word in value.split(",") if word.strip()]
    named = [word for word in words if _plain(word) != STALE]
    statuses = tuple(name for word in named for name in status_names(word))
    return Criteria(statuses=statuses, stale=len(named) < len(words))


def standing_written(criteria: Criteria) -> list[str]:
    """The same words again."""
    return [*criteria.statuses, *([STALE] if criteria.stale else [])]


def status_names(word: str) -> tuple[str, ...]:
    """The statuses a word means: one by its name or label, else all that are called so ("bounced")."""
    return _named(word, STATUS_FORMS, "status", STALE)


def reason_names(word: str) -> tuple[str, ...]:
    """The reasons a word means, likewise."""
    return _named(word, REASON_FORMS, "reason")


def recipients_of(value: str) -> Criteria:
    """A recipient as written behind `to:`: whole, the beginning of one, a part, or `@domain`."""
    bare = value.strip()
    if bare.startswith("<") and bare.endswith(">") and len(bare) > 2:
        return Criteria(recipients=(normalise(bare),))
    inner = bare.strip("*").strip()
    if "*" in inner or not inner:
        raise BadSearch(f'"{value}" cannot be looked for: a * stands at the beginning or the end, beside some letters.')
    parts = tuple(normalise(part) for part in inner.split())
    if bare.startswith("*"):
        return Criteria(recipients=parts, match=Match.PART)
    if bare.endswith("*") or (inner.endswith("@") and len(inner) > 1):
        return Criteria(recipients=(_beginning(inner),), match=Match.PREFIX)
    if inner.startswith("@"):
        return domain_of_value(inner)
    return Criteria(recipients=parts) if "@" in inner else Criteria(recipients=parts, match=Match.PART)


def domain_of_value(value: str) -> Criteria:
    """A domain as written behind `domain:`; *.example.com and .example.com take in all below it."""
    name = value.strip().removeprefix("@").removeprefix("*")
    bare = normalise(f"x@{name.removeprefix('.')}")[2:]
    if not bare or any(letter in "*@<>" or letter.isspace() for letter in bare):
        raise BadSearch(f'"{value}" is not a domain; write it as in domain:example.com or domain:*.example.com.')
    return Criteria(domain=bare, subdomains=name.startswith("."))


def phrases_of(text: str) -> tuple[str, ...]:
    """Words of a subject; what stands in quotes is a phrase."""
    found = re.findall(r'"((?:[^"]|"")*)"|([^\s"]+)', text)
    return tuple(dict.fromkeys(quoted.replace('""', '"').strip() or word for quoted, word in found if quoted or word))


def _beginning(text: str) -> str:
    """The beginning of an address in its search form; its domain may break off within a label."""
    return text.lower() if text.isascii() else normalise(text)


def sender_of(value: str) -> str:
    """A sender as written behind `from:`; <> alone is the null sender."""
    bare = value.strip()
    return bare if bare == "<>" else _beginning(bare.strip("<>"))


def _named(word: str, rows: Forms, noun: str, *others: str) -> tuple[str, ...]:
    wanted = _plain(word)
    called = {name: [_plain(form) for form in forms] for name, forms in rows.items()}
    exact = tuple(name for name, forms in called.items() if wanted in forms[:2])
    found = exact or tuple(name for name, forms in called.items() if wanted and any(wanted in form for form in forms))
    if not found:
        raise BadSearch(f'There is no {noun} "{word.strip()}". Known are {", ".join([*rows, *others])}.')
    return found


def _plain(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip().lower())
