"""One mail of a bounce mailbox: what it says, of whom, how it is tied to a message, and the mail itself, taken apart."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.casework.bounces_letter import ShownMail, shown_mail
from console.casework.bounces_messages import Copy, copies_of
from console.casework.bounces_source import as_text
from console.casework.bounces_words import KindWords, reader_of, words_of
from console.diagnosis.reason import Reason, reason_of
from console.diagnosis.tie import Tie, Untied, tie_of, untied_of
from console.intake.blocks import unpack
from console.intake.bounces.bounce import Bounce
from console.intake.mail_evidence import read_kept
from console.mail.unreadable import UnreadableEvidence
from console.models.bounce import Bin, BouncedRecipient, BounceMail
from console.models.mailbox import Mailbox
from console.models.quarantine import DISMISSED

MOST_TOLD = 300  # recipients on a page: a hostile mail names ten thousand
BEGINNING = 4000  # octets that are shown of a mail that cannot be read


class Told(NamedTuple):
    """What a mail says of one recipient."""

    recipient: str
    original_recipient: str
    action: str
    enhanced_status: str
    reply_code: int | None
    command: str
    diagnostic: str
    remote_mta: str
    reason: Reason
    rule: str
    block_list: str
    retry_after: int | None  # seconds
    written_as: str = ""  # what should name the recipient, where it cannot be an address


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceReport:
    """A mail. Times are seconds since 1970 UTC."""

    id: int
    mailbox: str
    uid: int
    arrived_at: int
    fetched_at: datetime
    size: int
    trouble: str
    kind: str
    maker: str
    sender: str
    subject: str
    reporting_mta: str
    own_message_id: str
    original_message_id: str
    original_subject: str
    queue_id: str
    read_under: str
    bin: Bin
    tied_by: str
    resolution: str
    told: tuple[Told, ...]  # of the first recipients
    told_count: int  # of all
    message: int | None
    copies: tuple[Copy, ...]  # of that message: those that it speaks of, or else all
    understood: Bounce | None  # read again; None of a mail that cannot be read
    letter: ShownMail | None  # likewise
    beginning: str  # of a mail that cannot be read

    @property
    def words(self) -> KindWords:
        """What kind of mail it is."""
        return words_of(self.kind)

    @property
    def read_by(self) -> str:
        """Which rules understood it; empty if none did."""
        return f"the rules for {reader_of(self.maker)}, edition {self.read_under}" if self.maker else ""

    @property
    def tie(self) -> Tie | None:
        """How it is tied to its message."""
        return tie_of(self.tied_by) if self.bin is Bin.MATCHED else None

    @property
    def untied(self) -> Untied | None:
        """Why it is tied to none."""
        return untied_of(self.tied_by) if self.bin is Bin.UNMATCHED else None

    @property
    def note(self) -> str:
        """What a person wrote who dismissed it."""
        return self.resolution.removeprefix(DISMISSED)

    @property
    def stamp(self) -> str:
        """What a form about it carries, so that nobody overwrites what somebody else decided meanwhile."""
        return stamp(self.bin, self.message, self.tied_by, self.resolution)


def stamp(which: str, message: int | None, tied_by: str, resolution: str) -> str:
    """A short text that is another one as soon as anything of this is."""
    return sha256("\0".join((which, str(message), tied_by, resolution)).encode()).hexdigest()[:16]


def report(session: Session, number: int) -> BounceReport | None:
    """The mail with this id."""
    query = select(BounceMail, Mailbox.name).join(Mailbox, Mailbox.id == BounceMail.mailbox_id)
    found = session.execute(query.where(BounceMail.id == number)).one_or_none()
    if found is None:
        return None
    mail, mailbox = found
    raw = unpack(mail.content)
    readable = mail.bin != Bin.UNREADABLE
    understood = read_kept(mail.content) if readable else None
    told = _as_written(_told(session, number), understood)
    named = {name for one in told for name in (one.recipient, one.original_recipient)}
    return BounceReport(
        **{name: getattr(mail, name) for name in _COPIED},
        bin=Bin(mail.bin),
        mailbox=mailbox,
        told=told,
        told_count=_told_count(session, number),
        message=mail.message_id,
        copies=copies_of(session, mail.message_id, named) if mail.message_id is not None else (),
        understood=understood,
        letter=_letter(raw) if readable else None,
        beginning="" if readable else as_text(raw[:BEGINNING]),
    )


_COPIED = (
    "id", "uid", "arrived_at", "fetched_at", "size", "trouble", "kind", "maker", "sender", "subject", "reporting_mta",
    "own_message_id", "original_message_id", "original_subject", "queue_id", "read_under", "tied_by", "resolution",
)  # fmt: skip


def _told(session: Session, number: int) -> list[Told]:
    query = select(BouncedRecipient).where(BouncedRecipient.bounce_id == number).order_by(BouncedRecipient.id)
    query = query.limit(MOST_TOLD)
    stored = Told._fields[: -len(Told._field_defaults)]
    return [
        Told(**{name: getattr(row, name) for name in stored} | {"reason": reason_of(row.reason)})
        for row in session.scalars(query)
    ]


def _as_written(told: list[Told], understood: Bounce | None) -> tuple[Told, ...]:
    """With what stands in place of an address, which is read again."""
    if understood is None or len(understood.recipients) < len(told):
        return tuple(told)
    return tuple(
        one if one.recipient else one._replace(written_as=again.written_as)
        for one, again in zip(told, understood.recipients, strict=False)
    )


def _told_count(session: Session, number: int) -> int:
    query = select(func.count()).select_from(BouncedRecipient)
    return session.scalar(query.where(BouncedRecipient.bounce_id == number)) or 0


def _letter(raw: bytes) -> ShownMail | None:
    try:
        return shown_mail(raw)
    except UnreadableEvidence:
        return None  # the limits are lower than when it came in
