"""Challenges: "confirm that you are a person, then I deliver your message" (TMDA, Spam Arrest, BoxTrapper …)."""

import re

from console.intake.bounces.letter import Letter

_FIELDS = ("x-tmda-confirm", "x-boxtrapper", "x-asg-challenge", "x-activespam")
_SUBJECT = re.compile(
    r"please confirm your message|your (?:e-?mail|message) requires verification|confirm (?:your )?(?:e-?mail|message) delivery"
    r"|verification required|spam arrest|please verify your (?:e-?mail|message)|request for confirmation of|anti-?spam verification"
    r"|confirmation required for (?:your )?(?:message|e-?mail)|mail delivery verification",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"(?:reply to this (?:message|e-?mail)|click (?:on )?(?:the|this) (?:link|url)|visit the (?:link|url))[^.]{0,200}"
    r"(?:confirm|verif|authenticate|released?|deliver)[^.]{0,120}(?:your (?:message|e-?mail)|human|not spam|sender)",
    re.IGNORECASE,
)


def is_challenge(letter: Letter) -> bool:
    """Nothing is delivered and nothing failed: the sender is asked to prove to be a person."""
    if any(letter.header(name) for name in _FIELDS):
        return True
    return _SUBJECT.search(letter.subject) is not None and _WORDS.search(letter.lower) is not None
