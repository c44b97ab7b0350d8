"""What all tellers of a trail share: the trail as its reader sees it, and how a message came so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import NamedTuple

from console.diagnosis.asked import capital, server_name, spoken_host, words
from console.diagnosis.assessment import Assessment
from console.diagnosis.context import NOTHING_KNOWN, Context
from console.diagnosis.facts import Facts
from console.diagnosis.hops import Hops
from console.diagnosis.moment import at_clock, counted
from console.diagnosis.network import Network, Role
from console.mail.event import Event, Kind

BRIEF, AT_LENGTH = 60, 200  # characters of a server's words: after success, and after anything else


class Clause(NamedTuple):
    """A part of the answer, and what proves it; no events where it draws a limit to what we can know."""

    text: str
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Telling:
    """One recipient's trail, and how its reader wants times."""

    trail: Sequence[Event]
    assessment: Assessment
    facts: Facts
    network: Network
    now: float  # seconds since 1970 UTC
    zone: tzinfo
    context: Context = NOTHING_KNOWN

    @property
    def decided_by(self) -> Event:
        """The event that settles it. Only of a trail with events."""
        return self.assessment.decided_by or self.trail[-1]

    @property
    def arrival(self) -> Event | None:
        """How it first came to us."""
        return next((event for event in self.trail if event.kind is Kind.RECEIVED), None)

    @property
    def put_offs(self) -> tuple[Event, ...]:
        """The attempts that were put off until it was decided."""
        return self.of(Kind.DEFERRED)

    def of(self, kind: Kind) -> tuple[Event, ...]:
        """The events of a kind, up to the one that decides."""
        last = self.decided_by.at
        return tuple(event for event in self.trail if event.kind is kind and event.at <= last)

    def when(self, event: Event) -> str:
        """Its time as part of a sentence: "at 14:02:11"."""
        return at_clock(event.at, self.now, self.zone)

    def server(self, event: Event) -> str:
        """Whom it is about: "gmail.com's server"."""
        return server_name(event, self.facts.recipient, self.network)

    def taken_before(self, *by: Role) -> Event | None:
        """Where the recipient's side, or who is named, took it before the deciding event."""
        takers = by or (Role.RECIPIENT_MX, Role.MAILBOX)
        taken = [
            event
            for event in self.of(Kind.DELIVERED)
            if event is not self.decided_by
            and not Hops(self.trail).is_handover(event)
            and self.network.role(event) in takers
        ]
        return taken[-1] if taken else None

    def handovers(self) -> tuple[Event, ...]:
        """Where it moved on to another queue of ours."""
        hops = Hops(self.trail)
        return tuple(event for event in self.of(Kind.DELIVERED) if hops.is_handover(event))


def said(event: Event, limit: int = AT_LENGTH) -> str:
    """The words as the end of a sentence: `: "550 5.1.1 …".`, or only the full stop."""
    text = words(event, limit)
    return f': "{text}".' if text else "."


def receipt(event: Event) -> str:
    """The words of success, briefly: " (250 2.0.0 OK …)"."""
    text = words(event, BRIEF)
    return f" ({text})" if text else ""


def story(telling: Telling, ending: str, *proof: Event) -> Iterator[Clause]:
    """How it came to us and went through our network, then the attempts that were put off, then the ending.

    An ending about the message itself begins with "it".
    """
    handovers, put_offs = telling.handovers(), [event for event in telling.put_offs if event not in proof]
    joined = telling.arrival is not None and not handovers and not put_offs
    if telling.arrival:
        at_once = joined and bool(proof) and int(proof[0].at) == int(telling.arrival.at)
        when = "" if at_once else f" {telling.when(telling.arrival)}"  # the ending names the same second
        yield Clause(f"It reached our mail server{when}{' and' if joined else '.'}", (telling.arrival,))
    if handovers:
        yield Clause(passed_on(telling, handovers), handovers)
    if put_offs:
        yield Clause(asked_to_wait(telling, put_offs), tuple(put_offs))
    yield Clause(ending.removeprefix("it ") if joined else capital(ending), proof)


def passed_on(telling: Telling, handovers: Sequence[Event]) -> str:
    """The way from one queue of ours to the next."""
    names = [name for event in handovers if (name := spoken_host(event))]
    to = f", to {', then to '.join(names)}" if names else ""
    return f"It went on inside our own network {telling.when(handovers[0])}{to}."


def asked_to_wait(telling: Telling, put_offs: Sequence[Event]) -> str:
    """The attempts before the last one, told as history."""
    first, last = put_offs[0], put_offs[-1]
    if len(put_offs) == 1:
        return f"The first attempt {telling.when(first)} was put off{said(first)}"
    tried = f"{counted(len(put_offs), 'attempt')} from {bare(telling, first)} to {bare(telling, last)} were put off"
    spoken = last_with_words(put_offs)
    return f"{tried}, the last with the words{said(spoken)}" if spoken else f"{tried}."


def last_with_words(events: Sequence[Event]) -> Event | None:
    """The last that gives a cause: Exim tells none of an attempt that it leaves out."""
    return next((event for event in reversed(events) if event.reply), None)


def bare(telling: Telling, event: Event) -> str:
    return telling.when(event).removeprefix("at ").removeprefix("on ").replace(" at ", " ")
