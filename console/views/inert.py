"""Strangers' text on a page: nothing in it can act, hide, or turn the text around it.

Templates escape markup anyway. What is left are characters that are not seen themselves: a subject with U+202E reads
backwards, and a link in it may look like another. They are shown by their number.
"""

import re
import unicodedata

from markupsafe import Markup

# Controls, invisible and bidirectional format characters, line separators, lone surrogates, private use, noncharacters.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def inert(text: str) -> Markup:
    """The text as it stands, kept apart from the direction of the text around it, unseen characters shown."""
    return Markup('<bdi class="inert">{}</bdi>').format(shown(text))


def shown(text: str) -> Markup:
    """The same, for where the element around it keeps it apart already."""
    pieces, end = [], 0
    for found in _UNSEEN.finditer(text):
        pieces += [Markup.escape(text[end : found.start()]), _named(found[0])]
        end = found.end()
    return Markup("").join([*pieces, Markup.escape(text[end:])])


def _named(character: str) -> Markup:
    name = unicodedata.name(character, "control character").lower()
    return Markup('<span class="unseen" title="{}">U+{:04X}</span>').format(name, ord(character))
