"""`flask reconcile`: whether every line that was read is somewhere."""

import sys
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from console.casework.reconcile import NONE, Lines, reconcile
from console.database import db
from console.diagnosis.moment import counted
from console.mail.unseen import made_visible
from console.settings import Settings

HEADINGS = ("lines", "of messages", "other", "empty", "known", "waiting", "dismissed")


@click.command("reconcile")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only files that were read on that day or later.")
@click.option("--deep", is_flag=True, help="Also ask every message which lines it rests on.")
@with_appcontext
def command(since: datetime | None, deep: bool) -> None:
    """Print what came of the lines of every file, and check it against what is stored.

    Lines are told of messages, other, empty, known from another copy, waiting in the quarantine, or dismissed there.
    Exits with 1 and a sentence when something does not add up.
    """
    settings: Settings = current_app.extensions["postdesk_settings"]
    logs = reconcile(db.session, since and since.replace(tzinfo=settings.zone), deep)
    files = sum(len(log.files) for log in logs)
    if not files:
        click.echo("No file was read" + (" since then." if since else " yet."))
        return
    total = NONE
    click.echo(_row(HEADINGS))
    for log in logs:
        click.echo(f"\n{', '.join(map(made_visible, log.hosts)) or 'no line of its own is kept'}")
        for file in log.files:
            click.echo(f"{_figures(file.lines)}  {made_visible(file.path)}")
        total = total.with_more(log.lines)
    click.echo(f"\n{_figures(total)}  all together\n")
    complaints = [complaint for log in logs for complaint in log.complaints]
    for complaint in complaints:
        click.echo(made_visible(complaint), err=True)
    if complaints:
        sys.exit(1)
    click.echo(f"It adds up: {counted(total.all, 'line')} of {counted(files, 'file')}.")


def _figures(lines: Lines) -> str:
    return _row(tuple(f"{number:,}" for number in lines))


def _row(cells: tuple[str, ...]) -> str:
    return "".join(f"{cell:>{max(len(heading), 9) + 2}}" for cell, heading in zip(cells, HEADINGS, strict=True))
