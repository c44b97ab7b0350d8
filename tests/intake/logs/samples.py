"""Lines to read: our own samples under tests/evidence, third-party ones where they stand, and short ways to read them."""

import gzip
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from console.intake.logs.reading import LogReader, reader
from console.mail.event import Entry, Event
from console.mail.unreadable import UnreadableEvidence

EVIDENCE = Path(__file__).parents[2] / "evidence"
REPOSITORY = Path(__file__).parents[3]
CORPUS = Path(os.environ.get("POSTDESK_CORPUS") or REPOSITORY.parent / "shared" / "corpus")
MTA_LOGS = CORPUS / "mta-logs"

UTC = ZoneInfo("UTC")
NOW = 1795300000.0  # 2026-11-21 22:26:40 UTC, some hours after our samples were made


def a_reader(
    format_name: str | None = None,
    zone: str = "UTC",
    year: int | None = None,
    now: float = NOW,
    anchor: float | None = None,
) -> LogReader:
    """A reader as an import makes it."""
    return reader(format_name, ZoneInfo(zone), year, now, anchor)


def sample(name: str) -> list[str]:
    """The lines of one of our samples, by its path under tests/evidence."""
    return gzip.decompress((EVIDENCE / name).read_bytes()).decode().splitlines()


def records(name: str) -> list[dict[str, Any]]:
    """The records of one of our samples: a JSON object a line."""
    return [json.loads(line) for line in sample(name)]


def read_all(lines: Iterable[str], format_name: str | None = None) -> list[Entry]:
    """The entries of a log in which every line can be read."""
    read = a_reader(format_name).read
    return [read(line) for line in lines]


def events_of(lines: Iterable[str], format_name: str | None = None) -> list[Event]:
    """The events of such a log."""
    return [event for entry in read_all(lines, format_name) for event in entry.events]


def sort_lines(lines: Iterable[str], log: LogReader) -> Iterator[tuple[str, str]]:
    """Each line with what it comes to: event, irrelevant or unreadable."""
    for line in lines:
        try:
            yield line, "event" if log.read(line).events else "irrelevant"
        except UnreadableEvidence:
            yield line, "unreadable"


def postfix(words: str, daemon: str = "smtp") -> tuple[Event, ...]:
    """What a daemon of Postfix says with these words."""
    return a_reader().read(f"2026-11-21T18:23:50+00:00 mail postfix/{daemon}[4324]: {words}").events


def exim(words: str) -> tuple[Event, ...]:
    """What Exim says in its own log with these words."""
    return a_reader("exim").read(f"2026-11-21 18:48:48.592 [7021] {words}").events
