"""`flask work`: follow all feeds, and do again and again what has a period."""

import click
from flask import current_app
from flask.cli import with_appcontext

from console.commands.told_to_stop import told_to_stop
from console.settings import Settings


@click.command("work")
@with_appcontext
def command() -> None:
    """Follow all feeds, and do what has a period, until stopped.

    May run several times, on several machines: no feed is read twice. SIGTERM and Ctrl-C end it after the batch in
    hand, and another worker takes over at once; after a power cut, within a minute.
    """
    from console.work.worker import worker_for, working

    settings: Settings = current_app.extensions["postdesk_settings"]
    with told_to_stop() as told, working(worker_for(settings)):
        click.echo("The worker follows all feeds. Ctrl-C ends it.")
        told.wait()
    click.echo("The worker has ended; its feeds are free for others.")
