"""Zoho Mail: `address Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 …`, and a list in brackets when it delays."""

import re
from collections.abc import Iterator

from console.intake.bounces.bounce import Statement
from console.intake.bounces.letter import Letter
from console.intake.bounces.shapes import Maker, tidy

_TOLD = re.compile(
    r"^[ \t]*<?(?P<recipient>[^\s<>]+@[\w.-]*\w)>? (?P<words>[^\n]{0,60}?ERROR_CODE ?:[^\n]*(?:\n(?!\s*\n|\s*Received)[^\n]+)*)"
    r"|Address: <(?P<delayed>[^<>\n]+)>,\s*(?P<why>[^\]\n]*)",
    re.MULTILINE,
)
_CODES = re.compile(r"^.*?ERROR_CODE ?:(?P<code>[45]\d\d),?(?: ERROR_CODE ?:)?")


def _read(letter: Letter) -> Iterator[Statement]:
    for found in _TOLD.finditer(letter.notice):
        if found["delayed"]:
            yield Statement(found["delayed"], tidy(found["why"].replace("ResponseCode ", "").replace(", ,", "")))
        else:
            yield Statement(found["recipient"], _CODES.sub(r"\g<code> ", tidy(found["words"])))


ZOHO = Maker("zoho", marks=("error_code :", "[status: error, address: <", "error_code:"), read=_read)
