"""What a line names, within bounds: anybody may send a Message-ID or an address of any length, and an index of PostgreSQL
takes 2,704 octets. The line itself is kept whole.
"""

from hashlib import sha256

from console.mail.event import Entry, Event

LONG_LINE = 500  # characters, of at most four octets each: what a shorter line names fits
LONGEST = 2000  # octets of a name
KEPT = 1000  # octets of a longer one, before what tells it from others that begin alike
NAMES = ("queue_id", "recipient", "original_recipient", "linked_queue_id", "message_id", "envelope_sender", "subject")


def within_bounds(entry: Entry) -> Entry:
    """The same with long names cut. The same name is always cut alike, and different ones stay different."""
    return Entry(entry.at, fitting(entry.host), tuple(map(_bounded, entry.events)))


def fitting(name: str) -> str:
    """The name, or its beginning and a digest of it."""
    if len(name) <= LONG_LINE:
        return name
    octets = name.encode("utf-8", "surrogateescape")
    if len(octets) <= LONGEST:
        return name
    return f"{octets[:KEPT].decode('utf-8', 'ignore')}…{sha256(octets).hexdigest()[:16]}"


def _bounded(event: Event) -> Event:
    fields = zip(event._fields, event, strict=True)
    return Event._make(fitting(value) if name in NAMES and isinstance(value, str) else value for name, value in fields)
