"""`flask fetch-bounces`: fetch from the bounce mailboxes, once or on and on."""

import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from console import audit
from console.casework import feeds
from console.commands.import_log import configured_network
from console.commands.told_to_stop import told_to_stop
from console.database import db
from console.diagnosis.moment import counted
from console.intake.follow.spec import FeedSpec, Unreachable
from console.intake.import_logs import CannotStore, known_network
from console.intake.mailbox.followed_mailbox import Figures, FollowedMailbox, access_of
from console.models.feed import Feed, FeedKind
from console.settings import Settings
from console.work.feed_thread import ELSEWHERE, STORING, FeedThread, Note
from console.work.worker import spec_of

TRIES = 4  # in a row, of a mailbox that breaks off while mails wait
TOLD_EVERY = 0.2  # seconds
ENDS_WITHIN = 25.0  # seconds

Say = Callable[[str], None]
Opens = Callable[[FeedSpec], FollowedMailbox]


@click.command("fetch-bounces")
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option("--once", is_flag=True, help="Fetch what waits, and end.")
@with_appcontext
def command(names: tuple[str, ...], once: bool) -> None:
    """Fetch new mail from the mailboxes that are defined as feeds: all that are enabled, or those that are NAMEd.

    What was interrupted goes on where it stopped. A worker does the same by itself; both at a time do no harm.
    """
    mailboxes = [Mailbox(spec_of(feed), _opens()) for feed in _feeds(names)]
    if not mailboxes:
        raise click.ClickException("No mailbox is defined. Add one: flask --app app feed add bounces imaps://…")
    with _bars(mailboxes) as say:
        if once:
            for mailbox in mailboxes:
                mailbox.fetch(say)
        else:
            _follow(mailboxes, say)
    for mailbox in mailboxes:
        click.echo(f"{mailbox.spec.name}: {mailbox.sentence}")
        subject = f"feed:{mailbox.spec.name}"
        audit.record(db.session, audit.COMMAND_LINE, audit.Action.BOUNCE_FETCH, subject, mails=mailbox.figures.fetched)
    db.session.commit()
    if any(mailbox.trouble for mailbox in mailboxes):
        sys.exit(1)


def sentence(figures: Figures) -> str:
    """What came of the mails, for people."""
    if not figures.fetched:
        return "no new mail."
    counts = (
        (figures.identified, "tells what became of a message", "tell what became of a message"),
        (figures.others, "is not a bounce", "are not bounces"),
        (figures.unreadable, "cannot be read and is in quarantine", "cannot be read and are in quarantine"),
        (figures.known, "was known before", "were known before"),
    )
    parts = [f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count]
    moved = f" {counted(figures.moved, 'mail')} moved." if figures.moved else ""
    return f"{counted(figures.fetched, 'mail')} fetched: {', '.join(parts)}.{moved}"


