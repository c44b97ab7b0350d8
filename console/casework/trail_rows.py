"""The rows of a trail with the log lines and mails that tell them; attempts that were all put off are one row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from console.diagnosis.moment import counted
from console.diagnosis.network import Network
from console.diagnosis.status import Tone
from console.diagnosis.steps import Step, fold
from console.intake.evidence import Told
from console.mail.event import Event, Kind, Rank

_HANDED_ON = frozenset({Kind.DELIVERED, Kind.DEFERRED, Kind.FAILED})
_ENDS = frozenset({Kind.DELIVERED, Kind.FAILED, Kind.DISCARDED})
# Once a recipient's copy has left a queue, these are about the recipients that are still in it.
_OF_THE_REST = frozenset({Kind.HELD, Kind.RELEASED, Kind.REQUEUED, Kind.DELETED, Kind.EXPIRED})
# What is told by a mail alone says what that is worth.
_TAGS = {Rank.STRANGER: "unverified", Rank.QUEUE_ID: "our queue ID", Rank.SIGNED: "signed"}

ToldByEvent = Mapping[Event, Sequence[Told]]


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
    rank: Rank  # what is worth most of what tells it
    told: tuple[Told, ...]  # the lines, each once
    mails: tuple[Told, ...]  # likewise
    attempts: tuple[Attempt, ...] = ()
    notices: tuple[Notice, ...] = ()

    @property
    def different_words(self) -> int:
        """How many different answers the attempts got."""
        return len({attempt.words for attempt in self.attempts})

    @property
    def tag(self) -> str:
        """What a mail is worth that alone tells of this; "" where a log does."""
        return _TAGS.get(self.rank, "")


def rows_of(trail: Sequence[Event], recipient: str, told: ToldByEvent, network: Network) -> list[Row]:
    """The rows of one recipient's trail, which is in order."""
    left = _left(trail)
    rows: list[Row] = []
    for (kind, _), group in groupby(fold(trail, network, recipient), key=_kind_and_rank):
        steps = list(group)
        if kind is Kind.DEFERRED or kind is Kind.NOTIFIED:
            steps = [_together(steps)]
        rows += (_row(step, told, left) for step in steps)
    return rows


def _kind_and_rank(step: Step) -> tuple[Kind, Rank]:
    return step.kind, step.rank


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


def _row(step: Step, told: ToldByEvent, left: Mapping[str, float]) -> Row:
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
        rank=step.rank,
        told=tuple(one for one in evidence_of(step.events, told) if not one.reference.is_mail),
        mails=tuple(one for one in evidence_of(step.events, told) if one.reference.is_mail),
        attempts=tuple(_attempts(step, told)),
        notices=tuple(Notice(e.reply, e.linked_queue_id) for e in step.events if e.kind is Kind.NOTIFIED),
    )


def _is_of_others(event: Event, left: Mapping[str, float]) -> bool:
    return not event.recipient and event.queue_id in left and left[event.queue_id] <= event.at


def _attempts(step: Step, told: ToldByEvent) -> Iterator[Attempt]:
    if step.kind is Kind.DEFERRED and len(step.events) > 1:
        return (Attempt(event.at, event.reply, first_hand((event,), told)) for event in step.events)
    return iter(())


def evidence_of(events: Iterable[Event], told: ToldByEvent) -> tuple[Told, ...]:
    """The lines and mails that tell of these events, each once."""
    return tuple({one.reference: one for event in events for one in told.get(event, ())}.values())


def first_hand(events: Iterable[Event], told: ToldByEvent) -> tuple[Told, ...]:
    """The lines; the mails where there is no line."""
    found = evidence_of(events, told)
    return tuple(one for one in found if not one.reference.is_mail) or found
