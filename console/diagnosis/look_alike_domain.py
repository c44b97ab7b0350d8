"""Look-alike domains: what a mistyped domain was most likely meant to be.

A proposal is worth little if it comes often: where the word may as well be a name of its own, nothing is proposed.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from console.diagnosis.mailbox_providers import DOMAINS, PROVIDERS
from console.diagnosis.slip import Slip, digits, slip
from console.mail.address import normalise

SHORT_NAME = 5  # letters of a name below which one letter more, less or other makes another word
LONG_NAME = 8  # letters from which two slips still leave the same word
NEAR = 3  # slips between two domains up to which they are compared closely

# Ordinary words and names, and letters that many use: a letter more or less, or another ending, is somebody else's.
WORDS = frozenset(
    "aim alice att charter cox email free hey interia libero mac mail mailbox me online orange planet proton rogers sky "
    "telefonica terra tin web".split()
)
# Endings that stand for "com" and the like further away than one slip, and two-letter ones that are hardly meant.
_ENDINGS = frozenset({("c", "com"), ("com.com", "com"), ("d", "de")})
_NO_COUNTRY = frozenset({"cm", "co", "om", "ed"})


class LikeDomain(NamedTuple):
    """A proposal."""

    domain: str
    difference: str  # of what was typed
    likeness: float  # 0 to 1


def domains_like(domain: str, known: Collection[str] = ()) -> list[LikeDomain]:
    """Domains that were most likely meant, the likeliest first; none for a domain that is a provider's or is known.

    `known` are domains, in their search form, that mail of ours was delivered to.
    """
    domain = normalise(domain).removeprefix("www.")
    if domain in DOMAINS or domain in known:
        return []
    found = [*_of_providers(domain), *_of_known(domain, known)]
    best: dict[str, LikeDomain] = {}
    for proposal in sorted(found, key=lambda one: (-one.likeness, one.domain)):
        best.setdefault(proposal.domain, proposal)
    return list(best.values())


def _of_providers(domain: str) -> Iterator[LikeDomain]:
    name, _, suffix = domain.partition(".")
    for provider, suffixes in PROVIDERS.items():
        joined = [one for one in suffixes if _joined(f"{provider}.{one}") == _joined(domain)]
        if joined:
            yield LikeDomain(f"{provider}.{joined[0]}", "a dot or hyphen too many or missing", 0.97)
        elif name == provider:
            yield from _with_another_ending(provider, suffix, suffixes)
        elif kind := _mistyped(name, provider):
            yield from _with_another_name(provider, suffix, suffixes, kind)


def _with_another_ending(provider: str, suffix: str, suffixes: tuple[str, ...]) -> Iterator[LikeDomain]:
    near = [one for one in suffixes if _is_like_ending(suffix, one)]
    if near:
        yield LikeDomain(f"{provider}.{near[0]}", "another ending", 0.95)
    elif len(suffixes) == 1 and provider not in WORDS and len(provider) > 2:
        yield LikeDomain(f"{provider}.{suffixes[0]}", "another ending", 0.85)


def _with_another_name(provider: str, suffix: str, suffixes: tuple[str, ...], kind: Slip) -> Iterator[LikeDomain]:
    if suffix in suffixes:
        yield LikeDomain(f"{provider}.{suffix}", kind, 0.95 if kind is Slip.SWAPPED else 0.9)
    elif _is_like_ending(suffix, suffixes[0]):
        yield LikeDomain(f"{provider}.{suffixes[0]}", f"{kind}, and another ending", 0.8)


def _is_like_ending(suffix: str, meant: str) -> bool:
    if len(suffix) == 2 and len(meant) == 2 and suffix != meant[::-1]:
        return False  # two countries
    is_country = len(suffix) == 2 and suffix not in _NO_COUNTRY and suffix != meant[::-1]
    return (suffix, meant) in _ENDINGS or (not is_country and slip(suffix, meant) not in (None, Slip.OTHER))


def _mistyped(name: str, provider: str) -> Slip | None:
    """How a name is a slip away from a provider's; None where it may as well be a name of its own."""
    kind = slip(name, provider)
    if digits(name) != digits(provider):
        return None
    if kind is None:
        far = len(provider) >= LONG_NAME and name[:1] == provider[:1] and OSA.distance(name, provider) == 2
        return Slip.OTHER if far else None
    if kind in (Slip.SWAPPED, Slip.DOUBLED):
        return kind if len(name) > 2 else None
    if len(provider) < SHORT_NAME or provider in WORDS or (kind is Slip.OTHER and len(provider) < LONG_NAME):
        return None
    return kind if name[:1] == provider[:1] or kind is Slip.NEIGHBOUR else None


def _of_known(domain: str, known: Collection[str]) -> Iterator[LikeDomain]:
    near = process.extract(domain, known, scorer=OSA.distance, score_cutoff=NEAR, limit=None)
    for other, _, _ in near:
        if other not in DOMAINS and digits(other) == digits(domain):
            yield from _compared(domain, other)


def _compared(domain: str, other: str) -> Iterator[LikeDomain]:
    name, _, suffix = domain.rpartition(".")
    other_name, _, other_suffix = other.rpartition(".")
    if _joined(domain) == _joined(other):
        yield LikeDomain(other, "a dot or hyphen too many or missing", 0.93)
    elif len(name) <= SHORT_NAME:
        return
    elif name == other_name:
        yield LikeDomain(other, "another ending", 0.85)
    elif suffix == other_suffix:
        kind = slip(name, other_name)
        if kind not in (None, Slip.OTHER) and (name[:1] == other_name[:1] or kind is Slip.SWAPPED):
            yield LikeDomain(other, str(kind), 0.88)


def _joined(domain: str) -> str:
    return domain.replace(".", "").replace("-", "")
