"""Characters that are not seen themselves, but change what is: controls, directions, fillers, halves of characters.

A subject with U+202E reads backwards; an escape sequence in a log line makes a terminal do things. Where strangers' text
is shown, these are shown by their number instead.
"""

import re

# Joiners and variation selectors are left alone: emoji, Persian and the scripts of India are written with them.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def code_point(character: str) -> str:
    """U+202E."""
    return f"U+{ord(character):04X}"


def made_visible(text: str) -> str:
    """The text with unseen characters as <U+202E>; line breaks and tabs as one blank."""
    return UNSEEN.sub(lambda found: f"<{code_point(found[0])}>", " ".join(text.splitlines()).replace("\t", " "))


def without_unseen(text: str) -> str:
    """The text as it may go out to somebody else."""
    return UNSEEN.sub("", text)
