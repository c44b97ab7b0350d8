"""Mails of the bounce mailboxes as a list: one bin, the newest first, a page at a time."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from console.casework.bounces_words import KindWords, words_of
from console.diagnosis.moment import counted
from console.diagnosis.reason import Reason, reason_of
from console.diagnosis.tie import Tie, Untied, tie_of, untied_of
from console.intake.bounces.letter import addresses
from console.models.bounce import Bin, BouncedRecipient, BounceMail
from console.models.quarantine import DISMISSED

PAGE = 50
NAMED_IN_A_ROW = 3  # recipients: a hostile mail names ten thousand
MOST_UNTRACED = 20
WAITS = BounceMail.resolution == ""


class Asked(NamedTuple):
    """Which mails; empty text and None for all."""

    bin: Bin
    dismissed: bool = False  # those that a person dismissed, instead of those that wait
    why: str = ""  # a Tie or an Untied by name
    kind: str = ""
    mailbox: int | None = None

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """For the WHERE of a query."""
        asked: list[ColumnElement[bool]] = [BounceMail.bin == self.bin]
        if self.bin in (Bin.UNMATCHED, Bin.UNREADABLE):
            asked.append(~WAITS if self.dismissed else WAITS)
        if self.why:
            asked.append(BounceMail.tied_by == self.why)
        if self.kind:
            asked.append(BounceMail.kind == self.kind)
        if self.mailbox is not None:
            asked.append(BounceMail.mailbox_id == self.mailbox)
        return asked


class Listed(NamedTuple):
    """A mail as a row of the list. Times are seconds since 1970 UTC."""

    id: int
    arrived_at: int
    bin: str
    kind: str
    sender: str
    subject: str
    tied_by: str
    trouble: str
    resolution: str
    recipients: tuple[str, ...] = ()  # the first, each once; "" where it names none
    reasons: tuple[Reason, ...] = ()  # that it gives for them, each once
    recipient_count: int = 0  # all

    @property
    def words(self) -> KindWords:
        """What kind of mail it is."""
        return words_of(self.kind)

    @property
    def writer(self) -> str:
        """The address it came from; else whatever the From field says."""
        return (addresses(self.sender) or [self.sender])[-1]

    @property
    def tie(self) -> Tie | None:
        """How it is tied to its message."""
        return tie_of(self.tied_by) if self.bin == Bin.MATCHED else None

    @property
    def untied(self) -> Untied | None:
        """Why it is tied to none."""
        return untied_of(self.tied_by) if self.bin == Bin.UNMATCHED else None

    @property
    def note(self) -> str:
        """What a person wrote who dismissed it."""
        return self.resolution.removeprefix(DISMISSED)


def listed(session: Session, asked: Asked, before: int | None = None, limit: int = PAGE) -> list[Listed]:
    """A page of the list; `before` is the id that paging goes on from."""
    return _read(session, asked.conditions, before, limit)


def about_address(session: Session, address: str, limit: int = PAGE) -> list[Listed]:
    """Mails that speak of an address (in its search form) and are tied to no message, the newest first."""
    speaks = [
        BounceMail.id.in_(select(BouncedRecipient.bounce_id).where(column == address))
        for column in (BouncedRecipient.recipient, BouncedRecipient.original_recipient)
    ]
    found = {
        one.id: one for which in speaks for one in _read(session, [which, BounceMail.bin == Bin.UNMATCHED], None, limit)
    }
    return sorted(found.values(), key=lambda one: -one.id)[:limit]


class Untraced(NamedTuple):
    """Mails that speak of an address and are tied to no message."""

    mails: tuple[Listed, ...]  # the newest

    @property
    def sentence(self) -> str:
        """For people; "" if there is none."""
        count = len(self.mails)
        if not count:
            return ""
        number = f"{MOST_UNTRACED} or more mails" if count >= MOST_UNTRACED else counted(count, "mail")
        speaks, it = ("speaks", "it") if count == 1 else ("speak", "them")
        return f"{number} in our bounce mailboxes {speaks} of this address, and we could not tie {it} to a message."


def untraced(session: Session, address: str) -> Untraced:
    """Those about this address, in its search form."""
    return Untraced(tuple(about_address(session, address, MOST_UNTRACED)))


def _read(session: Session, conditions: Sequence[ColumnElement[bool]], before: int | None, limit: int) -> list[Listed]:
    row = BounceMail
    columns = (
        row.id,
        row.arrived_at,
        row.bin,
        row.kind,
        row.sender,
        row.subject,
        row.tied_by,
        row.trouble,
        row.resolution,
    )
    query = select(*columns).where(*conditions).order_by(row.id.desc()).limit(limit)
    rows = session.execute(query if before is None else query.where(row.id < before)).all()
    return _with_recipients(session, [Listed(*found) for found in rows])


def _with_recipients(session: Session, mails: list[Listed]) -> list[Listed]:
    recipients: dict[int, dict[str, None]] = defaultdict(dict)
    reasons: dict[int, dict[int, None]] = defaultdict(dict)
    counts: dict[int, int] = {}
    for mail, recipient, reason, counts[mail] in session.execute(_first_recipients([mail.id for mail in mails])):
        recipients[mail][recipient] = reasons[mail][reason] = None
    return [
        mail._replace(
            recipients=tuple(recipients[mail.id]),
            reasons=tuple(map(reason_of, reasons[mail.id])),
            recipient_count=counts.get(mail.id, 0),
        )
        for mail in mails
    ]


def _first_recipients(mails: list[int]) -> Select[Any]:
    row = BouncedRecipient
    place = func.row_number().over(partition_by=row.bounce_id, order_by=row.id).label("place")
    count = func.count().over(partition_by=row.bounce_id).label("count")
    found = select(row.bounce_id, row.recipient, row.reason, count, place).where(row.bounce_id.in_(mails)).subquery()
    first = select(found.c.bounce_id, found.c.recipient, found.c.reason, found.c["count"])
    return first.where(found.c.place <= NAMED_IN_A_ROW).order_by(found.c.bounce_id, found.c.place)