class Mailbox:
    """A mailbox that is fetched from here."""

    def __init__(self, spec: FeedSpec, opens: Opens) -> None:
        self.spec = spec
        self.trouble = ""
        self.is_read = False  # to its end, at least once
        self._opens = opens
        self._opened: list[FollowedMailbox] = []

    @property
    def figures(self) -> Figures:
        """What came of it so far."""
        return Figures(*map(sum, zip(*(one.figures for one in self._opened), strict=True)))

    @property
    def sentence(self) -> str:
        """What came of it, for people. What was not read is never said to be empty."""
        if self.is_read:
            return f"{sentence(self.figures)} {self.trouble}".rstrip()
        if self.figures.fetched:
            return f"{sentence(self.figures)} The rest was not read. {self.trouble}".rstrip()
        return f"not read. {self.trouble}".rstrip()

    @property
    def waiting(self) -> int:
        """How many mails are known to wait."""
        return self._opened[-1].waiting if self._opened else 0

    def open(self, spec: FeedSpec) -> FollowedMailbox:
        """Another follower of it; the figures go on."""
        self._opened.append(self._opens(spec))
        return self._opened[-1]

    def fetch(self, say: Say) -> None:
        """Fetch what waits. What breaks off in between is tried again a few times."""
        tries, before = 0, -1
        try:
            with closing(self.open(self.spec)) as one:
                while pause := self._look(one, tries):
                    tries = 1 if one.figures.fetched > before else tries + 1
                    before = one.figures.fetched
                    say(f"{self.spec.name}: {self.trouble}")
                    time.sleep(pause)
        except Unreachable as error:
            self.trouble = str(error)
        if self.trouble:
            say(f"{self.spec.name}: {self.trouble}")

    def _look(self, one: FollowedMailbox, tries: int) -> float:
        """Read all; the seconds until another try is worth it, or 0."""
        self.trouble = ""
        try:
            while (read := one.read_once()).more:
                pass
            self.trouble, self.is_read = read.trouble, self.is_read or read.looked
            is_broken_off = not read.looked and bool(read.trouble)
            patience = ELSEWHERE
        except CannotStore as error:
            self.trouble, is_broken_off, patience = str(error), True, STORING
        except Unreachable as error:
            self.trouble, is_broken_off, patience = str(error), one.waiting > 0, ELSEWHERE
        return patience.first * 2.0**tries if is_broken_off and tries < TRIES else 0.0

    def note(self, note: Note, say: Say) -> None:
        """Tell of what changed."""
        if note.error != self.trouble:
            say(f"{self.spec.name}: {note.error or 'all is well again.'}")
        self.trouble, self.is_read = note.error, note.read_at is not None


def _feeds(names: Sequence[str]) -> list[Feed]:
    defined = {feed.name: feed for feed in feeds.feeds(db.session) if feed.kind == FeedKind.MAILBOX}
    for name in names:
        if name not in defined:
            raise click.ClickException(f"There is no mailbox {name!r}; there are: {', '.join(defined) or 'none'}.")
    return [defined[name] for name in names] if names else [feed for feed in defined.values() if feed.enabled]


def _opens() -> Opens:
    settings: Settings = current_app.extensions["postdesk_settings"]
    engine = db.engine
    network = known_network(engine, configured_network())
    return lambda spec: FollowedMailbox(spec, engine, network, access_of(settings))


def _follow(mailboxes: Sequence[Mailbox], say: Say) -> None:
    """Each in a thread, as the worker does it."""
    say("Ctrl-C ends it.")
    threads = [FeedThread(mailbox.spec, mailbox.open, lambda: True) for mailbox in mailboxes]
    for thread in threads:
        thread.start()
    with told_to_stop() as told:
        while not told.wait(TOLD_EVERY):
            for mailbox, thread in zip(mailboxes, threads, strict=True):
                mailbox.note(thread.note, say)
    for thread in threads:
        thread.stop()
    for mailbox, thread in zip(mailboxes, threads, strict=True):
        thread.join(ENDS_WITHIN)
        mailbox.note(thread.note, say)


@contextmanager
def _bars(mailboxes: Sequence[Mailbox]) -> Iterator[Say]:
    """A bar for each mailbox, on a terminal; what is to be said stands above them."""
    console = Console(stderr=True, markup=False, highlight=False, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f} of {task.total:,.0f}"))
    ended = threading.Event()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        tasks = {bars.add_task(mailbox.spec.name, total=0): mailbox for mailbox in mailboxes}

        def show() -> None:
            while not ended.wait(TOLD_EVERY):
                for task, mailbox in tasks.items():
                    fetched = mailbox.figures.fetched
                    bars.update(task, completed=fetched, total=fetched + mailbox.waiting)

        shower = threading.Thread(target=show, daemon=True)
        shower.start()
        try:
            yield console.print
        except KeyboardInterrupt:
            raise click.ClickException(
                "Interrupted. What was fetched is stored; the same command goes on from there."
            ) from None
        finally:
            ended.set()
            shower.join()
