"""What a reader of logs hands to the one door: blocks of lines, and what they say of which message.

A place is a line within a batch as one number: the block's number times 2**32 plus the line in it, both from 0.
"""

from typing import NamedTuple

Place = int
PLACE_BITS = 32
LINE_MASK = (1 << PLACE_BITS) - 1


def block_of(place: Place) -> int:
    """The number of the block of a place."""
    return place >> PLACE_BITS


def line_of(place: Place) -> int:
    """The number of the line in its block."""
    return place & LINE_MASK


class Block(NamedTuple):
    """Lines of one host in the order they were read. Times are whole seconds since 1970 UTC."""

    host: str
    format: str
    first_at: int
    last_at: int
    time_zone: str
    line_count: int
    content: bytes


class Stay(NamedTuple):
    """A message's stay in one queue, as far as this batch tells."""

    host: str
    queue_id: str  # empty for a message that no queue ever took
    first_at: float
    last_at: float
    headed: bool  # its arrival is in the batch
    ended: bool


class DraftRecipient(NamedTuple):
    """A recipient as the events of this batch have it."""

    address: str
    original_address: str
    status: int
    reason: int
    last_at: int


class Draft(NamedTuple):
    """One message as the events of this batch have it."""

    stays: tuple[Stay, ...]
    message_id: str
    envelope_sender: str | None
    subject: str
    size: int | None
    places: tuple[Place, ...]
    recipients: tuple[DraftRecipient, ...]
    origins: tuple[str, ...]  # queue IDs it came from, whose stay is not in this batch
    handovers: tuple[str, ...]  # queue IDs others gave it, "queued as", likewise


class Unread(NamedTuple):
    """A line that could not be read."""

    line_number: int  # from 1
    reason: str
    content: bytes
    after: Place | None = None  # the last line of the batch that was kept before it; None: there is none


class Lines(NamedTuple):
    """What the lines of a batch came to."""

    event: int
    irrelevant: int
    repeated: int
    quarantined: int
    blank: int


class Progress(NamedTuple):
    """How far a file is read, and what its lines came to. Figures count from the start of the file."""

    path: str
    fingerprint: str  # see LogFile
    format: str
    offset: int
    tail: str
    event_lines: int
    irrelevant_lines: int
    repeated_lines: int
    quarantined_lines: int
    fraction: float | None = None  # how much of the file is read, from 0 to 1, where its size is known
    blank_lines: int = 0

    @property
    def line_count(self) -> int:
        """All lines read."""
        told = self.event_lines + self.irrelevant_lines + self.blank_lines
        return told + self.repeated_lines + self.quarantined_lines

    def with_lines(self, lines: Lines) -> "Progress":
        """The same after these lines."""
        return self._replace(
            event_lines=self.event_lines + lines.event,
            irrelevant_lines=self.irrelevant_lines + lines.irrelevant,
            repeated_lines=self.repeated_lines + lines.repeated,
            quarantined_lines=self.quarantined_lines + lines.quarantined,
            blank_lines=self.blank_lines + lines.blank,
        )


class Batch(NamedTuple):
    """What one transaction stores. Its lines are added to the figures of the file, whatever these are by then."""

    progress: Progress
    lines: Lines
    blocks: tuple[Block, ...]
    drafts: tuple[Draft, ...]
    unread: tuple[Unread, ...]
    begins: int  # the offset where reading of it began
    overlaps: dict[str, tuple[int, int]] = {}  # by host: first and last time of lines that were repeated; never changed
