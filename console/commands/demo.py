"""`flask demo`: load the demo evidence, two weeks of the log and the bounce mailbox of a real Postfix, moved to end now.

tests/demo/ makes both. Loaded once, the log stays as it is in the data folder; loading again adds nothing.
"""

import gzip
import math
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Timer
from typing import NamedTuple

import click
from flask import current_app
from sqlalchemy import Engine, select

from console import operator_log
from console.commands import demo_mails
from console.commands.import_log import configured_network, sentence
from console.database import db
from console.diagnosis.network import Network
from console.intake.import_logs import CannotStore, Imported, import_logs, known_network, telling_storage_errors
from console.models.log_file import LogFile
from console.models.source import Source
from console.settings import Settings

LOG = Path(__file__).with_name("demo.log.gz")
BEHIND = "mails of the demo"  # the thread
LATER = 1.0  # seconds; the console is there by then
STAMP = len("2026-12-07T11:30:00+01:00")

log = operator_log.logger(__name__)


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


def load_at_first_start(engine: Engine, settings: Settings) -> Imported | None:
    """Load the log if the database has never been told anything; the mails follow in a thread that nobody waits for.

    So do mails that an earlier start did not come to. Raises CannotStore or OSError.
    """
    path, network = path_in(settings), configured_network()
    with engine.connect() as connection:
        is_told = connection.scalar(select(Source.id).limit(1)) is not None
        is_demo = connection.scalar(select(LogFile.id).where(LogFile.path == str(path)).limit(1)) is not None
    loaded = None if is_told else load_log(engine, network, path)
    if loaded or (is_demo and path.exists()):
        behind = Timer(LATER, _load_mails_behind, (engine, network, path))
        behind.name, behind.daemon = BEHIND, True
        behind.start()
    return loaded


def load(engine: Engine, settings: Settings) -> Loaded:
    """Load the demo evidence. Raises CannotStore or OSError."""
    path, network = path_in(settings), configured_network()
    return Loaded(load_log(engine, network, path), _load_mails(engine, network, path))


def path_in(settings: Settings) -> Path:
    """Each edition of the demo has a folder: the mails of one are not about the log of another."""
    return settings.data_folder / "demo" / sha256(LOG.read_bytes()).hexdigest()[:8] / "mail.log"


def load_log(engine: Engine, network: Network, path: Path) -> Imported:
    """Load the log alone, from a file that is written where there is none. Raises CannotStore or OSError."""
    if not path.exists():
        with telling_storage_errors():
            _write(path, time.time())
    (loaded,) = import_logs(engine, [str(path)], network=known_network(engine, network))
    return loaded


def _load_mails(engine: Engine, network: Network, path: Path) -> int:
    with telling_storage_errors():
        return demo_mails.load(engine, known_network(engine, network), _ahead(path))


def _load_mails_behind(engine: Engine, network: Network, path: Path) -> None:
    try:
        _load_mails(engine, network, path)
    except (CannotStore, OSError) as error:
        log.warning("The mails of the demo are not loaded; the next start tries again.", error=str(error))


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
