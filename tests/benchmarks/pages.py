"""Benchmark I4: how long searches take while a log is followed, in one process and with a worker of its own.

python -m tests.benchmarks.pages [--messages 140000] [--rate 10000] [--seconds 30]
"""

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine

from console.database import engine_at
from console.diagnosis.network import Network
from console.intake.import_logs import import_logs
from console.models.schema import upgrade
from tests.benchmarks.following import LINES_A_MESSAGE, Written, _stored, _write
from tests.benchmarks.imports import resident_of_family
from tests.benchmarks.log_generator import LogGenerator
from tests.servers.console import ROOT, Browser, console, environment
from tests.work.following import add_feed

BETWEEN = 0.1  # seconds between two searches of one agent
AGENTS = 2
ASKED = ("gmail.com", "anna", "status:deferred", "after:2026-01-01 billing")


def measure(folder: Path, messages: int, rate: int, seconds: int, apart: bool) -> list[tuple[str, str]]:
    """Rows of the table: what was measured, and how much it is."""
    engine = engine_at(f"sqlite:///{folder}/postdesk.sqlite")
    upgrade(engine)
    LogGenerator(messages).write(folder / "before.log")
    list(import_logs(engine, [str(folder / "before.log")], network=Network()))
    source, log = folder / "source.log", folder / "mail.log"
    LogGenerator(int(rate * seconds / LINES_A_MESSAGE), seed=2, days=seconds / 86400).write(source)
    log.touch()
    with console(folder, POSTDESK_WORKER="false" if apart else "true") as browser, _worker(folder, apart):
        add_feed(engine, log)
        idle = _searches(browser, lambda: time.sleep(seconds / 2))
        before = _stored(engine)
        written: list[Written] = []
        busy = _searches(browser, lambda: _write(source, log, rate, written))
        lag = _await(engine, before + written[-1].lines, written[-1].at)
        memory = resident_of_family(browser.console)
    engine.dispose()
    return [
        ("lines a second, written", f"{written[-1].lines / (written[-1].at - written[0].at):,.0f}"),
        ("the last line is stored after", f"{lag:.1f} s"),
        (f"search, idle ({len(idle)})", _told(idle)),
        (f"search, while it follows ({len(busy)})", _told(busy)),
        ("memory of the console", f"{memory / 1e6:,.0f} MB"),
    ]


def _told(times: list[float]) -> str:
    ordered = sorted(times)
    return f"p50 {ordered[len(ordered) // 2] * 1000:.0f} ms, p95 {ordered[int(len(ordered) * 0.95)] * 1000:.0f} ms"


@contextmanager
def _worker(folder: Path, apart: bool) -> Iterator[None]:
    if not apart:
        yield
        return
    command = [sys.executable, "-m", "flask", "--app", "app", "work"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(folder), stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def _await(engine: Engine, lines: int, since: float) -> float:
    while _stored(engine) < lines:
        time.sleep(0.05)
    return time.monotonic() - since


def _searches(browser: Browser, while_this: Callable[[], None]) -> list[float]:
    """The seconds of every search of some agents meanwhile."""
    times: list[float] = []
    over = threading.Event()

    def search() -> None:
        while not over.is_set():
            for words in ASKED:
                began = time.monotonic()
                answer = browser.post("search/run", q=words)
                assert answer.status == 200, answer
                times.append(time.monotonic() - began)
                over.wait(BETWEEN)

    agents = [threading.Thread(target=search) for _ in range(AGENTS)]
    for agent in agents:
        agent.start()
    while_this()
    over.set()
    for agent in agents:
        agent.join()
    return times


def main(arguments: list[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=140_000)
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--ways", type=int, default=2, help="1: in one process only")
    given, _ = parser.parse_known_args(arguments)
    for apart in (False, True)[: given.ways]:
        with tempfile.TemporaryDirectory() as folder:
            rows = measure(Path(folder), given.messages, given.rate, given.seconds, apart)
        table = Table("figure", "measured", title="A worker of its own" if apart else "One process")
        for row in rows:
            table.add_row(*row)
        Console().print(table)


if __name__ == "__main__":
    main()
