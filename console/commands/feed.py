"""`flask feed`: what the worker follows."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from flask import current_app
from flask.cli import AppGroup

from console.audit import COMMAND_LINE
from console.casework import feeds
from console.casework.feed_definition import Definition, FeedRefused
from console.database import db
from console.intake.logs.reading import FORMATS
from console.models.feed import Feed, FeedKind
from console.settings import Settings
from console.work.bell import trouble_in_ringing

DAY = 86400  # seconds
SOCKETS = ("udp:", "tcp:")
MAILBOXES = ("imap:", "imaps:", "imap+starttls:")

group = AppGroup("feed", help="Feeds: add, list, enable, disable, remove what the worker follows.")
name_argument = click.argument("name")
P = ParamSpec("P")
R = TypeVar("R")


def _sentence(verb: Callable[P, R]) -> Callable[P, R]:
    """What cannot be done is told in a sentence, with exit status 1."""

    @wraps(verb)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return verb(*args, **kwargs)
        except FeedRefused as refused:
            raise click.ClickException(str(refused)) from refused

    return told


@group.command("add")
@name_argument
@click.argument("place", default="")
@click.option("--kind", type=click.Choice([kind.value for kind in FeedKind]), help="Seen from the place if not given.")
@click.option("--format", "format_name", type=click.Choice([one.NAME for one in FORMATS]), help="Else recognised.")
@click.option("--timezone", "zone", default="UTC", show_default=True, help="Of stamps that name none.")
@click.option("--expect", "hosts", multiple=True, metavar="HOST", help="A host that must log here; may be repeated.")
@click.option("--expect-sender", "senders", multiple=True, metavar="ADDRESS", help="Envelope sender of expected mail.")
@click.option("--gives-up-after", "days", type=float, metavar="DAYS", help="Of the mail server; else learned.")
@_sentence
def add(
    name: str,
    place: str,
    kind: str | None,
    format_name: str | None,
    zone: str,
    hosts: tuple[str, ...],
    senders: tuple[str, ...],
    days: float | None,
) -> None:
    """Follow a log or a mailbox: PLACE is a file, a socket as in udp:127.0.0.1:5514, or a mailbox as in
    imaps://bounces%40shop.example@imap.shop.example/INBOX. The worker begins within seconds.

    Without a place it is the journal of this machine or, with --expect or --expect-sender, hosts and senders that ought
    to be in other feeds.
    """
    kind = kind or _kind_of(place, hosts + senders)
    place = str(Path(place).absolute()) if kind == FeedKind.FILE and place else place
    lifetime = None if days is None else round(days * DAY)
    feeds.add(
        db.session, COMMAND_LINE, Definition(name, kind, place, format_name or "", zone, hosts, lifetime, senders)
    )
    _ring()
    click.echo(f"{name} is a feed now.")


def _kind_of(place: str, expected: tuple[str, ...]) -> str:
    if place.startswith(SOCKETS):
        return FeedKind.SYSLOG
    if place.startswith(MAILBOXES):
        return FeedKind.MAILBOX
    if place:
        return FeedKind.FILE
    return FeedKind.EXPECTED if expected else FeedKind.JOURNAL


@group.command("list")
def show() -> None:
    """List all feeds and how each goes."""
    for feed in feeds.feeds(db.session):
        click.echo(
            f"{feed.name}\t{feed.kind}\t{feed.place or ' '.join([*feed.expected_hosts, *feed.expected_senders])}\t{_state(feed)}"
        )


def _state(feed: Feed) -> str:
    if not feed.enabled:
        return "disabled"
    if feed.error and feed.error_since:
        return f"since {feed.error_since:%Y-%m-%d %H:%M:%S} UTC: {feed.error}"
    if feed.kind == FeedKind.EXPECTED:
        return "expected"
    return f"read at {feed.last_read_at:%Y-%m-%d %H:%M:%S} UTC" if feed.last_read_at else "not read yet"


@group.command("enable")
@name_argument
@_sentence
def enable(name: str) -> None:
    """Follow a disabled feed again, from where reading ended."""
    feeds.enable(db.session, COMMAND_LINE, feeds.find(db.session, name))
    _ring()
    click.echo(f"{name} is followed again.")


@group.command("disable")
@name_argument
@_sentence
def disable(name: str) -> None:
    """Follow a feed no more; what was read of it stays."""
    feeds.disable(db.session, COMMAND_LINE, feeds.find(db.session, name))
    _ring()
    click.echo(f"{name} is followed no more.")


@group.command("remove")
@name_argument
@_sentence
def remove(name: str) -> None:
    """Forget a feed; what was read of it stays."""
    feeds.remove(db.session, COMMAND_LINE, feeds.find(db.session, name))
    _ring()
    click.echo(f"{name} is no feed any more.")


def _ring() -> None:
    settings: Settings = current_app.extensions["postdesk_settings"]
    trouble = trouble_in_ringing(settings.queue_url)
    if trouble:
        seen_later = f"the queue cannot be reached ({trouble}), and a worker sees it within a minute."
        click.echo(f"It is stored; {seen_later}", err=True)
