"""`flask import-log`: read log files into the database."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo, available_timezones

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from console import audit
from console.database import db
from console.diagnosis.network import Network
from console.intake.batch import Progress as Position
from console.intake.files import name_of
from console.intake.import_logs import Imported, OnProgress, import_logs, known_network
from console.intake.logs.reading import FORMATS
from console.intake.recognise import Options
from console.settings import Settings


def a_zone(context: click.Context, parameter: click.Parameter, value: str) -> ZoneInfo:
    """A time zone by its name."""
    if value not in available_timezones():
        raise click.BadParameter(f"{value!r} is not a time zone; write it as in Europe/Berlin or UTC.")
    return ZoneInfo(value)


@click.command("import-log")
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option(
    "--format", "format_name", type=click.Choice([one.NAME for one in FORMATS]), help="Recognised if not given."
)
@click.option("--timezone", "zone", default="UTC", callback=a_zone, show_default=True, help="Of stamps that name none.")
@click.option("--year", type=click.IntRange(1970, 2100), help="Of the first stamp, where stamps have none.")
@with_appcontext
def command(files: tuple[str, ...], format_name: str | None, zone: ZoneInfo, year: int | None) -> None:
    """Read mail logs, plain or gzip, in any order; - is standard input.

    Reading the same file again, or a copy that overlaps it, adds nothing. An import that was interrupted goes on
    where it stopped.
    """
    network = known_network(db.engine, configured_network())
    results = []
    try:
        with watching() as on_progress:
            for result in import_logs(
                db.engine, files, Options(format_name, zone, year), network=network, on_progress=on_progress
            ):
                results.append(result)
                click.echo(sentence(result))
    except KeyboardInterrupt:
        raise click.ClickException(
            "Interrupted. What was read is stored; the same command goes on from there."
        ) from None
    _audit(results)
    if any(result.problem for result in results):
        sys.exit(1)


def _audit(results: list[Imported]) -> None:
    for result in results:
        audit.record(db.session, audit.COMMAND_LINE, audit.Action.LOG_IMPORT, f"file:{result.path}", lines=result.lines)
    db.session.commit()


def configured_network() -> Network:
    """The network as the settings have it."""
    settings: Settings = current_app.extensions["postdesk_settings"]
    return Network(frozenset(settings.own_hosts), frozenset(settings.smart_hosts))


@contextmanager
def watching() -> Iterator[OnProgress]:
    """A progress bar with lines, rate and time left, on a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[lines]:,} lines, {task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def show(position: Position) -> None:
            if position.path not in tasks:
                tasks[position.path] = bars.add_task(name_of(position.path), total=None, lines=0, rate=0.0)
            task = tasks[position.path]
            seconds = bars.tasks[bars.task_ids.index(task)].elapsed or 1.0
            lines = position.line_count
            bars.update(
                task,
                completed=position.fraction or 0,
                total=1 if position.fraction else None,
                lines=lines,
                rate=lines / seconds,
            )

        yield show


def sentence(result: Imported) -> str:
    """What came of a file, for people."""
    if result.problem and not result.lines:
        return result.problem
    if not result.lines:
        return f"{name_of(result.path)}: nothing new."
    said = (
        f"{name_of(result.path)} ({result.format}): {result.lines:,} lines. {result.event_lines:,} tell of messages, "
        f"{result.irrelevant_lines:,} do not, {result.repeated_lines:,} were known, "
        f"{result.quarantined_lines:,} could not be read. {result.new_messages:,} new messages."
    )
    if result.quarantined_lines:
        said += " See: flask --app app quarantine list"
    return f"{said}\n{result.problem}" if result.problem else said
