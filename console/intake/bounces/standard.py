"""Reports in the fields of RFC 3464, wherever in a mail they stand.

Gateways rewrite them: as text/plain, in base64, inside another report, below a line of prose, in a mail of one part.
What counts is that the fields are there.
"""

import re
from collections.abc import Iterator

from console.intake.bounces.letter import Letter
from console.intake.bounces.limits import LIMITS
from console.intake.bounces.message import Part, decoded
from console.intake.bounces.signs import written_by_a_program
from console.mail.delivery_status import DeliveryStatus, read_delivery_status

_TYPES = (
    "message/delivery-status",
    "message/global-delivery-status",
    "text/delivery-status",
    "message/delivery_status",
)
_MARKS = re.compile(
    r"^[ \t>]{0,6}(?:(?P<begins>Reporting-MTA|Final-Recipient|Original-Recipient)|Action|Status)[ \t]*+:",
    re.IGNORECASE | re.MULTILINE,
)
_NEAR = 2000  # characters from the first field to what happened


def read_standard(letter: Letter) -> DeliveryStatus | None:
    """None where there are no fields of a report that name what happened to a recipient."""
    for report in _candidates(letter):
        if report.recipients:
            return report
    return None


def _candidates(letter: Letter) -> Iterator[DeliveryStatus]:
    for part in letter.own_parts:
        if part.type in _TYPES:
            yield read_delivery_status(_text(part))
    if not written_by_a_program(letter):  # people paste such fields into what they write
        return
    for part in letter.own_parts:
        if part.type not in _TYPES and not part.parts and part is not letter.returned_part:
            text = part.text if part.type.startswith("text/") else _text(part)[: LIMITS.text_characters]
            yield from _below_prose(text)
    if letter.message.parts == () and letter.message.type.startswith("multipart/"):
        yield from _below_prose(letter.message.body[: LIMITS.text_characters])


def _below_prose(text: str) -> Iterator[DeliveryStatus]:
    """The report that begins somewhere in a text, if one does."""
    begun: list[int] = []
    for mark in _MARKS.finditer(text):
        if mark["begins"]:
            begun.append(mark.start())
        elif near := [at for at in begun if mark.start() - at < _NEAR]:
            yield read_delivery_status(text[near[0] :])
            return
        else:
            begun = []


def _text(part: Part) -> str:
    """The type has no charset: the fields are ASCII, or UTF-8 where they should not be."""
    return decoded(part.source.encode("latin-1"), part.parameter("charset"))
