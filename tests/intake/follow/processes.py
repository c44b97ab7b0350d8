"""Processes that follow or import, to be killed: forked within milliseconds from one that has imported everything.

python -m tests.intake.follow.processes reads what to do from standard input, a JSON object a line, and answers with
the number of the process. A process writes to its report how many lines are stored, whenever a batch is.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, NoReturn

from sqlalchemy import Engine

from console.database import engine_at
from console.diagnosis.network import Network
from console.intake import batches, files
from console.intake.files import UnreadableFile
from console.intake.follow import FeedSpec, entrance, follower, growing_file
from console.intake.import_logs import import_logs
from console.models.feed import FeedKind
from tests.intake.follow.numbered_log import stored_count

LOOK = 0.01  # seconds
OCTETS_A_LINE = 150
SOON = 30.0  # seconds


class Order(NamedTuple):
    """What a process is to do."""

    what: str  # follow or import
    url: str  # of the database
    paths: tuple[str, ...]
    report: str  # the path of its report
    lines_a_batch: int = 0  # 0: as usual
    stopped: bool = False  # it waits for SIGCONT before it begins


class Processes:
    """Starts processes and kills them."""

    def __init__(self, launcher: "subprocess.Popen[str]") -> None:
        self._launcher = launcher

    def start(self, order: Order) -> int:
        """Start one; its number."""
        assert self._launcher.stdin is not None
        assert self._launcher.stdout is not None
        self._launcher.stdin.write(json.dumps(order) + "\n")
        self._launcher.stdin.flush()
        return int(self._launcher.stdout.readline())

    def kill(self, process: int) -> None:
        """End it at once, and wait until it is gone."""
        os.kill(process, signal.SIGKILL)
        wait_until(lambda: not is_alive(process))


@contextmanager
def processes() -> Iterator[Processes]:
    """All of them are killed at the end."""
    command = [sys.executable, "-m", "tests.intake.follow.processes"]
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as launcher:
        try:
            yield Processes(launcher)
        finally:
            os.killpg(launcher.pid, signal.SIGKILL)


def is_alive(process: int) -> bool:
    """Whether it runs."""
    with suppress(ProcessLookupError):
        os.kill(process, 0)
        return True
    return False


def wait_until(done: Callable[[], bool], seconds: float = SOON) -> None:
    """Wait for something that is about to happen."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            raise TimeoutError(f"it did not happen within {seconds:g} s")
        time.sleep(LOOK)


def reported(path: Path) -> int:
    """How many lines of the log a process said are stored."""
    return int((path.read_text(encoding="ascii").split() or ["0"])[-1]) if path.exists() else 0


def main() -> None:
    """The launcher."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        order = Order(*json.loads(line))
        process = os.fork()
        if process == 0:
            _run(order)
        print(process, flush=True)


def _run(order: Order) -> NoReturn:
    if order.stopped:
        os.kill(os.getpid(), signal.SIGSTOP)
    if order.lines_a_batch:
        _read_little_at_once(order.lines_a_batch)
    report = os.open(order.report, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(lines: int) -> None:
        os.write(report, f"{lines}\n".encode())

    WHAT[order.what](order, engine_at(order.url), tell)
    os._exit(0)


def _read_little_at_once(lines: int) -> None:
    """Batches of about so many lines."""
    growing_file.PIECE = files.CHUNK = OCTETS_A_LINE * lines
    entrance.LINES_A_BATCH = 1
    batches.read_batches.__defaults__ = (1,)


def _follow(order: Order, engine: Engine, tell: Callable[[int], None]) -> None:
    """For as long as there is a launcher."""
    one = follower(FeedSpec("log", FeedKind.FILE, *order.paths), engine, Network())
    launcher = os.getppid()
    while os.getppid() == launcher:
        with suppress(UnreadableFile):
            if one.read_once().lines:
                tell(stored_count(engine))
        time.sleep(LOOK)


def _import(order: Order, engine: Engine, tell: Callable[[int], None]) -> None:
    """Once. A batch of which it tells is stored: a small import writes in the process that reads."""
    assert list(import_logs(engine, order.paths, network=Network(), on_progress=lambda done: tell(done.line_count)))


WHAT = {"follow": _follow, "import": _import}

if __name__ == "__main__":
    main()
