"""Look-alike addresses: known addresses that one without a record was most likely meant to be.

What may as well be another person is not proposed: another first name, other digits, another last letter.
"""

from collections.abc import Iterable
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from console.diagnosis.look_alike_domain import LikeDomain, domains_like
from console.diagnosis.mailbox_providers import DOMAINS
from console.diagnosis.slip import Slip, digits, slip
from console.mail.address import domain_of, local_part_of, normalise

NEAR = 4  # slips between two addresses up to which they are compared closely
SHORT = 6  # letters of a local part below which a slip makes another name
LONG = 10  # letters of a local part of one word that two people hardly share
_UMLAUTS = (("ä", "a"), ("ö", "o"), ("ü", "u"), ("ß", "s"), ("ae", "a"), ("oe", "o"), ("ue", "u"), ("ss", "s"))
_SLIPS = frozenset(Slip)


class LookAlike(NamedTuple):
    """A proposal."""

    address: str
    difference: str  # of what was typed
    likeness: float  # 0 to 1


def addresses_like(address: str, known: Iterable[str], limit: int = 5) -> list[LookAlike]:
    """Known addresses that were most likely meant, the likeliest first. `known` are in their search form."""
    address = normalise(address)
    others = [other for other in known if other != address]
    near = process.extract(address, others, scorer=OSA.distance, score_cutoff=NEAR, limit=None)
    bare = _bare(address)
    alike = {other for other, _, _ in near} | {other for other in others if _bare(other) == bare}
    found = [proposal for other in alike if (proposal := _compared(address, other))]
    return sorted(found, key=lambda one: (-one.likeness, one.address))[:limit]


def same_name_elsewhere(address: str, known: Iterable[str], limit: int = 5) -> list[str]:
    """Known addresses with the same local part at another domain: perhaps the same person.

    Only for a local part that two people hardly share: of two words, or long.
    """
    address = normalise(address)
    local_part = local_part_of(address)
    if len(local_part) < LONG and len(_words(local_part)) < 2:
        return []
    return [other for other in known if other != address and local_part_of(other) == local_part][:limit]


def _compared(address: str, other: str) -> LookAlike | None:
    typed, meant = domain_of(address), domain_of(other)
    local = _by_local_part(local_part_of(address), local_part_of(other))
    if local is None:
        return None
    if typed == meant:
        return LookAlike(other, *local) if local[0] else None
    domain = _by_domain(typed, meant)
    if domain is None:
        return None
    said = f"{typed} instead of {meant}"
    if not local[0]:
        return LookAlike(other, said, domain.likeness)
    if local[0] in _SLIPS:
        return None  # two errors in one address are seldom, two people often
    return LookAlike(other, f"{said}, and {local[0]}", domain.likeness * local[1])


def _by_domain(typed: str, meant: str) -> LikeDomain | None:
    """Also where the known address is the mistyped one: mail has gone astray there."""
    proposals = domains_like(typed, {meant} - DOMAINS)
    there = next((one for one in proposals if one.domain == meant), None)
    if there or typed not in DOMAINS:
        return there
    return next((one for one in domains_like(meant) if one.domain == typed), None)


def _by_local_part(typed: str, meant: str) -> tuple[str, float] | None:
    """The difference ("" for none) and how like they are; None where they may be two people."""
    if typed == meant:
        return "", 1.0
    if _untagged(typed) == _untagged(meant):
        return "a tag after the plus sign", 0.92
    if "".join(_words(typed)) == "".join(_words(meant)):
        return "a dot, hyphen or underscore too many or missing", 0.92
    if sorted(_words(typed)) == sorted(_words(meant)):
        return "names in another order", 0.85
    if _plain(typed) == _plain(meant):
        return "an umlaut spelt in another way", 0.85
    kind = slip(typed, meant)
    if kind and _is_one_person(kind, typed, meant):
        return kind, 0.85 if kind is Slip.SWAPPED else 0.75
    return None


def _is_one_person(kind: Slip, typed: str, meant: str) -> bool:
    if min(len(typed), len(meant)) < SHORT or digits(typed) != digits(meant) or kind is Slip.OTHER:
        return False
    if kind is Slip.SWAPPED:
        first, other_first = _words(typed)[0], _words(meant)[0]
        return first == other_first or first[:-2] != other_first[:-2]  # Christian and Christina are two people
    return kind is Slip.DOUBLED or not _differs_at_an_end(typed, meant)


def _differs_at_an_end(typed: str, meant: str) -> bool:
    """Martin and Martina are two people, and so may be all whose names differ in the last letter of a word."""
    one, other = _words(typed), _words(meant)
    pairs = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    return len(one) != len(other) or any(a[:-1] in (b, b[:-1]) or a == b[:-1] for a, b in pairs)


def _untagged(local_part: str) -> str:
    return local_part.partition("+")[0]


def _words(local_part: str) -> list[str]:
    return local_part.replace("-", ".").replace("_", ".").split(".")


def _plain(local_part: str) -> str:
    for spelt, plain in _UMLAUTS:
        local_part = local_part.replace(spelt, plain)
    return local_part


def _bare(address: str) -> str:
    """What is left without tags, separators, the order of names and umlauts."""
    words = sorted(_words(_plain(_untagged(local_part_of(address)))))
    return f"{''.join(words)}@{domain_of(address)}"
