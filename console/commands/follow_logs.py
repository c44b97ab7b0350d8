"""`flask follow-logs`: read logs while they grow."""

import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext
from rich.console import Console
from rich.live import Live
from rich.text import Text

from console import audit
from console.commands.import_log import a_zone, configured_network
from console.commands.told_to_stop import told_to_stop
from console.database import db
from console.diagnosis.moment import counted
from console.intake.files import STANDARD_INPUT, UnreadableFile, name_of
from console.intake.follow import FeedSpec, Follower, follower
from console.intake.follow.spec import path_of
from console.intake.follow.stream import Stream
from console.intake.follow.syslog_address import RefusedAddress, address_of
from console.intake.import_logs import CannotStore, known_network, telling_storage_errors
from console.intake.logs.reading import FORMATS
from console.intake.missed import note_looked
from console.intake.recognise import UnknownFormat
from console.models.base import utc_now
from console.models.feed import FeedKind
from console.work.pace import Pace

TOLD_EVERY = 10.0  # seconds
AFTER_TROUBLE = 2.0  # seconds until it is tried again
RATE_OVER = 5.0  # seconds

Say = Callable[[str], None]


def sockets(context: click.Context, parameter: click.Parameter, places: tuple[str, ...]) -> tuple[str, ...]:
    """Addresses that a socket may listen at."""
    for place in places:
        try:
            address_of(place)
        except RefusedAddress as error:
            raise click.BadParameter(str(error)) from None
    return places


@click.command("follow-logs")
@click.argument("paths", metavar="[PATH]…", nargs=-1)
@click.option("--syslog", "places", metavar="ADDRESS", multiple=True, callback=sockets, help="As udp:127.0.0.1:5514.")
@click.option("--journal", is_flag=True, help="Follow the mail programs in this machine's journal.")
@click.option(
    "--format", "format_name", type=click.Choice([one.NAME for one in FORMATS]), help="Recognised if not given."
)
@click.option("--timezone", "zone", default="UTC", callback=a_zone, show_default=True, help="Of stamps that name none.")
@with_appcontext
def command(
    paths: tuple[str, ...], places: tuple[str, ...], journal: bool, format_name: str | None, zone: ZoneInfo
) -> None:
    """Read mail logs on and on, through every kind of rotation; - is standard input.

    What was written while nobody followed is read first. SIGTERM and Ctrl-C end it after the batch in hand.
    """
    found = [*((FeedKind.FILE, _absolute(path)) for path in paths), *((FeedKind.SYSLOG, place) for place in places)]
    feeds = [*found, (FeedKind.JOURNAL, "")] if journal else found
    if "" in paths:
        raise click.UsageError("A path is empty. Name the log file.")
    if not feeds:
        raise click.UsageError("Name a log file, or a socket with --syslog, or say --journal.")
    specs = [
        FeedSpec(name_of(place) or kind, kind, place, format_name or "", zone.key)
        for kind, place in dict.fromkeys(feeds)
    ]
    network = known_network(db.engine, configured_network())
    with told_to_stop() as told, _status_line() as live:
        click.echo(f"Following {', '.join(spec.name for spec in specs)}. Ctrl-C ends it.")
        say = live.console.print if live else _say
        watched = [Watched(spec, follower(spec, db.engine, network), say) for spec in specs]
        _follow(watched, told, live)
        for one in watched:
            one.close()
    _conclude(watched)


def _absolute(path: str) -> str:
    return path if path == STANDARD_INPUT else str(Path(path).absolute())


