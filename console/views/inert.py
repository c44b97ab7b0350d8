"""Strangers' text on a page: nothing in it can act, hide, or turn the text around it.

Templates escape markup anyway; what is left are the characters of `mail.unseen`.
"""

import unicodedata

from markupsafe import Markup

from console.mail.unseen import UNSEEN, code_point


def inert(text: str) -> Markup:
    """The text as it stands, kept apart from the direction of the text around it, unseen characters shown."""
    pieces, end = [], 0
    for found in UNSEEN.finditer(text):
        pieces += [Markup.escape(text[end : found.start()]), _shown(found[0])]
        end = found.end()
    return Markup('<bdi class="inert">{}</bdi>').format(Markup("").join([*pieces, Markup.escape(text[end:])]))


def identifier(text: str) -> Markup:
    """The same for a Message-ID, which breaks before its @ rather than anywhere."""
    return inert(text).replace("@", Markup("<wbr>@"))


def _shown(character: str) -> Markup:
    name = unicodedata.name(character, "control character").lower()
    return Markup('<span class="unseen" title="{}">{}</span>').format(name, code_point(character))
