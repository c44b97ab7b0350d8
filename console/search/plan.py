"""How a search is run: by which index its recipients are walked, newest first, and what is asked of each.

Either the recipients are few and are gathered first (`candidates`), or there are streams that an index keeps in
the order of ids. Between the two no third is needed: what is not few is found soon on a walk through time.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement

Conditions = tuple[ColumnElement[bool], ...]
Range = tuple[int, int]  # ids: from this one, before that one

NEWEST = 1 << 62  # above every id
EVERYWHERE: Range = (0, NEWEST)


class Part(NamedTuple):
    """What one criterion comes to."""

    holds: ColumnElement[bool]  # asked of a row
    candidates: tuple[int, ...] | None = None  # all recipients for which it holds, when they are few
    streams: Conditions = ()  # each kept in the order of ids by an index; together they are the criterion
    newest: int = NEWEST  # no recipient from this id on
    dear: bool = False  # to ask it of a row costs a look into another table


class Plan(NamedTuple):
    """`ranges` are apart and the newest first; rows outside of them need no look."""

    ranges: tuple[Range, ...]
    candidates: tuple[int, ...] | None  # the newest first; None: walk the streams
    streams: Conditions  # () is the whole table
    rest: Conditions
    dear: bool = False


NOTHING = Plan((), (), (), ())
