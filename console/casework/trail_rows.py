"""The rows of a trail with the log lines that tell them; attempts that were all put off are folded into one row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from console.diagnosis.moment import counted
from console.diagnosis.network import Network
from console.diagnosis.status import Tone
from console.diagnosis.steps import Step, fold
from console.intake.evidence import Told
from console.mail.event import Event, Kind

_HANDED_ON = frozenset({Kind.DELIVERED, Kind.DEFERRED, Kind.FAILED})
_ENDS = frozenset({Kind.DELIVERED, Kind.FAILED, Kind.DISCARDED})
# Once a recipient's copy has left a queue, these are about the recipients that are still in it.
_OF_THE_REST = frozenset({Kind.HELD, Kind.RELEASED, Kind.REQUEUED, Kind.DELETED, Kind.EXPIRED})


class Attempt(NamedTuple):
    """One of the attempts folded into a row."""

    at: float  # seconds since 1970 UTC
    words: str
    told: tuple[Told, ...]


class Notice(NamedTuple):
    """A notification that our mail server wrote about the message."""

    words: str
    queue_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that happened, or several of a kind. Times are seconds since 1970 UTC."""

    kind: Kind
    first_at: float
    last_at: float
    title: str
    words: str  # of the server, word for word; of the last attempt
    tone: Tone
    inside: bool  # it only moved, or tried to, inside our own network
    of_others: bool  # it is about the message's other recipients
    told: tuple[Told, ...]  # the lines, each once
    attempts: tuple[Attempt, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def different_words(self) -> int:
        """How many different answers the attempts got."""
        return len({attempt.words for attempt in self.attempts})


def rows_of(trail: Sequence[Event], recipient: str, told: Mapping[Event, Told], network: Network) -> list[Row]:
    """The rows of one recipient's trail, which is in order."""
    left = _left(trail)
    rows: list[Row] = []
    for kind, group in groupby(fold(trail, network, recipient), key=lambda step: step.kind):
        steps = list(group)
        if kind is Kind.DEFERRED or kind is Kind.NOTIFIED:
            steps = [_together(steps)]
        rows += (_row(step, told, left) for step in steps)
    return rows


def _left(trail: Iterable[Event]) -> dict[str, float]:
    """When the recipient's copy left each queue."""
    return {event.queue_id: event.at for event in trail if event.recipient and event.kind in _ENDS}


def _together(steps: list[Step]) -> Step:
    if len(steps) == 1:
        return steps[0]
    events = tuple(event for step in steps for event in step.events)
    count = len(events)
    title = f"Tried {counted(count, 'time')}, put off each time"
    if steps[0].kind is Kind.NOTIFIED:
        title = f"{counted(count, 'notification')} about it were sent"
    return steps[-1]._replace(events=events, title=title, times=count, ours=all(step.ours for step in steps))


def _row(step: Step, told: Mapping[Event, Told], left: Mapping[str, float]) -> Row:
    of_others = step.kind in _OF_THE_REST and all(_is_of_others(event, left) for event in step.events)
    return Row(
        kind=step.kind,
        first_at=step.first_at,
        last_at=step.last_at,
        title=step.title,
        words="" if step.kind is Kind.NOTIFIED else step.words,
        tone=Tone.NEUTRAL if of_others else step.tone,
        inside=step.ours and step.kind in _HANDED_ON,
        of_others=of_others,
        told=_lines(step.events, told),
        attempts=tuple(_attempts(step, told)),
        notices=tuple(Notice(e.reply, e.linked_queue_id) for e in step.events if e.kind is Kind.NOTIFIED),
    )


def _is_of_others(event: Event, left: Mapping[str, float]) -> bool:
    return not event.recipient and event.queue_id in left and left[event.queue_id] <= event.at


def _attempts(step: Step, told: Mapping[Event, Told]) -> Iterator[Attempt]:
    if step.kind is Kind.DEFERRED and len(step.events) > 1:
        return (Attempt(event.at, event.reply, _lines((event,), told)) for event in step.events)
    return iter(())


def _lines(events: Iterable[Event], told: Mapping[Event, Told]) -> tuple[Told, ...]:
    return tuple({told[event].reference: told[event] for event in events if event in told}.values())
