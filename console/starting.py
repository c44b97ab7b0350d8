"""Before the console starts: what must be in order, and a sentence with the remedy for what is not."""

import os
import re
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from console import secret_key
from console.settings import PREFIX, Settings


class CannotStart(Exception):
    """The console cannot start; the message is one sentence that names the trouble and the remedy."""


def check(settings: Settings) -> None:
    """See to the data folder and the key. Raises CannotStart."""
    folder = settings.data_folder
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise CannotStart(
            f"The data folder {folder} cannot be made ({error.strerror}); create it, or set {PREFIX}DATA_FOLDER."
        ) from error
    for path in (folder, *_database_files(settings)):
        _check_writable(path)
    try:
        secret_key.of(settings)
    except secret_key.UnsafeSecret as unsafe:
        raise CannotStart(str(unsafe)) from unsafe
    if settings.queue_url.startswith("redis") and find_spec("redis") is None:
        raise CannotStart(
            f"{PREFIX}QUEUE_URL names Redis, and Python's package for it is missing; run: pip install 'redis>=8'"
        )


def _database_files(settings: Settings) -> list[Path]:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return []
    path = Path(url.database)
    if not path.parent.is_dir():
        raise CannotStart(
            f"The folder {path.parent} of the database does not exist; create it, or correct {PREFIX}DATABASE_URL."
        )
    if path.is_dir():
        raise CannotStart(f"The database {path} is a folder; name a file in {PREFIX}DATABASE_URL.")
    return [path.parent, path] if path.exists() else [path.parent]


def _check_writable(path: Path) -> None:
    if not os.access(path, os.W_OK):
        raise CannotStart(f"{path} cannot be written by this user; run: chown -R {os.geteuid()} {path}")


# What a database says when it cannot be used, and what helps; the first that matches is told.
REMEDIES = (
    (
        r"file is not a database|malformed",
        "{place} is damaged or not a database of Postdesk; put the newest backup in its place.",
    ),
    (r"database is locked", "{place} is locked by another program; stop that one and start again."),
    (r"readonly database", "{place} cannot be written; give it to this user (chown, chmod) and start again."),
    (r"disk is full|No space left", "There is no space left for {place}; free some and start again."),
    (r"disk I/O error", "The disk of {place} takes nothing: it is full or broken; see to it and start again."),
    (r"unable to open", "{place} cannot be opened; check that the file and its folder belong to this user."),
    (
        r"password authentication failed|no password supplied",
        "{place} refuses the user name or password; correct " + PREFIX + "DATABASE_URL.",
    ),
    (r'database "[^"]*" does not exist', "{place} does not exist; create it with createdb and start again."),
    (r"", "{place} does not answer; check that it runs and that " + PREFIX + "DATABASE_URL is right."),
)


def explain(error: SQLAlchemyError, settings: Settings) -> CannotStart:
    """What a failure of the database means to whoever starts the console."""
    url = make_url(settings.database_url)
    sqlite = url.get_backend_name() == "sqlite"
    place = f"The database {url.database if sqlite else url.render_as_string(hide_password=True)}"
    remedy = next(remedy for pattern, remedy in REMEDIES if re.search(pattern, str(error)))
    return CannotStart(remedy.format(place=place))
