"""`flask demo`: load the demo evidence, two weeks of the log and the bounce mailbox of a real Postfix, moved to end now.

tests/demo/ makes both. Loaded once, the log stays as it is in the data folder; loading again adds nothing.
"""

import gzip
import math
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import click
from flask import current_app
from sqlalchemy import Engine, select

from console.commands import demo_mails
from console.commands.import_log import configured_network, sentence
from console.database import db
from console.intake.import_logs import CannotStore, Imported, import_logs, known_network, telling_storage_errors
from console.models.source import Source
from console.settings import Settings

LOG = Path(__file__).with_name("demo.log.gz")
STAMP = len("2026-12-07T11:30:00+01:00")


class Loaded(NamedTuple):
    """What came of it in this run."""

    log: Imported
    mails: int


@click.command("demo")
def command() -> None:
    """Load the demo evidence: two weeks of mail of a made-up company, ending now."""
    try:
        loaded = load(db.engine, current_app.extensions["postdesk_settings"])
    except (CannotStore, OSError) as error:
        raise click.ClickException(f"The demo evidence is not loaded. {error}") from error
    click.echo(sentence(loaded.log))
    click.echo(f"{demo_mails.MAILBOX}: {f'{loaded.mails:,} mails' if loaded.mails else 'nothing new'}.")


def load_at_first_start(engine: Engine, settings: Settings) -> Loaded | None:
    """Load the demo evidence if the database has never been told anything. Raises CannotStore or OSError."""
    with engine.connect() as connection:
        known = connection.scalar(select(Source.id).limit(1))
    return None if known else load(engine, settings)


def load(engine: Engine, settings: Settings) -> Loaded:
    """Load the demo evidence. Raises CannotStore or OSError."""
    path = settings.data_folder / "demo" / "mail.log"
    if not path.exists():
        _write(path, time.time())
    (log,) = import_logs(engine, [str(path)], network=known_network(engine, configured_network()))
    with telling_storage_errors():
        mails = demo_mails.load(engine, known_network(engine, configured_network()), _ahead(path))
    return Loaded(log, mails)


def _write(path: Path, now: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.write_text("".join(f"{line}\n" for line in moved(_lines(), now)))
    unfinished.replace(path)


def _lines() -> list[str]:
    return gzip.decompress(LOG.read_bytes()).decode().splitlines()


def _ahead(path: Path) -> timedelta:
    """By how much the log there was moved."""
    with path.open() as moved_log:
        return _stamp(moved_log.readline()) - _stamp(_lines()[0])


def moved(lines: list[str], now: float) -> Iterator[str]:
    """The same lines with their stamps moved by so many whole seconds that the last is `now` (seconds since 1970 UTC)."""
    ahead = timedelta(seconds=math.floor(now - _stamp(lines[-1]).timestamp()))
    for line in lines:
        yield (_stamp(line) + ahead).isoformat() + line[STAMP:]


def _stamp(line: str) -> datetime:
    return datetime.fromisoformat(line[:STAMP])
