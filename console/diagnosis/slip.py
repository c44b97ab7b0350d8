"""Slips of the hand: how one word differs from another that was meant."""

from enum import StrEnum
from itertools import pairwise


class Slip(StrEnum):
    """What happened between the word that was meant and the word that was typed."""

    SWAPPED = "letters swapped"
    DOUBLED = "a letter doubled, or a double letter typed once"
    MISSING = "a letter missing"
    EXTRA = "a letter too many"
    NEIGHBOUR = "a neighbouring key"
    MISHEARD = "letters that sound or look alike"
    OTHER = "another letter"


_ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm")
_ALIKE = ("ck", "iy", "dt", "vw", "fv", "sz", "mn", "il", "l1", "i1", "o0", "bp", "gq", "uv")


def _neighbours() -> frozenset[tuple[str, str]]:
    """Keys that touch, on keyboards of English and German speakers."""
    touching = {pair for row in _ROWS for pair in pairwise(row)}
    for upper, lower in (_ROWS[1:3], _ROWS[2:4], _ROWS[0:2], (_ROWS[4], _ROWS[2]), (_ROWS[2], _ROWS[5])):
        touching |= set(zip(upper, lower, strict=False)) | set(zip(upper[1:], lower, strict=False))
    return frozenset(touching | {(second, first) for first, second in touching})


NEIGHBOURS = _neighbours()
ALIKE = frozenset({(pair[0], pair[1]) for pair in _ALIKE} | {(pair[1], pair[0]) for pair in _ALIKE})


def slip(typed: str, meant: str) -> Slip | None:
    """The one slip between two words; None where they are the same, or further apart."""
    start = _common_start(typed, meant)
    end = _common_start(typed[start:][::-1], meant[start:][::-1])
    wrong, right = typed[start : len(typed) - end], meant[start : len(meant) - end]
    if len(wrong) == 2 and wrong == right[::-1]:
        return Slip.SWAPPED
    if len(wrong) + len(right) == 1:
        if wrong + right == meant[:start][-1:]:
            return Slip.DOUBLED
        return Slip.EXTRA if wrong else Slip.MISSING
    if len(wrong) != 1 or len(right) != 1:
        return None
    if (wrong, right) in NEIGHBOURS:
        return Slip.NEIGHBOUR
    return Slip.MISHEARD if (wrong, right) in ALIKE else Slip.OTHER


def digits(text: str) -> str:
    """The digits of a text: where these differ, something else was meant."""
    return "".join(letter for letter in text if letter.isdigit())


def _common_start(one: str, other: str) -> int:
    count = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        count += 1
    return count
