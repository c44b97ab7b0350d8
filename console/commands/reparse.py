"""`flask reparse`: read old evidence again under the present rules and settings."""

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import Progress

from console import audit, secret_key
from console.commands.import_log import configured_network
from console.database import db
from console.diagnosis.moment import counted
from console.intake.import_logs import known_network
from console.intake.reparse import Reparsed, reparse


@click.command("reparse")
@with_appcontext
def command() -> None:
    """Read all evidence again: after new rules, by an update or of yours, or after own hosts or providers were set.

    It may be interrupted, and may run again at any time.
    """
    done = Reparsed()
    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("Reading evidence again")
        key = secret_key.of(current_app.extensions["postdesk_settings"]).encode()
        for done in reparse(db.engine, known_network(db.engine, configured_network()), key):
            bars.update(task, completed=done.done, total=done.of)
    figures = {name: count for name, count in done._asdict().items() if name != "of"}
    audit.record(db.session, audit.COMMAND_LINE, audit.Action.EVIDENCE_REPARSE, **figures)
    db.session.commit()
    if done.mails:
        click.echo(f"{counted(done.mails, 'mail')} of bounce mailboxes read again; {done.changed_mails:,} changed.")
    click.echo(f"{done.messages:,} messages were read again; {done.changed:,} recipients stand differently now.")
