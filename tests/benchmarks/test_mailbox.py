"""A mailbox in which very many mails wait, and a fetcher that is killed five times. The benchmark takes 100,000."""

from pathlib import Path

import pytest

from console.database import engine_at
from tests.benchmarks.mailbox import MIB, Numbered, run
from tests.intake.mailbox.numbered_mails import access
from tests.servers.engines import FreshUrl
from tests.servers.imap_server import Folder, imap_server

MAILS, KILLS = 20_000, 5
GROWTH = 150 * MIB  # octets, at most


@pytest.mark.slow
def test_each_of_many_mails_is_in_exactly_once(sqlite_database: FreshUrl, tmp_path: Path) -> None:
    access(tmp_path)
    engine = engine_at(sqlite_database())
    with imap_server(Folder(Numbered(MAILS))) as server:
        found = run(engine, server, tmp_path, MAILS, KILLS)
    engine.dispose()
    assert found.is_exact
    assert found.growth < GROWTH
