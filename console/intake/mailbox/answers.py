"""What a server answers to FETCH (RFC 9051 section 7.5.2), in whatever order, doubled, or mixed with what nobody asked."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

UID = re.compile(rb"[( ]UID (\d{1,10})(?=[ )])", re.IGNORECASE)
SIZE = re.compile(rb"[( ]RFC822\.SIZE (\d{1,20})(?=[ )])", re.IGNORECASE)
ARRIVED = re.compile(rb'[( ]INTERNALDATE "([^"]{1,40})"', re.IGNORECASE)
BODY = re.compile(rb"[( ]BODY\[\](?:<0>)? (?:\{(\d+)\}$|\"((?:[^\"\\]|\\.)*)\")", re.IGNORECASE)
LARGEST_UID = 2**32 - 1


class Answer(NamedTuple):
    """The answer on one mail; None for what it does not tell."""

    uid: int
    size: int | None  # octets
    arrived_at: float | None  # seconds since 1970 UTC
    body: bytes | None


def answers(told: Iterable[Any]) -> Iterator[Answer]:
    """What imaplib makes of untagged FETCH responses: texts, and pairs of a text and the literal behind it."""
    texts: list[bytes] = []
    literals: list[bytes] = []
    for part in told:
        if isinstance(part, tuple):
            texts.append(part[0])
            literals.append(part[1])
        elif isinstance(part, bytes):
            texts.append(part)
            yield from _answer(texts, literals)
            texts, literals = [], []


def uids(told: Iterable[Any], first: int, last: int) -> list[int]:
    """The UIDs from `first` to `last` that SEARCH lists, in order. Raises ValueError for what is no list of numbers."""
    found = {int(word) for part in told if isinstance(part, bytes) for word in part.split()}
    return sorted(uid for uid in found if first <= uid <= last)


def number(told: Iterable[Any]) -> int | None:
    """A number as UIDVALIDITY and UIDNEXT are, or None where there is none."""
    for part in told:
        if isinstance(part, bytes) and part.isdigit() and 0 < int(part[:11]) <= LARGEST_UID:
            return int(part)
    return None


def _answer(texts: list[bytes], literals: list[bytes]) -> Iterator[Answer]:
    """None of a response that is not whole, names no mail, or tells its UID in a literal."""
    around = b" ".join(texts)
    uid = UID.search(around)
    if uid is None or not around.endswith(b")"):
        return
    size, arrived = SIZE.search(around), ARRIVED.search(around)
    yield Answer(
        int(uid[1]), int(size[1]) if size else None, _seconds(arrived[1]) if arrived else None, _body(texts, literals)
    )


def _body(texts: list[bytes], literals: list[bytes]) -> bytes | None:
    for number, text in enumerate(texts):
        if found := BODY.search(text):
            return literals[number] if found[1] is not None else re.sub(rb"\\(.)", rb"\1", found[2])
    return None


def _seconds(stamp: bytes) -> float | None:
    try:
        return datetime.strptime(stamp.decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z").timestamp()
    except (ValueError, OverflowError):
        return None
