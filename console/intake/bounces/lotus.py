"""Lotus Notes and Domino: "was not delivered to: … because: …", and the older "Failure Reasons"."""

import re
from collections.abc import Iterator

from console.intake.bounces.bounce import Statement
from console.intake.bounces.letter import Letter, addresses
from console.intake.bounces.shapes import Maker, paragraphs, tidy

_REASONS = re.compile(r"(?<!-)-+\s*Failure Reasons\s*-+(.*?)(?=^-{3,}|\Z)", re.IGNORECASE | re.DOTALL | re.MULTILINE)


def _failure_reasons(letter: Letter) -> Iterator[Statement]:
    """The reason stands before the addresses it is about."""
    if not (found := _REASONS.search(letter.notice)):
        return
    reason = ""
    for line in found[1].split("\n"):
        named = addresses(line)
        if not named and line.strip():
            reason = line.strip()
        yield from (Statement(name, tidy(reason)) for name in named)


NOTES = Maker("notes", marks=("failure reasons",), read=_failure_reasons)

DOMINO = Maker(
    "domino",
    marks=(
        "was not delivered to:",
        "konnte nicht zugestellt werden an:",
        "wurde nicht zugestellt an:",
        "n'a pas été remis à",
        "配信できませんでした",
    ),
    read=paragraphs(r"^[ \t]*<?(?P<recipient>[^\s<>]+@[\w.-]+\w)>?[ \t]*$"),
)