class Watched:
    """A feed that is followed here, and how it goes."""

    def __init__(self, spec: FeedSpec, follower: Follower, say: Say) -> None:
        self.spec = spec
        self.lines = 0
        self.last_line_at: float | None = None  # seconds since 1970 UTC
        self.trouble = ""
        self.ended = False
        self.due_at = 0.0  # by the monotonic clock
        self._looked_at: datetime | None = None  # when the last look began that reached the end
        self._follower = follower
        self._say = say

    def look(self) -> None:
        """Read what is new, if it is time for that."""
        at, now = utc_now(), time.monotonic()
        if self.ended or now < self.due_at:
            return
        try:
            read = self._follower.read_once()
        except (UnreadableFile, UnknownFormat, CannotStore) as error:
            self._note(str(error))
            self.due_at = time.monotonic() + AFTER_TROUBLE
            return
        self.lines += read.lines
        self.last_line_at, self.ended = read.last_line_at, read.ended
        self.due_at = now + read.pause
        self._looked_at = self._looked_at if read.more else at
        self._note(read.trouble)

    def tell_looked(self) -> None:
        """Let coverage know that the log is read so far. Standard input is no place that anybody comes back to."""
        if self._looked_at is None or self.spec.place == STANDARD_INPUT:
            return
        try:
            with telling_storage_errors():
                note_looked(db.engine, path_of(self.spec), self.spec.kind, self._looked_at)
        except CannotStore as error:
            self._note(str(error))

    def close(self) -> None:
        """Store what is in hand."""
        self.tell_looked()
        try:
            if isinstance(self._follower, Stream):
                self.lines += self._follower.end()
            else:
                self._follower.close()
        except CannotStore as error:
            self._note(str(error))

    def _note(self, trouble: str) -> None:
        if trouble != self.trouble:
            self._say(trouble or f"{self.spec.name} is read again.")
        self.trouble = trouble


class Rate:
    """Lines a second, over the last few seconds."""

    def __init__(self) -> None:
        self._noted = deque([(time.monotonic(), 0)])

    def note(self, lines: int) -> float:
        """Note how many lines were read so far; the rate."""
        now = time.monotonic()
        self._noted.append((now, lines))
        while now - self._noted[0][0] > RATE_OVER and len(self._noted) > 2:
            self._noted.popleft()
        began, before = self._noted[0]
        return (lines - before) / max(now - began, 0.001)


def _follow(watched: list[Watched], told: threading.Event, live: Live | None) -> None:
    rate, telling = Rate(), Pace(TOLD_EVERY)
    while not told.is_set() and not all(one.ended for one in watched):
        for one in watched:
            one.look()
            if told.is_set():
                return
        if telling.due:
            for one in watched:
                one.tell_looked()
            telling.done()
        if live:
            live.update(Text(_status(watched, rate)), refresh=True)
        due_at = min((one.due_at for one in watched if not one.ended), default=0.0)
        told.wait(max(0.0, due_at - time.monotonic()))


def _status(watched: list[Watched], rate: Rate) -> str:
    lines = sum(one.lines for one in watched)
    newest = max((one.last_line_at for one in watched if one.last_line_at), default=None)
    said = f"{counted(lines, 'line')}, {rate.note(lines):,.0f}/s"
    if newest is None:
        return said
    return f"{said}; the newest of {datetime.fromtimestamp(newest, UTC):%H:%M:%S} UTC, {_ago(time.time() - newest)}"


def _ago(seconds: float) -> str:
    if seconds < 0:
        return "by a clock that is ahead"
    return f"{seconds:.0f} s ago" if seconds < 600 else f"{seconds / 60:,.0f} min ago"


@contextmanager
def _status_line() -> Iterator[Live | None]:
    """One line that tells how it goes, on a terminal."""
    console = Console(stderr=True, markup=False, highlight=False, soft_wrap=True)
    if not console.is_terminal:
        yield None
        return
    with Live(console=console, auto_refresh=False, transient=True) as live:
        yield live


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _conclude(watched: list[Watched]) -> None:
    for one in watched:
        click.echo(f"{one.spec.name}: {counted(one.lines, 'line')} read.")
        subject = f"file:{one.spec.place}" if one.spec.kind == FeedKind.FILE else f"{one.spec.kind}:{one.spec.place}"
        audit.record(db.session, audit.COMMAND_LINE, audit.Action.LOG_IMPORT, subject, lines=one.lines)
    db.session.commit()
    if any(one.trouble for one in watched):
        sys.exit(1)
