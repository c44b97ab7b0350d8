"""The tellers: the clauses of a verdict, each with the events that prove it. Every status has its teller.

What they make is read aloud to a customer, so each is a plain sentence that says who did what, and when; the words of
servers stand at its end, where they can be left out.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from console.diagnosis import reason, status
from console.diagnosis.asked import capital, has_spoken, is_for_now, spoken_host
from console.diagnosis.moment import span, times
from console.diagnosis.network import Role
from console.diagnosis.reply_rules import ruling_of
from console.diagnosis.status import Status
from console.diagnosis.telling import Clause, Telling, bare, last_with_words, passed_on, receipt, said, story
from console.mail.event import Event, Kind, Rank


def tell(telling: Telling) -> tuple[Clause, ...]:
    """All clauses, in the order in which they are read."""
    if not telling.trail:
        return (Clause("Our records hold nothing about this message."),)
    return (*_addressed(telling), *_TELLERS[telling.assessment.status](telling), *_by_mail(telling))


def _addressed(telling: Telling) -> Iterator[Clause]:
    original, recipient = telling.facts.original_recipient, telling.facts.recipient
    if original and original != recipient:
        proof = tuple(event for event in telling.trail if event.original_recipient)[:1]
        yield Clause(f"It was addressed to {original}, which passes mail on to {recipient}.", proof)


def _by_mail(telling: Telling) -> Iterator[Clause]:
    """What rests on a mail that anybody could have written, and what such a mail says against the rest."""
    assessment = telling.assessment
    if assessment.rank is Rank.STRANGER and assessment.decided_by:
        yield Clause("That is what an unverified mail says: nothing proves who wrote it.", (assessment.decided_by,))
    for event in assessment.beside:
        mail = "An unverified mail" if event is assessment.beside[0] else "Another"
        of = telling.when(event).removeprefix("at ").removeprefix("on ")
        yield Clause(f"{mail} of {of} says {_SAID_BY_MAIL[event.kind]}{said(event)}", (event,))


_SAID_BY_MAIL: dict[Kind, str] = {
    Kind.FAILED: "that it was returned",
    Kind.EXPIRED: "that it was returned",
    Kind.DEFERRED: "that it was delayed",
    Kind.DELIVERED: "that it was delivered",
    Kind.FILTERED: "that it was put into junk or quarantine",
    Kind.OPENED: "that it was opened",
    Kind.CLICKED: "that a link in it was followed",
    Kind.REPLIED: "that it was answered",
    Kind.UNSUBSCRIBED: "that the recipient unsubscribed",
    Kind.MARKED_SPAM: "that it was reported as spam",
    Kind.AUTO_REPLIED: "that the mailbox answered by itself",
}


# --- it arrived, or left us


def _delivered(telling: Telling) -> Iterator[Clause]:
    event = telling.decided_by
    if telling.network.role(event) is Role.MAILBOX:
        yield from story(telling, f"it was put into the mailbox {telling.when(event)}{receipt(event)}.", event)
        return
    yield from story(telling, f"it left us {_taken(telling, event)}.", event)
    if all(event.kind is Kind.DELIVERED for event in telling.assessment.beside):
        yield Clause("We cannot see past that.")


def _taken(telling: Telling, event: Event) -> str:
    return f"{telling.when(event)}, when {telling.server(event)} took it{receipt(event)}"


def _sent(telling: Telling) -> Iterator[Clause]:
    event = telling.decided_by
    if telling.network.role(event) is Role.PROVIDER:
        yield from story(telling, f"it left us {_taken(telling, event)}.", event)
        yield Clause("It has not told us what became of it.")
        return
    to = f" to {host}" if (host := spoken_host(event)) else ""
    yield from story(
        telling, f"it was passed on inside our own network {telling.when(event)}{to}{receipt(event)}.", event
    )
    yield Clause("What the next system of ours did with it is not in our records.")


_ACTS_IN_WORDS: dict[Kind, str] = {
    Kind.FILTERED: "It was put into junk or quarantine",
    Kind.OPENED: "It was opened",
    Kind.CLICKED: "A link in it was followed",
    Kind.REPLIED: "The recipient answered it",
    Kind.UNSUBSCRIBED: "The recipient unsubscribed",
    Kind.MARKED_SPAM: "The recipient reported it as spam",
    Kind.AUTO_REPLIED: "The mailbox sent an automatic reply",
}


def _acted(telling: Telling) -> Iterator[Clause]:
    event = telling.decided_by
    taken = telling.taken_before()
    if taken:
        yield from story(telling, f"it left us {_taken(telling, taken)}.", taken)
    elif telling.arrival:
        yield Clause(f"It reached our mail server {telling.when(telling.arrival)}.", (telling.arrival,))
    yield Clause(f"{_ACTS_IN_WORDS[event.kind]} {telling.when(event)}.", (event,))


# --- it is under way


def _queued(telling: Telling) -> Iterator[Clause]:
    arrival = telling.arrival or telling.trail[0]
    waiting, usual = span(telling.now - arrival.at), telling.context.usual.median
    here = "" if usual is None else f" (usual here: {span(usual)})"
    yield Clause(
        f"It reached our mail server {telling.when(arrival)} and has been waiting in our queue for {waiting}{here}.",
        (arrival,),
    )
    released = telling.of(Kind.RELEASED) + telling.of(Kind.REQUEUED)
    if released:
        yield Clause(f"It was set going again {telling.when(released[-1])}.", released[-1:])


def _held(telling: Telling) -> Iterator[Clause]:
    event = telling.decided_by
    yield from story(telling, f"it was stopped in our own queue {telling.when(event)}{receipt(event)}.", event)
    yield Clause("It stays there until a person lets it go.")


def _deferred(telling: Telling) -> Iterator[Clause]:
    put_offs = telling.put_offs
    first, last = put_offs[0], put_offs[-1]
    if telling.arrival:
        yield Clause(f"It reached our mail server {telling.when(telling.arrival)}.", (telling.arrival,))
    if handovers := telling.handovers():
        yield Clause(passed_on(telling, handovers), handovers)
    yield Clause(_waiting(telling, put_offs, first, last), put_offs)
    wait = ruling_of(last).retry_after
    if wait and has_spoken(last):
        yield Clause(f"They named {span(wait)} as the time to wait.", (last,))


def _waiting(telling: Telling, put_offs: Sequence[Event], first: Event, last: Event) -> str:
    spoken = last_with_words(put_offs) or last
    server = telling.server(spoken)
    if not has_spoken(spoken):
        if len(put_offs) == 1:
            return f"Our mail server tried {telling.when(first)} to hand it to {server}, without success{said(spoken)}"
        tried = f"Our mail server has tried {times(len(put_offs))} since {bare(telling, first)}"
        return f"{tried} to hand it to {server}, last {telling.when(last)}{said(spoken)}"
    if len(put_offs) == 1:
        return f"{capital(server)} asked us {telling.when(first)} to try again later{said(spoken)}"
    asked = f"{capital(server)} has asked us {times(len(put_offs))} to try again later"
    return f"{asked}, first {telling.when(first)} and last {telling.when(last)}{said(spoken)}"


# --- it did not arrive


def _refused(telling: Telling) -> Iterator[Clause]:
    event = telling.decided_by
    taken, provider = telling.taken_before(), telling.taken_before(Role.PROVIDER)
    if taken:
        yield from story(telling, f"it left us {_taken(telling, taken)}.", taken)
        yield Clause(f"It was returned {telling.when(event)}{said(event)}", (event,))
    elif provider and has_spoken(event):
        yield from story(telling, f"it left us {_taken(telling, provider)}.", provider)
        yield Clause(f"{capital(telling.server(event))} refused it {telling.when(event)}{said(event)}", (event,))
    elif has_spoken(event):
        yield from story(telling, f"{telling.server(event)} refused it {telling.when(event)}{said(event)}", event)
    elif telling.assessment.reason is reason.ACCEPTS_NO_MAIL:
        ending = f"{telling.facts.domain} declares that it takes no mail; we gave up {telling.when(event)}{said(event)}"
        yield from story(telling, ending, event)
    elif telling.assessment.reason is reason.NO_SUCH_DOMAIN:
        ending = f"no mail server for {telling.facts.domain} could be found {telling.when(event)}{said(event)}"
        yield from story(telling, ending, event)
    else:
        ending = f"it could not be handed to {telling.server(event)}; we gave up {telling.when(event)}{said(event)}"
        yield from story(telling, ending, event)


def _expired(telling: Telling) -> Iterator[Clause]:
    event, put_offs = telling.decided_by, [e for e in telling.put_offs if e is not telling.decided_by]
    if telling.taken_before():
        yield from _refused(telling)
        return
    if telling.arrival:
        yield Clause(f"It reached our mail server {telling.when(telling.arrival)}.", (telling.arrival,))
    if not put_offs:
        yield Clause(f"Our mail server stopped trying {telling.when(event)}{said(event)}", (event,))
        return
    first, last = put_offs[0], put_offs[-1]
    often = "" if first is last else f" {times(len(put_offs))}"
    since = telling.when(first) if first is last else f"from {bare(telling, first)} on"
    tried = f"Our mail server tried{often} {since} to hand it to {telling.server(last)},"
    yield Clause(tried, tuple(put_offs))
    yield Clause(f"and stopped {telling.when(event)}, after {span(event.at - first.at)}.", (event,))
    if spoken := last_with_words(put_offs):
        yield Clause(f"The last attempt ended with the words{said(spoken)}", (spoken,))


def _rejected(telling: Telling) -> Iterator[Clause]:
    event = telling.decided_by
    if event.kind is Kind.FAILED:
        yield from _refused(telling)
    elif event.kind is Kind.DELETED:
        yield from story(telling, f"it was deleted from our queue by an operator {telling.when(event)}.", event)
    elif event.kind is Kind.DISCARDED:
        yield from story(telling, f"it was thrown away by a rule of ours {telling.when(event)}{receipt(event)}.", event)
        yield Clause("Nobody was told; to the sender it looks as if it had been delivered.")
    else:
        yield from _not_taken_in(telling, event)


def _not_taken_in(telling: Telling, event: Event) -> Iterator[Clause]:
    if is_for_now(event):
        yield Clause(f"Our own mail server did not take it {telling.when(event)}{said(event)}", (event,))
        yield Clause("It asked the sending program to try again, and we have not seen it come back.")
    else:
        yield Clause(f"Our own mail server refused it {telling.when(event)}{said(event)}", (event,))
        yield Clause("It never left us.")


def _suppressed(telling: Telling) -> Iterator[Clause]:
    event = telling.decided_by
    who = telling.server(event) if event.kind is Kind.FAILED and event.remote_mta else "we"
    yield Clause(
        f"{capital(who)} did not send it {telling.when(event)}, because the address is on the do-not-send list"
        f"{said(event)}",
        (event,),
    )


def _failed_before_send(telling: Telling) -> Iterator[Clause]:
    event = telling.decided_by
    yield Clause(f"Our software failed {telling.when(event)}, before the message left{said(event)}", (event,))


# --- we cannot know


def _unknown(telling: Telling) -> Iterator[Clause]:
    event = telling.decided_by
    if event.kind is Kind.PROBED:
        yield Clause(f"Only the address was tested {telling.when(event)}; no message was sent{said(event)}", (event,))
    elif event.kind is Kind.REMOVED:
        yield from story(telling, f"it left our queue {telling.when(event)}.", event)
        yield Clause("Our log is missing the outcome.")
    else:
        yield Clause(
            f"Something was reported {telling.when(event)} in words that we cannot read yet{said(event)}", (event,)
        )


_TELLERS: dict[Status, Callable[[Telling], Iterable[Clause]]] = {
    status.UNKNOWN: _unknown,
    status.FAILED_BEFORE_SEND: _failed_before_send,
    status.SUPPRESSED: _suppressed,
    status.QUEUED: _queued,
    status.HELD: _held,
    status.REJECTED: _rejected,
    status.SENT: _sent,
    status.DEFERRED: _deferred,
    status.SOFT_BOUNCED: lambda telling: (_deferred if telling.assessment.retrying else _refused)(telling),
    status.EXPIRED: _expired,
    status.HARD_BOUNCED: _refused,
    status.INVALID_ADDRESS: _refused,
    status.DELIVERED: _delivered,
    status.BLOCKED: _refused,
    status.FILTERED: _acted,
    status.OPENED: _acted,
    status.CLICKED: _acted,
    status.REPLIED: _acted,
    status.MARKED_SPAM: _acted,
    status.UNSUBSCRIBED: _acted,
    status.AUTO_REPLIED: _acted,
}
