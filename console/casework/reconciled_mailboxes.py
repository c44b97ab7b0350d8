"""Reconciling mailboxes: every mail that was fetched is in one of the bins, or was in already."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.diagnosis.moment import counted
from console.models.bounce import Bin, BounceMail
from console.models.mailbox import Mailbox
from console.models.message import Message, unpack_references

MESSAGES_AT_ONCE = 5000


class MailboxMails(NamedTuple):
    """What the mails of a mailbox came to. All are the sum of the others."""

    mailbox: str
    all: int
    matched: int
    unmatched: int
    not_a_bounce: int
    unreadable: int  # in quarantine, or dismissed from there
    repeated: int  # in already
    astray: int | None  # matched mails that their message does not rest on; None where that was not asked for

    @property
    def complaints(self) -> Iterator[str]:
        """Sentences on what does not add up."""
        total = self.matched + self.unmatched + self.not_a_bounce + self.unreadable + self.repeated
        if total != self.all:
            fetched = "was fetched, and what came of it" if self.all == 1 else "were fetched, and what came of them"
            yield f"{self.mailbox}: {counted(self.all, 'mail')} {fetched} adds up to {total:,}."
        if self.astray:
            rest = "message of 1 matched mail does not rest on it" if self.astray == 1 else ""
            rest = rest or f"messages of {self.astray:,} matched mails do not rest on them"
            yield f"{self.mailbox}: the {rest}."


def reconcile_mailboxes(session: Session, since: datetime | None = None, deep: bool = False) -> list[MailboxMails]:
    """The mailboxes that were read since then, by name. `deep` asks every message which mails it rests on."""
    held = dict(_held(session)) if deep else None
    query = select(Mailbox).order_by(Mailbox.name)
    if since is not None:
        query = query.where(Mailbox.last_read_at >= since)
    return [_mails(session, mailbox, held) for mailbox in session.scalars(query)]


def _mails(session: Session, mailbox: Mailbox, held: dict[int, int] | None) -> MailboxMails:
    here = BounceMail.mailbox_id == mailbox.id
    bins = Counter(
        dict(session.execute(select(BounceMail.bin, func.count()).where(here).group_by(BounceMail.bin)).all())
    )
    return MailboxMails(
        mailbox.name,
        mailbox.mail_count,
        bins[Bin.MATCHED],
        bins[Bin.UNMATCHED],
        bins[Bin.NOT_A_BOUNCE],
        bins[Bin.UNREADABLE],
        mailbox.repeated_count,
        None if held is None else _astray(session, mailbox, held),
    )


def _held(session: Session) -> Iterator[tuple[int, int]]:
    """The mails that messages rest on, each with its message."""
    rows = session.execute(select(Message.id, Message.evidence).execution_options(yield_per=MESSAGES_AT_ONCE))
    return ((one.evidence_id, number) for number, packed in rows for one in unpack_references(packed) if one.is_mail)


def _astray(session: Session, mailbox: Mailbox, held: dict[int, int]) -> int:
    matched = select(BounceMail.id, BounceMail.message_id).where(BounceMail.mailbox_id == mailbox.id)
    rows = session.execute(matched.where(BounceMail.bin == Bin.MATCHED))
    return sum(held.get(number) != message for number, message in rows)
