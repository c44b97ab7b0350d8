"""`flask quarantine`: the lines that could not be read."""

import click
from flask.cli import AppGroup

from console.casework import quarantine
from console.database import db

SHOWN_WIDTH = 160  # characters of a line in the list


@click.group("quarantine", cls=AppGroup)
def group() -> None:
    """Lines that could not be read, with file, line number and reason."""


@group.command("list")
@click.option("--limit", type=click.IntRange(1), default=quarantine.PAGE, show_default=True, help="Lines shown.")
def list_lines(limit: int) -> None:
    """How many stand there and why, and the newest of them."""
    total = quarantine.total(db.session)
    if not total:
        click.echo("The quarantine is empty: every line was read.")
        return
    click.echo(f"{total:,} lines could not be read:")
    for kind in quarantine.kinds(db.session):
        click.echo(f"{kind.lines:>9,}  {kind.reason}")
    click.echo()
    for unread in quarantine.lines(db.session, limit=limit):
        click.echo(f"#{unread.id}  {unread.path}:{unread.line_number}  {unread.line[:SHOWN_WIDTH]}")


@group.command("show")
@click.argument("number", type=int)
def show(number: int) -> None:
    """One line, whole, by its number in the list."""
    unread = quarantine.line(db.session, number)
    if unread is None:
        raise click.ClickException(f"There is no line #{number} in the quarantine.")
    click.echo(f"{unread.path}, line {unread.line_number}\n{unread.reason}\n\n{unread.line}")
