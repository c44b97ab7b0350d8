"""`flask quarantine`: the lines that could not be read."""

from collections.abc import Callable
from typing import TypeVar

import click
from flask import current_app
from flask.cli import AppGroup
from rich.console import Console
from rich.progress import Progress

from console.audit import COMMAND_LINE
from console.casework import quarantine, settling
from console.casework.neighbours import neighbours
from console.casework.our_network import our_network
from console.casework.settling import Chosen, NoteMissing
from console.database import db
from console.diagnosis.moment import counted
from console.intake.read_again import ReadAgain
from console.mail.unseen import made_visible

SHOWN_WIDTH = 160  # characters of a line in the list
NUMBER = click.IntRange(1, 2**31 - 1)

Command = TypeVar("Command", bound=Callable[..., object])


@click.group("quarantine", cls=AppGroup)
def group() -> None:
    """Lines that could not be read, with file, line number and reason."""


def which_lines(command: Command) -> Command:
    """What retry and dismiss are about: lines by number, those that are alike, or all."""
    command = click.argument("numbers", type=NUMBER, nargs=-1)(command)
    command = click.option("--like", type=NUMBER, metavar="N", help="All that wait for the same reason as line N.")(
        command
    )
    return click.option("--all", "everything", is_flag=True, help="All that wait.")(command)


@group.command("list")
@click.option("--limit", type=click.IntRange(1), default=quarantine.PAGE, show_default=True, help="Lines shown.")
def list_lines(limit: int) -> None:
    """How many stand there and why, and the newest of them."""
    dismissed = quarantine.dismissed_total(db.session)
    total = quarantine.total(db.session)
    if not total:
        click.echo("The quarantine is empty: every line was read" + (" or dismissed." if dismissed else "."))
    else:
        click.echo(f"{counted(total, 'line')} could not be read:")
        for kind in quarantine.kinds(db.session):
            click.echo(f"{kind.lines:>9,}  {made_visible(kind.words)}")
        click.echo()
        for unread in quarantine.lines(db.session, limit=limit):
            click.echo(f"#{unread.id}  {made_visible(unread.path)}:{unread.line_number}  {_cut(unread.line)}")
    if dismissed:
        click.echo(f"{counted(dismissed, 'line')} {'was' if dismissed == 1 else 'were'} dismissed.")


@group.command("show")
@click.argument("number", type=NUMBER)
def show(number: int) -> None:
    """One line, whole, by its number in the list, among the lines that stood around it."""
    unread = _line(number)
    click.echo(f"{made_visible(unread.path)}, line {unread.line_number}\n{made_visible(unread.reason)}")
    alike = next((kind.lines for kind in quarantine.kinds(db.session) if kind.reason == unread.kind), 0)
    if alike > 1:
        click.echo(f"{counted(alike, 'line')} wait for the same reason: --like {number} means them all.")
    if unread.resolution:
        click.echo(f"Settled: {unread.resolution}.")
    click.echo(f"\n{made_visible(unread.line)}\n")
    around = neighbours(db.session, number)
    if len(around) > 1:
        click.echo("Around it:")
        for neighbour in around:
            click.echo(f"{'>' if neighbour.said else ' '} {_cut(neighbour.text)}")


@group.command("retry")
@which_lines
def retry(numbers: tuple[int, ...], like: int | None, everything: bool) -> None:
    """Read lines again, after an update brought a better reader. It may be interrupted and run again at any time."""
    network = our_network(db.session, current_app.extensions["postdesk_settings"])
    came_to = ReadAgain()
    with Progress(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("Reading again", total=None)
        for chosen in _chosen(numbers, like, everything):
            done = ReadAgain()
            for done in settling.retry(db.session, COMMAND_LINE, network, chosen):
                bars.update(task, completed=sum(came_to) + sum(done))
            came_to = came_to.with_more(done)
    click.echo(came_to.sentence)


@group.command("dismiss")
@which_lines
@click.option("--note", required=True, help="Why nobody misses them.")
def dismiss(numbers: tuple[int, ...], like: int | None, everything: bool, note: str) -> None:
    """Say that nobody misses the lines, and why. They stay countable."""
    try:
        done = sum(
            settling.dismiss(db.session, COMMAND_LINE, chosen, note) for chosen in _chosen(numbers, like, everything)
        )
    except NoteMissing as missing:
        raise click.ClickException(str(missing)) from missing
    click.echo("No line that waits was named." if not done else f"{done:,} dismissed.")


def _chosen(numbers: tuple[int, ...], like: int | None, everything: bool) -> list[Chosen]:
    if everything + (like is not None) + bool(numbers) > 1:
        raise click.UsageError("Say one of these: lines by their numbers, --like N, or --all.")
    if everything:
        return [Chosen()]
    if like is not None:
        return [Chosen(kind=_line(like).kind)]
    if not numbers:
        raise click.UsageError("Name lines by their numbers, or say --like N or --all.")
    return [Chosen(_line(number).id) for number in numbers]


def _cut(line: str) -> str:
    return made_visible(line[:SHOWN_WIDTH]) + ("…" if len(line) > SHOWN_WIDTH else "")


def _line(number: int) -> quarantine.Unread:
    unread = quarantine.line(db.session, number)
    if unread is None:
        raise click.ClickException(f"There is no line #{number} in the quarantine.")
    return unread
