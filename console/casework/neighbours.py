"""A line of the quarantine among those that stood around it in its file."""

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.casework.quarantine import shown
from console.intake.blocks import BACKWARDS
from console.intake.evidence import neighbouring_lines
from console.models.evidence import Evidence
from console.models.message import Reference
from console.models.quarantine import Quarantined

EACH_SIDE = 5  # lines that were read, before it and after it
A_WHOLE_BLOCK = 1 << 20  # lines: more than any has


class Neighbour(NamedTuple):
    """A line around one that could not be read, or that line."""

    text: str
    reference: Reference | None  # None: it could not be read either
    said: bool  # it is the line itself


def neighbours(session: Session, number: int, each_side: int = EACH_SIDE) -> list[Neighbour]:
    """The line with this id, and what stood around it."""
    row = session.get_one(Quarantined, number)
    unread: dict[Reference | None, list[Neighbour]] = defaultdict(list)
    for one in _set_aside_near(session, row, each_side):
        unread[_before(one)].append(Neighbour(shown(one.content), None, one.id == number))
    here = _before(row)
    if here is None:
        return unread[None]
    return [
        neighbour
        for reference, text in _read_near(session, row.log_file_id, here, each_side)
        for neighbour in (Neighbour(text, reference, said=False), *unread[reference])
    ]


def _before(row: Quarantined) -> Reference | None:
    """The line that was read before it."""
    if row.after_evidence is None or row.after_line is None:
        return None
    return Reference(row.after_evidence, row.after_line)


def _set_aside_near(session: Session, row: Quarantined, each_side: int) -> list[Quarantined]:
    """The line and others of the quarantine that stood near it, in order."""
    near = Quarantined.line_number.between(row.line_number - each_side, row.line_number + each_side)
    query = select(Quarantined).where(Quarantined.log_file_id == row.log_file_id, near)
    return list(session.scalars(query.order_by(Quarantined.line_number)))


def _read_near(session: Session, file_id: int, here: Reference, each_side: int) -> list[tuple[Reference, str]]:
    """Lines of evidence up to this one, and after it. A log that is followed comes in small pieces."""
    lines = neighbouring_lines(session.connection(), here, A_WHOLE_BLOCK)
    before, after = lines[: here.line + 1], lines[here.line + 1 :]
    own = session.get_one(Evidence, here.evidence_id)
    blocks = select(Evidence.id).where(Evidence.log_file_id == file_id).limit(each_side)
    if len(before) < each_side:
        earlier = blocks.where(Evidence.id < own.id, Evidence.last_at <= own.first_at + BACKWARDS)
        for block in session.scalars(earlier.order_by(Evidence.id.desc())):
            before = neighbouring_lines(session.connection(), Reference(block, 0), A_WHOLE_BLOCK) + before
    if len(after) < each_side:
        later = blocks.where(Evidence.id > own.id, Evidence.first_at >= own.last_at - BACKWARDS)
        for block in session.scalars(later.order_by(Evidence.id)):
            after += neighbouring_lines(session.connection(), Reference(block, 0), A_WHOLE_BLOCK)
    return before[-each_side:] + after[:each_side]
