"""What was read, in characters that databases, pages and terminals take: strangers write NUL, and halves of characters.

UTF-7, UTF-16 and JSON can spell half of a character (a lone surrogate), of which no octets can be made.
"""

import re
from dataclasses import fields, replace
from typing import Any

from console.intake.bounces.bounce import Bounce, BouncedRecipient
from console.intake.bounces.letterhead import Letterhead

_NONE = re.compile("[\0\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def in_characters(bounce: Bounce) -> Bounce:
    """The same with U+FFFD where no character is."""
    return replace(
        bounce,
        **_mended(bounce),
        recipients=tuple(replace(one, **_mended(one)) if _mended(one) else one for one in bounce.recipients),
        head=Letterhead(
            _whole(bounce.head.sender),
            tuple(map(_whole, bounce.head.addressed_to)),
            _whole(bounce.head.message_id),
            tuple(map(_whole, bounce.head.answers)),
        ),
    )


def _mended(told: Bounce | BouncedRecipient) -> dict[str, Any]:
    """The texts in it that have to be another."""
    texts = ((field.name, getattr(told, field.name)) for field in fields(told))
    return {name: _whole(text) for name, text in texts if isinstance(text, str) and _whole(text) is not text}


def _whole(text: str) -> str:
    if text.isascii() and "\0" not in text:
        return text
    return _NONE.sub(_REPLACEMENT, text) if _NONE.search(text) else text
