"""What a password must be: long, and not one of those that are tried first."""

import unicodedata
from collections.abc import Iterable

from zxcvbn import zxcvbn  # type: ignore[import-untyped]

LEAST_LENGTH = 12
GREATEST_LENGTH = 256
LEAST_SCORE = 3  # of 4: "safely unguessable", 10**8 guesses or more
LOOKED_AT = 72  # characters that zxcvbn takes; more of them only make a password better


def faults(password: str, known: Iterable[str] = ()) -> list[str]:
    """What is wrong with a password, a sentence each; empty if nothing is.

    `known` are words an attacker tries first for this account, such as its name and e-mail address.
    """
    password = normalise(password)
    if len(password) < LEAST_LENGTH:
        return [f"A password has {LEAST_LENGTH} characters or more; this one has {len(password)}."]
    if len(password) > GREATEST_LENGTH:
        return [f"A password has at most {GREATEST_LENGTH} characters."]
    if zxcvbn(password[:LOOKED_AT], user_inputs=[*known, "postdesk"])["score"] < LEAST_SCORE:
        return ["This password is easy to guess. A few words that do not belong together make a good one."]
    return []


def normalise(password: str) -> str:
    """The same password whichever keyboard it was typed on (NFKD, as Flask-Security stores it)."""
    return unicodedata.normalize("NFKD", password)
