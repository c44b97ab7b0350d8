"""Expected senders: whether mail still comes from each of which a person expects some.

An application that fell silent, or whose mail goes out by a host that nobody reads, leaves the log of every host that is
read without a gap. How long a sender is usually silent is learned from its own messages, as it is for hosts (`silences`).
Its messages are walked by the index, an hour a step, so that a sender with a million of them costs no more than one with
a thousand.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from console.diagnosis.gap_cause import SENDER_NEVER_SEEN, SENDER_SILENT
from console.intake.coverage import SourceCoverage, never
from console.intake.following import following
from console.intake.gaps import Asked, Gap
from console.intake.silences import DAY, ENOUGH_SILENCES, HOUR, PATIENCE, Habits, Silence
from console.models.message import Message
from console.models.sender import Sender
from console.models.time_id import BITS, first_id_at, second_of

LEARNED_FROM = 35 * DAY  # seconds before the newest message: each day of the week five times


class ExpectedSender(NamedTuple):
    """A sender, as a source that is heard until now, and when its newest message came (seconds since 1970 UTC)."""

    coverage: SourceCoverage
    newest_at: int | None  # None: there never was one


def expected_senders(
    connection: Connection, hosts: Sequence[SourceCoverage], first_at: float, last_at: float, now: float
) -> list[ExpectedSender]:
    """Every sender of which mail is expected, by name, with the silences that touch the given time and are unusual.

    `hosts` is the coverage of the hosts at `now`: a sender cannot be heard of where none was read. Times are seconds
    since 1970 UTC.
    """
    heard_until = max((host.last_at for host in hosts if not host.was_never_seen), default=int(now))
    asked = Asked(first_at, last_at, now)
    return [_covered(connection, sender, heard_until, asked) for sender in sorted(following(connection).senders)]


def _covered(connection: Connection, address: str, heard_until: int, asked: Asked) -> ExpectedSender:
    times = _times(connection, address)
    if not times:
        return ExpectedSender(never(address, asked.now, SENDER_NEVER_SEEN), None)
    silences = [Silence(*pair) for pair in pairwise(times) if pair[1] - pair[0] > HOUR]
    begun, newest = times[0], times[-1]
    until = max(heard_until, newest + 1)  # behind the newest, by which a gap may have ended
    habits = Habits(begun, newest, silences)
    silences.append(Silence(newest, until))
    unusual = (one for one in silences if asked.touches(*one) and _is_unusual(one, silences, habits))
    gaps = tuple(Gap(*silence, SENDER_SILENT) for silence in unusual)
    return ExpectedSender(SourceCoverage(address, begun, until, gaps), newest)


def _is_unusual(silence: Silence, silences: Sequence[Silence], habits: Habits) -> bool:
    """Of a sender that was silent too seldom to have habits, the longest other silence is all there is."""
    if len(silences) > ENOUGH_SILENCES:
        return habits.are_broken_by(silence, HOUR)
    longest_other = max((other.length for other in silences if other != silence), default=0)
    return silence.length > max(HOUR, PATIENCE * longest_other)


def _times(connection: Connection, address: str) -> list[int]:
    """When messages of the sender came, so many of them that no silence of an hour is passed over."""
    number = connection.scalar(select(Sender.id).where(Sender.address == address))
    of_sender = Message.sender_id == number
    newest = connection.scalar(select(func.max(Message.id)).where(of_sender)) if number else None
    if newest is None:
        return []
    earliest = first_id_at(max(second_of(newest) - LEARNED_FROM, 0))
    first = select(func.min(Message.id).label("id")).where(of_sender, Message.id >= earliest)
    walk = first.cte("walk", recursive=True)
    last_within = select(func.max(Message.id)).where(
        of_sender, Message.id > walk.c.id, Message.id <= walk.c.id + (HOUR << BITS)
    )
    next_one = select(func.min(Message.id)).where(of_sender, Message.id > walk.c.id)
    step = func.coalesce(last_within.scalar_subquery(), next_one.scalar_subquery())
    walk = walk.union_all(select(step).where(walk.c.id < newest))
    return [second_of(identity) for identity in connection.scalars(select(walk.c.id))]
