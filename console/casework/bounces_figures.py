"""What came of the mails of each bounce mailbox, in figures that add up, and in a sentence."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, tzinfo
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from console.casework.bounces import WAITS
from console.casework.bounces_mailboxes import Defined, defined, not_read
from console.diagnosis.completeness import Followed
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

    id: int | None  # None: nothing of it is in
    name: str
    mails: int
    repeated: int  # known from another copy
    last_read_at: datetime | None
    bins: dict[Bin, int]
    feed: str = ""  # as which it is defined

    @property
    def adds_up(self) -> bool:
        """Whether no mail is lost."""
        return self.mails == self.repeated + sum(self.bins.values())


class BouncesFigures(NamedTuple):
    """All mailboxes that are defined, or from which mail came."""

    mailboxes: tuple[MailboxFigures, ...]
    followed: tuple[Followed, ...]  # those of them that ought to be read all the time
    dismissed: dict[Bin, int]  # of the bins whose mails wait for a person: those that a person dismissed
    read_long_ago: int  # mails that were read under older rules

    @property
    def all_are_read(self) -> bool:
        """Whether none of those that ought to be read is not."""
        return all(mailbox.is_read for mailbox in self.followed)

    def of(self, which: Bin) -> int:
        """The mails in a bin."""
        return sum(mailbox.bins[which] for mailbox in self.mailboxes)

    def waiting(self, which: Bin) -> int:
        """Those of them that wait for a person."""
        return self.of(which) - self.dismissed[which] if which in WAITING_BINS else 0


def figures(session: Session) -> BouncesFigures:
    """As they are now."""
    as_defined = defined(session)
    known = {one.name: one for one in _known(session)}
    mailboxes = [_with_feed(name, known.get(name), as_defined.get(name)) for name in sorted({*known, *as_defined})]
    followed = [_followed(known.get(name), one.feed) for name, one in as_defined.items() if one.is_enabled]
    return BouncesFigures(
        tuple(mailboxes),
        tuple(followed),
        {which: _count(session, BounceMail.bin == which, ~WAITS) for which in WAITING_BINS},
        _read_long_ago(session),
    )


def _known(session: Session) -> Iterator[MailboxFigures]:
    """The mailboxes from which mail came."""
    bins: dict[int, dict[Bin, int]] = {}
    per_mailbox = select(BounceMail.mailbox_id, BounceMail.bin, func.count())
    for mailbox, which, count in session.execute(per_mailbox.group_by(BounceMail.mailbox_id, BounceMail.bin)):
        bins.setdefault(mailbox, dict.fromkeys(Bin, 0))[Bin(which)] = count
    for one in session.scalars(select(Mailbox)):
        in_bins = bins.get(one.id, dict.fromkeys(Bin, 0))
        yield MailboxFigures(one.id, one.name, one.mail_count, one.repeated_count, one.last_read_at, in_bins)


def _with_feed(name: str, known: MailboxFigures | None, as_defined: Defined | None) -> MailboxFigures:
    """The mails tell when the last of them came; the feed when it was looked at."""
    one = known or MailboxFigures(None, name, 0, 0, None, dict.fromkeys(Bin, 0))
    if as_defined is None:
        return one
    looked_at = as_defined.feed.last_read_at
    times = filter(None, (one.last_read_at, datetime.fromtimestamp(looked_at, UTC) if looked_at else None))
    return one._replace(feed=as_defined.feed.name, last_read_at=max(times, default=None))


def _followed(known: MailboxFigures | None, feed: Followed) -> Followed:
    """Mails that came before anybody noted at the feed that it was read prove that it was."""
    if feed.last_read_at is not None or known is None or known.last_read_at is None:
        return feed
    came_at = known.last_read_at.timestamp()
    return feed if feed.error_since and came_at >= feed.error_since else feed._replace(last_read_at=came_at)


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
    waiting = [_waiting(found, which) for which in WAITING_BINS if found.waiting(which)]
    dismissed = _dismissed(sum(found.dismissed.values()))
    waits = ", and ".join(waiting) or f"Nothing waits for a person{dismissed}"
    unread = not_read(found.followed, now, zone)
    told = filter(None, (f"{waits}.", unread, _last_read(found, now, zone)))
    return Headline(" ".join(told), Tone.TROUBLE if waiting or unread else Tone.GOOD)


def _waiting(found: BouncesFigures, which: Bin) -> str:
    count, dismissed = found.waiting(which), _dismissed(found.dismissed[which])
    if which is Bin.UNREADABLE:
        return f"{counted(count, 'mail')} could not be read{dismissed}"
    wait, their = ("waits", "its") if count == 1 else ("wait", "their")
    return f"{counted(count, 'mail')} {wait} to be matched to {their} message{dismissed}"


def _dismissed(count: int) -> str:
    """They are counted in their bin, and wait no more."""
    return f" ({count:,} {'was' if count == 1 else 'were'} dismissed)" if count else ""


def _last_read(found: BouncesFigures, now: float, zone: tzinfo) -> str:
    """Of several the one that was read longest ago. What is defined no more, or switched off, is read no more."""
    if found.followed:
        read = [(one.last_read_at, one.name) for one in found.followed if one.is_read and one.last_read_at]
    else:
        read = [(one.last_read_at.timestamp(), one.name) for one in found.mailboxes if one.last_read_at]
    if not read:
        return "" if found.followed else "No mailbox was read to its end yet."
    at, name = min(read)
    if len(read) == 1:
        return f"{name} was last read {at_clock(at, now, zone)}."
    which = f"All {len(read)}" if len(read) == len(found.followed or found.mailboxes) else f"The other {len(read)}"
    return f"{which} mailboxes were read since {clock(at, now, zone)}."


def _read_long_ago(session: Session) -> int:
    current = edition()
    first, last = session.execute(select(func.min(BounceMail.read_under), func.max(BounceMail.read_under))).one()
    if first in (None, current) and last in (None, current):
        return 0  # both ends of an index: mails need not be counted
    return _count(session, BounceMail.read_under != current)


def _count(session: Session, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(BounceMail).where(*conditions)) or 0
