"""`flask fetch-bounces`: fetch from the bounce mailboxes, once or on and on."""

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from sqlalchemy.exc import SQLAlchemyError

from console import audit
from console.casework import feeds, tasks
from console.commands.fetched_mailbox import Mailbox, Opens, Say
from console.commands.import_log import configured_network
from console.commands.told_to_stop import told_to_stop
from console.database import db
from console.intake.import_logs import known_network
from console.intake.mailbox.followed_mailbox import FollowedMailbox, access_of
from console.models.feed import Feed, FeedKind
from console.settings import Settings
from console.work.feed_thread import FeedThread, Note
from console.work.noting import Noting
from console.work.worker import spec_of

TOLD_EVERY = 0.2  # seconds
ENDS_WITHIN = 25.0  # seconds


@click.command("fetch-bounces")
@click.argument("names", metavar="[NAME]…", nargs=-1)
@click.option("--once", is_flag=True, help="Fetch what waits, and end.")
@with_appcontext
def command(names: tuple[str, ...], once: bool) -> None:
    """Fetch new mail from the mailboxes that are defined as feeds: all that are enabled, or those that are NAMEd.

    What was interrupted goes on where it stopped. A worker does the same by itself; both at a time do no harm.
    """
    mailboxes = [Mailbox(feed.id, spec_of(feed), _opens()) for feed in _feeds(names)]
    db.session.commit()
    noting = Noting()
    if not mailboxes:
        raise click.ClickException("No mailbox is defined. Add one: flask --app app feed add bounces imaps://…")
    with _bars(mailboxes) as say:
        if once:
            for mailbox in mailboxes:
                mailbox.fetch(say)
                _note(noting, [mailbox])
        else:
            _follow(mailboxes, say, noting)
    for mailbox in mailboxes:
        click.echo(f"{mailbox.spec.name}: {mailbox.sentence}")
        subject = f"feed:{mailbox.spec.name}"
        audit.record(db.session, audit.COMMAND_LINE, audit.Action.BOUNCE_FETCH, subject, mails=mailbox.figures.fetched)
    db.session.commit()
    if any(mailbox.note.error for mailbox in mailboxes):
        sys.exit(1)


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


def _follow(mailboxes: Sequence[Mailbox], say: Say, noting: Noting) -> None:
    """Each in a thread, as the worker does it."""
    say("Ctrl-C ends it.")
    threads = [FeedThread(mailbox.spec, mailbox.open, lambda: True) for mailbox in mailboxes]
    for thread in threads:
        thread.start()
    with told_to_stop() as told:
        while not told.wait(TOLD_EVERY):
            for mailbox, thread in zip(mailboxes, threads, strict=True):
                mailbox.take(thread.note, say)
            _note(noting, mailboxes)
    for thread in threads:
        thread.stop()
    for mailbox, thread in zip(mailboxes, threads, strict=True):
        thread.join(ENDS_WITHIN)
        mailbox.take(thread.note, say)
    _note(noting, mailboxes)


def _note(noting: Noting, mailboxes: Sequence[Mailbox]) -> None:
    """As a worker does. What cannot be noted now is noted the next time."""
    try:
        noting.write(db.session, {mailbox.feed: _told_of(mailbox) for mailbox in mailboxes})
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()


def _told_of(mailbox: Mailbox) -> Note:
    """An error is the worker's to tell where one follows the feed: it may well reach what this command does not."""
    note = mailbox.note
    if note.error and tasks.is_leased(db.session, feeds.lease_of(mailbox.feed)):
        return note._replace(error="", error_at=None, failed_at=None)
    return note


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
