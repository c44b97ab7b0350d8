"""What is fuzzed. A target takes any bytes, and raises where a promise is broken."""

from collections.abc import Callable
from typing import NamedTuple

from tests.fuzz import seeds
from tests.fuzz.promises import keep, keep_fields, keep_words

MAIL_OCTETS = 99_000


class Target(NamedTuple):
    """One row of the table."""

    take: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    longest: int = 8_000  # octets that are tried; more make fewer tries


def any_mail(data: bytes) -> None:
    keep(data)


def repeated(data: bytes) -> None:
    """A mail of nearly 100,000 octets that says one thing again and again: what shows a pattern that takes the square.

    The first octet chooses the mail that it begins with, the second how much of that; the rest is what is repeated.
    """
    if len(data) > 2:
        begins = seeds.MAILS[data[0] % len(seeds.MAILS)]
        head = begins[: len(begins) * data[1] // 255]
        keep(head + data[2:] * ((MAIL_OCTETS - len(head)) // len(data[2:])))


def words(data: bytes) -> None:
    keep_words(data.decode("utf-8", "replace"))


def fields(data: bytes) -> None:
    keep_fields(data.decode("latin-1"))


TARGETS: dict[str, Target] = {
    "mail": Target(any_mail, seeds.MAILS),
    "repeated": Target(
        repeated, tuple(b"%c\xff%s" % (at, word.encode()) for at, word in enumerate(seeds.TOKENS[:250])), 100
    ),
    "words": Target(words, seeds.WORDS),
    "fields": Target(fields, seeds.FIELDS),
}
