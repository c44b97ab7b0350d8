"""A mailbox in which very many mails wait: how long it takes, in how much memory, and that kills lose and double none.

    python -m tests.benchmarks.mailbox [--mails 100000] [--kills 5] [--engine sqlite]

The reference is a loop of imap-tools that fetches the same mails and parses each by the standard library, and stores
nothing.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

from imap_tools import MailBoxUnencrypted
from sqlalchemy import Engine, func, select

from console.database import engine_at
from console.models.bounce import BounceMail
from console.models.schema import upgrade
from tests.intake.mailbox.memory import resident
from tests.intake.mailbox.numbered_mails import PASSWORD, USER, access, bounce, place, stored
from tests.intake.mailbox.processes import fetching_process
from tests.servers import postgresql
from tests.servers.imap_server import Folder, ImapServer, imap_server

MIB = 1024 * 1024
LOOK = 0.1  # seconds


class Numbered(Mapping[int, bytes]):
    """Mails with these UIDs, each made when it is asked for."""

    def __init__(self, count: int) -> None:
        self._count = count

    def __getitem__(self, uid: int) -> bytes:
        return bounce(uid)

    def __iter__(self) -> Iterator[int]:
        return iter(range(1, self._count + 1))

    def __len__(self) -> int:
        return self._count


class Result(NamedTuple):
    """Of one run."""

    seconds: float
    growth: int  # octets that the process and its child grew by after their first mails, at most
    is_exact: bool


def run(engine: Engine, server: ImapServer, folder: Path, mails: int, kills: int) -> Result:
    """Fetch all of them; the process is killed that often on the way."""
    began, growth, done = time.monotonic(), 0, 0
    for number in range(kills + 1):
        until = mails if number == kills else (number + random.random()) * mails // (kills + 1)
        with fetching_process(engine, place(server), folder, mails_a_batch=100) as process:
            first, before = 0, done
            while (done := count(engine)) < until:
                assert process.is_alive()
                size = sum(map(resident, family(process)))
                first = first or (size if done > before else 0)
                growth = max(growth, size - first if first else 0)
                time.sleep(LOOK)
    return Result(time.monotonic() - began, growth, stored(engine) == list(range(1, mails + 1)))


def count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(BounceMail)) or 0


def family(process: ForkServerProcess) -> list[int]:
    """A process and its children, but for those that end just now."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    return [number for number in (process.pid or 0, *map(int, children)) if Path(f"/proc/{number}/statm").exists()]


def reference(server: ImapServer, mails: int) -> float:
    """The seconds that the loop takes."""
    began, fetched = time.monotonic(), 0
    with MailBoxUnencrypted("127.0.0.1", server.port).login(USER, PASSWORD) as mailbox:
        for mail in mailbox.fetch(mark_seen=False, bulk=100):
            fetched += bool(mail.subject)
    assert fetched == mails
    return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    wanted = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        access(folder)
        url = f"sqlite:///{folder}/mails.sqlite"
        engine = engine_at(stack.enter_context(postgresql.server()) if wanted.engine == "postgresql" else url)
        upgrade(engine)
        server = stack.enter_context(imap_server(Folder(Numbered(wanted.mails))))
        bare = reference(server, wanted.mails)
        print(f"reference: {bare:.1f} s, {wanted.mails / bare:,.0f} mails/s")
        found = run(engine, server, folder, wanted.mails, wanted.kills)
        print(f"fetched and stored: {found.seconds:.1f} s, {wanted.mails / found.seconds:,.0f} mails/s")
        print(f"{found.seconds / bare:.2f} times the reference; grew by {found.growth / MIB:.0f} MiB")
        print(f"{wanted.kills} kills: {'each mail is in once' if found.is_exact else 'NOT EXACT'}")
        engine.dispose()


if __name__ == "__main__":
    main()
