"""`flask demo`: load the demo evidence, two weeks of the log of a real Postfix, moved so that it ends now.

tests/demo/ makes the log. Loaded once, it stays as it is in the data folder; loading it again adds nothing.
"""

import gzip
import math
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import current_app
from sqlalchemy import Engine, select

from console.commands.import_log import configured_network, sentence
from console.database import db
from console.intake.import_logs import CannotStore, Imported, import_logs, known_network
from console.models.source import Source
from console.settings import Settings

LOG = Path(__file__).with_name("demo.log.gz")
STAMP = len("2026-12-07T11:30:00+01:00")


@click.command("demo")
def command() -> None:
    """Load the demo evidence: two weeks of mail of a made-up company, ending now."""
    try:
        click.echo(sentence(load(db.engine, current_app.extensions["postdesk_settings"])))
    except (CannotStore, OSError) as error:
        raise click.ClickException(f"The demo evidence is not loaded. {error}") from error


def load_at_first_start(engine: Engine, settings: Settings) -> Imported | None:
    """Load the demo evidence if the database has never been told anything. Raises CannotStore or OSError."""
    with engine.connect() as connection:
        known = connection.scalar(select(Source.id).limit(1))
    return None if known else load(engine, settings)


def load(engine: Engine, settings: Settings) -> Imported:
    """Load the demo evidence. Raises CannotStore or OSError."""
    path = settings.data_folder / "demo" / "mail.log"
    if not path.exists():
        _write(path, time.time())
    (result,) = import_logs(engine, [str(path)], network=known_network(engine, configured_network()))
    return result


def _write(path: Path, now: float) -> None:
    lines = gzip.decompress(LOG.read_bytes()).decode().splitlines()
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.write_text("".join(f"{line}\n" for line in moved(lines, now)))
    unfinished.replace(path)


def moved(lines: list[str], now: float) -> Iterator[str]:
    """The same lines with their stamps moved by so many whole seconds that the last is `now` (seconds since 1970 UTC)."""
    ahead = timedelta(seconds=math.floor(now - datetime.fromisoformat(lines[-1][:STAMP]).timestamp()))
    for line in lines:
        yield (datetime.fromisoformat(line[:STAMP]) + ahead).isoformat() + line[STAMP:]
