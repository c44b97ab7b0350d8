"""A process that fetches is killed: every mail is in once, and none is moved before it is in."""

import random
import threading
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from console.models.bounce import BounceMail
from tests.intake.mailbox.numbered_mails import access, bounce, bounces, place, stored
from tests.intake.mailbox.processes import fetching_process, kill
from tests.servers.imap_server import HangUp, ImapServer, imap_server
from tests.work.following import wait_until

MAILS = 300
LONG = 60.0  # seconds


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ImapServer]:
    access(tmp_path)
    with imap_server(bounces(*range(MAILS))) as one:
        yield one


def has(engine: Engine, count: int) -> bool:
    """Whether so many mails are in."""
    return len(stored(engine)) >= count


class MoveWatch:
    """Notes mails that were moved and not yet stored."""

    def __init__(self, engine: Engine, server: ImapServer) -> None:
        self.too_early: list[str] = []
        self._engine, self._server = engine, server
        server.before_change = self._look

    def _look(self, uids: list[int]) -> None:
        with self._engine.connect() as database:
            known = set(database.scalars(select(BounceMail.uid).where(BounceMail.uid.in_(uids))))
        self.too_early += [str(uid) for uid in uids if uid not in known]


@pytest.mark.slow
def test_killed_at_random_each_mail_is_in_once_and_moved_after_that(
    engine: Engine, server: ImapServer, tmp_path: Path
) -> None:
    watch = MoveWatch(engine, server)
    for _ in range(6):
        with fetching_process(engine, place(server, "move=Postdesk.read"), tmp_path):
            wanted = min(len(stored(engine)) + 1, MAILS)
            wait_until(partial(has, engine, wanted), LONG)
            time.sleep(random.uniform(0, 0.2))
    with fetching_process(engine, place(server, "move=Postdesk.read"), tmp_path):
        wait_until(lambda: not server.inbox.mails, LONG)
    assert stored(engine) == list(range(MAILS))
    assert len(server.folders["Postdesk.read"].mails) == MAILS
    assert watch.too_early == []


@pytest.mark.slow
@pytest.mark.parametrize("command", ["UID FETCH", "UID MOVE"])
def test_killed_at_the_worst_moment_each_mail_is_in_once(
    engine: Engine, server: ImapServer, tmp_path: Path, command: str
) -> None:
    """Between fetching and storing, and between storing and moving."""
    killed = threading.Event()
    with fetching_process(engine, place(server, "move=Postdesk.read"), tmp_path) as process:

        def kills(asked: str, answer: list[bytes]) -> Iterable[bytes]:
            if asked == command and len(stored(engine)) >= 20 and not killed.is_set():
                kill(process)
                killed.set()
                raise HangUp
            return answer

        server.mischief = kills
        assert killed.wait(LONG)
    server.inbox.add(bounce(MAILS))
    with fetching_process(engine, place(server, "move=Postdesk.read"), tmp_path):
        wait_until(lambda: not server.inbox.mails, LONG)
    assert stored(engine) == list(range(MAILS + 1))
