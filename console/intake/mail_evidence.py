"""Reading mails again: from the rows of `bounce` that a message rests on to the events that they tell."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, select

from console.diagnosis.tie import tie_of
from console.intake.blocks import presentable, unpack
from console.intake.bounces.bounce import Bounce, BounceKind
from console.intake.bounces.events import events_of
from console.intake.bounces.reading import read_bounce
from console.mail.event import Event, Rank
from console.mail.unreadable import UnreadableEvidence
from console.models import bulk
from console.models.bounce import BounceMail
from console.models.mailbox import Mailbox

MAILS_AT_ONCE = 50
NOTHING = Bounce(BounceKind.NOT_A_BOUNCE)


class StoredMail(NamedTuple):
    """A row of `bounce` with its mailbox."""

    id: int
    mailbox: str
    arrived_at: int  # seconds since 1970 UTC
    sender: str
    subject: str
    content: bytes
    tied_by: str

    @property
    def line(self) -> str:
        """The mail in one line."""
        return presentable(f"Mail from {self.sender or 'nobody'}: {self.subject or 'no subject'}")

    @property
    def rank(self) -> Rank:
        """What it is worth for its message."""
        return tie_of(self.tied_by).rank

    def events(self) -> list[Event]:
        """What it says, its recipients as it names them. Only mails are tied that could be read."""
        return events_of(read_kept(self.content), self.arrived_at, self.rank)


def mails_by_id(connection: Connection, ids: Iterable[int]) -> dict[int, StoredMail]:
    """Mails that are tied to a message, by their id."""
    row = BounceMail
    columns = (row.id, Mailbox.name, row.arrived_at, row.sender, row.subject, row.content, row.tied_by)
    found: dict[int, StoredMail] = {}
    for portion in bulk.portions(sorted(set(ids)), MAILS_AT_ONCE):
        query = select(*columns).join(Mailbox, Mailbox.id == row.mailbox_id)
        tied = query.where(row.id.in_(portion), row.message_id.is_not(None))
        found.update((one.id, StoredMail(*one)) for one in connection.execute(tied))
    return found


def read_kept(content: bytes) -> Bounce:
    """A mail as it is stored, read again. Only what could be read once is: this happens outside the child."""
    try:
        return read_bounce(unpack(content))
    except UnreadableEvidence:
        return NOTHING  # the limits are lower than when it came in
