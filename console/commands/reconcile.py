"""`flask reconcile`: whether every line that was read, and every mail that was fetched, is somewhere."""

import sys
from collections import Counter
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from console.casework.reconcile import NONE, FileLines, Lines, Log, reconcile
from console.casework.reconciled_mailboxes import MailboxMails, reconcile_mailboxes
from console.database import db
from console.diagnosis.moment import counted, utc_clock
from console.mail.unseen import made_visible
from console.settings import Settings

MAIL_HEADINGS = ("mails", "matched", "unmatched", "no bounce", "unreadable", "known")
HEADINGS = ("lines", "of messages", "other", "empty", "known", "waiting", "dismissed")


@click.command("reconcile")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only files that were read on that day or later.")
@click.option("--deep", is_flag=True, help="Also ask every message which lines it rests on.")
@with_appcontext
def command(since: datetime | None, deep: bool) -> None:
    """Print what came of the lines of every file and the mails of every mailbox, and check it against what is stored.

    Lines are told of messages, other, empty, known from another copy, waiting in the quarantine, or dismissed there.
    Mails are matched to a message, unmatched, no bounce, unreadable, or were in already.
    Exits with 1 and a sentence when something does not add up.
    """
    settings: Settings = current_app.extensions["postdesk_settings"]
    begin = since and since.replace(tzinfo=settings.zone)
    logs, mailboxes = reconcile(db.session, begin, deep), reconcile_mailboxes(db.session, begin, deep)
    files = sum(len(log.files) for log in logs)
    if not files and not mailboxes:
        click.echo("No file was read" + (" since then." if since else " yet."))
        return
    total = _print_lines(logs) if files else NONE
    if mailboxes:
        _print_mails(mailboxes)
    complaints = [complaint for log in logs for complaint in log.complaints]
    complaints += [complaint for mailbox in mailboxes for complaint in mailbox.complaints]
    for complaint in complaints:
        click.echo(made_visible(complaint), err=True)
    if complaints:
        sys.exit(1)
    mails = f", {counted(sum(one.all for one in mailboxes), 'mail')} of {counted(len(mailboxes), 'mailbox')}"
    told = f"{counted(total.all, 'line')} of {counted(files, 'file')}{mails if mailboxes else ''}"
    click.echo(f"It adds up: {told}.")


def _print_lines(logs: list[Log]) -> Lines:
    """The lines of every file, and of all together."""
    total = NONE
    paths = Counter(file.path for log in logs for file in log.files)
    click.echo(_row(HEADINGS))
    for log in logs:
        click.echo(f"\n{', '.join(map(made_visible, log.hosts)) or 'no line of its own is kept'}")
        for file in log.files:
            part = _part(file) if paths[file.path] > 1 else ""
            click.echo(f"{_figures(file.lines)}  {made_visible(file.path)}{part}")
        total = total.with_more(log.lines)
    click.echo(f"\n{_figures(total)}  all together\n")
    return total


def _part(file: FileLines) -> str:
    """Which part of a log that was rotated under one name it is."""
    return f", up to {utc_clock(file.last_line_at)}" if file.last_line_at else ", without a line that has a time"


def _print_mails(mailboxes: list[MailboxMails]) -> None:
    """The mails of every mailbox."""
    click.echo(_row(MAIL_HEADINGS, MAIL_HEADINGS))
    for one in mailboxes:
        figures = (one.all, one.matched, one.unmatched, one.not_a_bounce, one.unreadable, one.repeated)
        click.echo(f"{_row(tuple(f'{number:,}' for number in figures), MAIL_HEADINGS)}  {made_visible(one.mailbox)}")
    click.echo()


def _figures(lines: Lines) -> str:
    return _row(tuple(f"{number:,}" for number in lines))


def _row(cells: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> str:
    return "".join(f"{cell:>{max(len(heading), 9) + 2}}" for cell, heading in zip(cells, headings, strict=True))
