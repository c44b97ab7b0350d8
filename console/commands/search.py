"""`flask search`: the same search as on the page, every row of it."""

import time

import click
from flask import current_app
from flask.cli import with_appcontext

from console import audit
from console.casework import searches
from console.database import db
from console.search import BadSearch, parse
from console.search.export import as_csv, as_json_lines
from console.settings import Settings

WRITERS = {"csv": as_csv, "jsonl": as_json_lines}


@click.command("search")
@click.argument("query", nargs=-1)
@click.option("--csv", "form", flag_value="csv", default="csv", help="A table with a heading. This is the default.")
@click.option("--jsonl", "form", flag_value="jsonl", help="An object a line.")
@with_appcontext
def command(query: tuple[str, ...], form: str) -> None:
    """Print every recipient that a search finds, newest first; without a query all there are.

    The query is written as in the box of the console: an address, a part of one, a domain, an ID, or operators:
    to: domain: from: subject: status: reason: id: before: after:
    """
    settings: Settings = current_app.extensions["postdesk_settings"]
    try:
        criteria = parse(" ".join(query), settings.zone, time.time())
    except BadSearch as error:
        raise click.UsageError(str(error)) from error
    batches = searches.export(db.session, audit.COMMAND_LINE, "", criteria, form)
    for text in WRITERS[form](batches):
        click.echo(text, nl=False)
