"""Processes that fetch from a mailbox, to be killed."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import Engine

from console.database import engine_at
from console.diagnosis.network import Network
from console.intake.follow.spec import FeedSpec, Unreachable
from console.intake.import_logs import CannotStore
from console.intake.mailbox import fetching
from console.intake.mailbox.followed_mailbox import Access, FollowedMailbox
from console.models.feed import FeedKind
from tests.intake.mailbox.numbered_mails import FEED
from tests.work.child import LOADER


@contextmanager
def fetching_process(engine: Engine, place: str, secrets: Path, mails_a_batch: int = 10) -> Iterator[ForkServerProcess]:
    """Fetches on and on, until it is killed or this ends."""
    url = engine.url.render_as_string(hide_password=False)
    # It has a child that reads, which processes of the kind that end with their parent may not have.
    process = LOADER.Process(target=_fetch, args=(url, place, str(secrets), mails_a_batch))
    process.start()
    try:
        yield process
    finally:
        kill(process)


def kill(process: ForkServerProcess) -> None:
    """End it at once."""
    if process.pid is not None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
    process.join()


def _fetch(url: str, place: str, secrets: str, mails_a_batch: int) -> None:
    fetching.MAILS = mails_a_batch
    one = FollowedMailbox(FeedSpec(FEED, FeedKind.MAILBOX, place), engine_at(url), Network(), Access(Path(secrets)))
    while os.getppid() != 1:
        with suppress(Unreachable, CannotStore):
            if one.read_once().more:
                continue
        time.sleep(0.05)
