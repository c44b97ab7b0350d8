"""`flask --app app follow-logs …` in a process of its own, with files, a pipe or a terminal for its input and output."""

import os
import pty
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import NamedTuple

from flask.cli import main
from sqlalchemy import Engine

from console.database import engine_at
from tests.servers.console import ROOT, environment
from tests.work.child import LOADER

PATIENCE = 30.0  # seconds


class Streams(NamedTuple):
    """The paths of standard input, output and error."""

    given: str = os.devnull
    said: str = os.devnull
    complained: str = os.devnull


class Running:
    """The command while it runs, on a database of its own in a folder."""

    def __init__(self, process: ForkServerProcess, folder: Path, streams: Streams) -> None:
        self.engine: Engine = engine_at(f"sqlite:///{folder}/postdesk.sqlite")
        self._process, self._streams = process, streams

    @property
    def said(self) -> str:
        """Its standard output so far."""
        return Path(self._streams.said).read_text(encoding="utf-8")

    @property
    def complained(self) -> str:
        """Its standard error so far."""
        return Path(self._streams.complained).read_text(encoding="utf-8")

    def end(self, number: int = signal.SIGTERM) -> int:
        """Tell it to end by a signal, which Ctrl-C is too; its exit status."""
        assert self._process.pid
        os.kill(self._process.pid, number)
        return self.exit_status()

    def exit_status(self) -> int:
        """Wait until it has ended."""
        self._process.join(PATIENCE)
        assert self._process.exitcode is not None
        return self._process.exitcode


@contextmanager
def follow_logs(folder: Path, *arguments: object, streams: Streams | None = None) -> Iterator[Running]:
    """Run it. Whatever comes of it, it is gone at the end."""
    paths = streams or Streams(said=str(folder / "said"), complained=str(folder / "complained"))
    for path in paths:
        Path(path).touch()
    words = ["follow-logs", *map(str, arguments)]
    process = LOADER.Process(target=_run, args=(words, environment(folder, TERM="xterm"), paths), daemon=True)
    process.start()
    running = Running(process, folder, paths)
    try:
        yield running
    finally:
        process.kill()
        process.join()
        running.engine.dispose()


def _run(words: list[str], variables: dict[str, str], streams: Streams) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(variables)
    for number, (path, flags) in enumerate(zip(streams, (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY), strict=True)):
        os.dup2(os.open(path, flags | os.O_NOCTTY), number)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 - for as long as it runs
    sys.argv = ["flask", "--app", "app", *words]
    main()


class Terminal:
    """A terminal, and all that was shown on it."""

    def __init__(self) -> None:
        self._ours, self._theirs = pty.openpty()
        os.set_blocking(self._ours, False)
        self.streams = Streams(*[os.ttyname(self._theirs)] * 3)
        self._shown = b""

    @property
    def shown(self) -> str:
        """Everything so far, with the signs that move the cursor."""
        with suppress(BlockingIOError):
            while octets := os.read(self._ours, 65_536):
                self._shown += octets
        return self._shown.decode()

    def close(self) -> None:
        """Let go of it."""
        os.close(self._ours)
        os.close(self._theirs)
