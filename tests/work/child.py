"""Workers as processes of their own, which may be killed. One that has all loaded makes them by fork, which is quick."""

import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from sqlalchemy import Engine

from console import settings
from console.intake.follow import entrance, growing_file, spec
from console.work import worker

PIECE = 4096  # octets: a test needs few lines to see many transactions
LOADER = get_context("forkserver")
LOADER.set_forkserver_preload(["__main__", __name__, "app"])
SYNCS = "fsync,fdatasync"


@contextmanager
def at_work(engine: Engine, folder: Path, killed_at: int | None = None) -> Iterator[ForkServerProcess]:
    """A worker. A thread of it is killed, and so is all of it, at its sync of that number, before that is done."""
    here, there = LOADER.Pipe()
    url = engine.url.render_as_string(hide_password=False)
    process = LOADER.Process(target=_work, args=(there, url, str(folder)), daemon=True)
    process.start()
    there.close()
    try:
        with _traced(process.pid, killed_at):
            here.send("go")
            yield process
    finally:
        process.kill()
        process.join()
        here.close()


@contextmanager
def _traced(process: int | None, killed_at: int | None) -> Iterator[None]:
    if killed_at is None:
        yield
        return
    # With --seccomp-bpf, strace 6.1 injects nothing from the second time on.
    options = ["-f", "-o", "/dev/null", "-e", f"trace={SYNCS}", "-e", f"inject={SYNCS}:signal=KILL:when={killed_at}"]
    with subprocess.Popen(["strace", *options, "-p", str(process)], stderr=subprocess.PIPE) as strace:
        assert strace.stderr is not None
        assert b"attached" in strace.stderr.readline()
        try:
            yield
        finally:
            strace.terminate()


def _work(told: Connection, database_url: str, data_folder: str) -> None:
    """Work until stopped."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    growing_file.PIECE, entrance.LINES_A_BATCH, spec.A_FEW, spec.NOTHING_NEW = PIECE, 1, 0.1, 0.1
    worker.TICK = 0.2
    told.recv()
    with worker.working(worker.worker_for(settings.read(database_url=database_url, data_folder=data_folder))):
        stopped.wait()
