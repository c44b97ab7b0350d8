"""A mailbox that is defined as a feed of the console."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from console.casework import feeds
from console.casework.feed_definition import Definition
from console.database import db as storage
from tests.intake.mailbox.numbered_mails import FEED, access, bounces, place
from tests.servers.imap_server import ImapServer, imap_server
from tests.work.following import MINA


@contextmanager
def defined_mailbox(app: Flask, folder: Path) -> Iterator[ImapServer]:
    """A server with two mails, and its secret in the data folder."""
    secrets = folder / "mailbox-secrets"
    secrets.mkdir()
    access(secrets)
    with imap_server(bounces(1, 2)) as server:
        with app.app_context():
            feeds.add(storage.session, MINA, Definition(FEED, "mailbox", place(server)))
        yield server
