"""Tying a mail to the message that it is about.

In the order of what each is worth (`diagnosis.tie`): an envelope sender that we signed, the queue ID that our own mail
server gave, the Message-ID that came back, the ID that our provider gave, the Message-ID that the header says it answers.
A recipient and a time alone tie nothing: they make a proposal for a person.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import aliased

from console.diagnosis import tie
from console.diagnosis.network import Network
from console.diagnosis.tie import Tie, Untied
from console.intake.bounces.bounce import Bounce
from console.intake.bounces.events import answering
from console.intake.provider_ids import messages_of
from console.intake.stays import QUEUE_LIFETIME
from console.mail.address import normalise
from console.mail.event import Rank
from console.mail.verp import signed_message_id
from console.models.address import Address
from console.models.bounce import BounceMail
from console.models.hop import Hop
from console.models.message import Message
from console.models.recipient import Recipient
from console.models.source import Source
from console.models.time_id import second_of

_BEFORE = aliased(Address)
# Built once: building a statement takes longer than running it.
BY_MESSAGE_ID = select(Message.id).where(Message.message_id == bindparam("message_id"))
BY_QUEUE_ID = (
    select(Hop.message_id, Hop.began_at, Source.name)
    .join(Source, Source.id == Hop.source_id)
    .where(Hop.queue_id == bindparam("queue_id"))
    .order_by(Hop.began_at.desc())
)
RECIPIENTS = (
    select(Address.address, _BEFORE.address)
    .select_from(Recipient)
    .join(Address, Address.id == Recipient.address_id)
    .outerjoin(_BEFORE, _BEFORE.id == Recipient.original_address_id)
    .where(Recipient.message_id == bindparam("message"))
)
MOST_MAILS = 100  # of a message, before those that nobody can verify are left out
MAILS_OF = (
    select(BounceMail.id)
    .where(BounceMail.message_id == bindparam("message"), BounceMail.id != bindparam("but"))
    .limit(MOST_MAILS)
)
CLOCKS_DIFFER = 86400  # seconds by which a mail may seem older than the message it is about


class Tied(NamedTuple):
    """What a mail is about, and how that is known."""

    message: int
    tie: Tie


class Named(NamedTuple):
    """What a mail names, by which its message may be found."""

    signed: str  # the Message-ID for which the address it came to was signed
    queue_id: str
    reporting_mta: str
    original: str  # Message-ID
    answers: tuple[str, ...]  # Message-IDs
    provider_ids: tuple[str, ...]  # under which the system that wrote it may have had the message
    recipients: tuple[str, ...]  # in the search form
    arrived_at: float  # seconds since 1970 UTC

    @property
    def message_id(self) -> str:
        """The Message-ID by which it waits for its message."""
        return self.signed or self.original or next(iter(self.answers), "")


def signed_for(bounce: Bounce, key: bytes) -> str:
    """The Message-ID for which the address that the mail came to was signed with this key; "" if it was not."""
    addressed = (*bounce.head.addressed_to, bounce.envelope_id)
    return next(filter(None, (signed_message_id(address, key) for address in addressed)), "")


def named(bounce: Bounce, arrived_at: float, signed: str) -> Named:
    """What a mail names; `signed` is as `signed_for` found it when the mail came."""
    names = [name for one in bounce.recipients for name in (one.recipient, one.original_recipient)]
    if not bounce.recipients:
        names = [answering(bounce)]
    return Named(
        signed,
        bounce.queue_id,
        bounce.reporting_mta,
        bounce.original_message_id,
        () if bounce.is_bounce else bounce.head.answers,
        tuple(dict.fromkeys(filter(None, (bounce.queue_id, _id_of_ses(bounce.original_message_id))))),
        tuple(dict.fromkeys(filter(None, map(normalise, names)))),
        arrived_at,
    )


def _id_of_ses(message_id: str) -> str:
    """Amazon SES replaces the Message-ID by one that holds its own ID, which its reply to us had named."""
    local_part, _, domain = message_id.partition("@")
    return local_part if domain.lower().endswith("amazonses.com") else ""


def tied(connection: Connection, what: Named, network: Network, number: int = 0) -> Tied | Untied:
    """The message that it is about; or why none can be told. `number` is the id of the mail if it is stored already."""
    reasons: list[Untied] = []
    for found, how in _candidates(connection, what, network):
        fitting = _fitting(connection, found, what, how)
        if len(fitting) == 1:
            flooded = how.rank is Rank.STRANGER and _has_many(connection, fitting[0], number)
            return tie.TOO_MANY if flooded else Tied(fitting[0], how)
        reasons.append(tie.SEVERAL_MESSAGES if fitting else tie.OTHER_RECIPIENT if found else tie.NOT_ON_RECORD)
    return max(reasons, key=tie.UNTIED.index, default=tie.NAMES_NOTHING)


def _has_many(connection: Connection, message: int, but: int) -> bool:
    """With every mail of a message all of them are read again."""
    return len(connection.execute(MAILS_OF, {"message": message, "but": but}).all()) >= MOST_MAILS


def _candidates(connection: Connection, what: Named, network: Network) -> Iterator[tuple[list[int], Tie]]:
    """Messages that may be meant, by what is worth most first."""
    if what.signed:
        yield _by_message_id(connection, [what.signed], what), tie.ENVELOPE_SENDER
    if what.queue_id:
        yield _by_queue_id(connection, what, network), tie.QUEUE_ID
    if what.original:
        yield _by_message_id(connection, [what.original], what), tie.MESSAGE_ID
    if what.provider_ids:
        yield _by_provider_id(connection, what), tie.PROVIDER_ID
    if what.answers:
        yield _by_message_id(connection, what.answers, what), tie.ANSWER


def _by_message_id(connection: Connection, message_ids: Sequence[str], what: Named) -> list[int]:
    """The messages of the first Message-ID that is on record."""
    for message_id in message_ids:
        if found := list(connection.scalars(BY_MESSAGE_ID, {"message_id": message_id})):
            return [number for number in found if second_of(number) <= what.arrived_at + CLOCKS_DIFFER]
    return []


def _by_queue_id(connection: Connection, what: Named, network: Network) -> list[int]:
    """The newest message that had the queue ID on the host which says so. Other people's Postfix names its own IDs."""
    return [
        int(message)
        for message, began_at, host in connection.execute(BY_QUEUE_ID, {"queue_id": what.queue_id})
        if _is_near(what.arrived_at - began_at) and _is_host(what.reporting_mta, host, network)
    ][:1]


