"""Which format a log has, and when it begins: from its first lines."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from console.intake.blocks import presentable
from console.intake.files import name_of
from console.intake.logs.reading import FORMATS, LogReader, reader
from console.mail.unreadable import UnreadableEvidence


class UnknownFormat(ValueError):
    """No format that Postdesk reads; the message says what to do."""


class Options(NamedTuple):
    """How lines are to be read."""

    format: str | None = None  # None: recognise it
    zone: ZoneInfo = ZoneInfo("UTC")  # of stamps that name none
    year: int | None = None  # of the first stamp, where stamps have none; None: the latest that is not to come

    def reader(self, format_name: str | None, last_at: float | None = None) -> LogReader:
        """A reader for one log; `last_at` is the time of the line before its first, where that is known."""
        return reader(format_name, self.zone, self.year, now=datetime.now(UTC).timestamp(), anchor=last_at)


def format_of(path: str, sample: Sequence[str], options: Options) -> str:
    """The name of the format of a log. Raises UnknownFormat."""
    if options.format:
        return options.format
    probe = options.reader(None)
    for line in sample:
        _time_of(probe, line)
        if probe.format:
            return probe.format
    known = ", ".join(one.NAME for one in FORMATS)
    raise UnknownFormat(
        f"{name_of(path)} is in no log format that Postdesk knows ({known}). If it is one of these, say which with --format."
    )


def first_time(sample: Sequence[str], options: Options) -> float:
    """The time of the first line that has one, as seconds since 1970 UTC; 0 if none has."""
    probe = options.reader(options.format)
    return next((at for at in (_time_of(probe, line) for line in sample) if at), 0.0)


def _time_of(probe: LogReader, line: str) -> float:
    try:
        return probe.read(presentable(line).rstrip("\r")).at
    except UnreadableEvidence:
        return 0.0
