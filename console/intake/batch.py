"""What a reader of logs hands to the one door: blocks of lines, and what they say of which message.

A place is a line within a batch as one number: the block's number times 2**32 plus the line in it, both from 0.
"""

from typing import NamedTuple

Place = int
PLACE_BITS = 32


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

    @property
    def line_count(self) -> int:
        """All lines read."""
        return self.event_lines + self.irrelevant_lines + self.repeated_lines + self.quarantined_lines


class Batch(NamedTuple):
    """What one transaction stores."""

    progress: Progress
    blocks: tuple[Block, ...]
    drafts: tuple[Draft, ...]
    unread: tuple[Unread, ...]