def _by_provider_id(connection: Connection, what: Named) -> list[int]:
    """The messages that got the first of these IDs which is on record."""
    for given in what.provider_ids:
        found = messages_of(connection, given)
        if near := [n for n in found if _is_near(what.arrived_at - second_of(n))]:
            return near
    return []


def _is_near(seconds: float) -> bool:
    """Whether a mail may be about a message that began so long before it: IDs of queues are used again."""
    return -CLOCKS_DIFFER <= seconds <= QUEUE_LIFETIME


def _is_host(reporting_mta: str, host: str, network: Network) -> bool:
    """Logs have the short name of a host more often than not."""
    name = reporting_mta.lower().rstrip(".")
    return bool(name) and (host.lower() in (name, name.partition(".")[0]) or name in network.own_hosts)


def _fitting(connection: Connection, messages: list[int], what: Named, how: Tie) -> list[int]:
    """Those that went to whom the mail is about; if none did, those to one alone, who may have forwarded it."""
    if how is tie.ENVELOPE_SENDER or not what.recipients:
        return messages
    recipients = {message: list(recipients_of(connection, message)) for message in messages}
    named_in = [m for m in messages if any(name in what.recipients for names in recipients[m] for name in names)]
    return named_in or [m for m in messages if len(recipients[m]) <= 1]


def recipients_of(connection: Connection, message: int) -> Iterable[tuple[str, str]]:
    """The recipients of a message, each with its address before aliases, or ""."""
    return ((address, before or "") for address, before in connection.execute(RECIPIENTS, {"message": message}))
