"""What came of the mails of each bounce mailbox, in figures that add up, and in a sentence."""

from collections import Counter
from datetime import datetime, tzinfo
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from console.casework.bounces import WAITS
from console.diagnosis.moment import at_clock, clock, counted
from console.diagnosis.reply_rules import edition
from console.diagnosis.status import Tone
from console.models.bounce import Bin, BounceMail
from console.models.mailbox import Mailbox

WAITING_BINS = (Bin.UNMATCHED, Bin.UNREADABLE)  # what is in them waits for a person
NONE_YET = (
    "No bounce mailbox has been read yet. An operator names one as a feed of the kind “mailbox”; "
    "its mails are sorted here as they come in."
)


class MailboxFigures(NamedTuple):
    """A mailbox. Its mails are the sum of the bins and of those that were in already."""

    id: int
    name: str
    mails: int
    repeated: int  # known from another copy
    last_read_at: datetime | None
    bins: dict[Bin, int]

    @property
    def adds_up(self) -> bool:
        """Whether no mail is lost."""
        return self.mails == self.repeated + sum(self.bins.values())


class BouncesFigures(NamedTuple):
    """All mailboxes."""

    mailboxes: tuple[MailboxFigures, ...]
    dismissed: dict[Bin, int]  # of the bins whose mails wait for a person: those that a person dismissed
    read_long_ago: int  # mails that were read under older rules

    def of(self, which: Bin) -> int:
        """The mails in a bin."""
        return sum(mailbox.bins[which] for mailbox in self.mailboxes)

    def waiting(self, which: Bin) -> int:
        """Those of them that wait for a person."""
        return self.of(which) - self.dismissed[which] if which in WAITING_BINS else 0


def figures(session: Session) -> BouncesFigures:
    """As they are now."""
    bins: dict[int, dict[Bin, int]] = {}
    per_mailbox = select(BounceMail.mailbox_id, BounceMail.bin, func.count())
    for mailbox, which, count in session.execute(per_mailbox.group_by(BounceMail.mailbox_id, BounceMail.bin)):
        bins.setdefault(mailbox, dict.fromkeys(Bin, 0))[Bin(which)] = count
    mailboxes = session.scalars(select(Mailbox).order_by(Mailbox.name))
    return BouncesFigures(
        tuple(
            MailboxFigures(
                one.id,
                one.name,
                one.mail_count,
                one.repeated_count,
                one.last_read_at,
                bins.get(one.id, dict.fromkeys(Bin, 0)),
            )
            for one in mailboxes
        ),
        {which: _count(session, BounceMail.bin == which, ~WAITS) for which in WAITING_BINS},
        _read_long_ago(session),
    )


def tied_by(session: Session, which: Bin) -> Counter[str]:
    """How many mails of a bin there are of each tie, or of each cause why there is none."""
    query = select(BounceMail.tied_by, func.count()).where(BounceMail.bin == which, WAITS).group_by(BounceMail.tied_by)
    return Counter({str(name): int(count) for name, count in session.execute(query)})


class Headline(NamedTuple):
    """How it stands."""

    sentence: str
    tone: Tone


def headline(found: BouncesFigures, now: float, zone: tzinfo) -> Headline:
    """What waits, and up to when mail is here. `now` is seconds since 1970 UTC; times are of `zone`."""
    if not found.mailboxes:
        return Headline(NONE_YET, Tone.NEUTRAL)
    lost = [mailbox.name for mailbox in found.mailboxes if not mailbox.adds_up]
    if lost:
        return Headline(f"The mails of {lost[0]} do not add up: some were fetched and are in no bin.", Tone.BAD)
    waiting = [what for which in WAITING_BINS if (what := _waiting(found.waiting(which), which))]
    waits = f"{', and '.join(waiting)}." if waiting else "Nothing waits for a person."
    return Headline(
        f"{waits[:1].upper()}{waits[1:]} {_last_read(found, now, zone)}", Tone.TROUBLE if waiting else Tone.GOOD
    )


def _waiting(count: int, which: Bin) -> str:
    if not count:
        return ""
    wait = "waits" if count == 1 else "wait"
    if which is Bin.UNMATCHED:
        return f"{counted(count, 'mail')} {wait} to be matched to {'its' if count == 1 else 'their'} message"
    return f"{counted(count, 'mail')} could not be read"


def _last_read(found: BouncesFigures, now: float, zone: tzinfo) -> str:
    """Of several the one that was read longest ago."""
    read = [(one.last_read_at.timestamp(), one.name) for one in found.mailboxes if one.last_read_at]
    if not read:
        return "No mailbox was read to its end yet."
    at, name = min(read)
    if len(read) == 1:
        return f"{name} was last read {at_clock(at, now, zone)}."
    return f"All {len(read)} mailboxes were read since {clock(at, now, zone)}."


def _read_long_ago(session: Session) -> int:
    current = edition()
    first, last = session.execute(select(func.min(BounceMail.read_under), func.max(BounceMail.read_under))).one()
    if first in (None, current) and last in (None, current):
        return 0  # both ends of an index: mails need not be counted
    return _count(session, BounceMail.read_under != current)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(BounceMail).where(*conditions)) or 0
