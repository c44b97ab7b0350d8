"""Benchmark I3: how long after it was written a line is searchable, while a log grows at a given rate.

python -m tests.benchmarks.following [--rate 10000] [--seconds 30] [--database URL]

The command that people use follows a log whose messages come as thick as the rate has it, so that most of them are
stored in several batches.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, func, select

from console.database import engine_at
from console.models.log_file import LogFile
from tests.benchmarks.imports import resident_of_family
from tests.benchmarks.log_generator import LogGenerator

LINES_A_MESSAGE = 7.9
STEP = 0.02  # seconds between two writes
LOOK = 0.05  # seconds between two looks at the database
PATIENCE = 60.0  # seconds for the last line
IDLE = 10.0  # seconds
TICKS = os.sysconf("SC_CLK_TCK")


class Written(NamedTuple):
    """So many lines stood in the log at that time (by the monotonic clock)."""

    lines: int
    at: float


class Figures(NamedTuple):
    """What following came to."""

    lines: int
    rate: float  # lines a second, as they were written
    lags: list[float]  # seconds, of a line every STEP
    cpu: float  # part of one core, while lines came
    idle_cpu: float  # and while none came
    peak_memory: int  # octets

    def lag(self, part: float) -> float:
        """The lag that this part of the lines did not exceed."""
        return sorted(self.lags)[min(int(len(self.lags) * part), len(self.lags) - 1)]


def measure(folder: Path, database: str, rate: int, seconds: int) -> Figures:
    """Follow a log that grows for so long at that rate."""
    source, log = folder / "source.log", folder / "mail.log"
    LogGenerator(int(rate * seconds / LINES_A_MESSAGE), days=seconds / 86400).write(source)
    log.touch()
    environment = os.environ | {"POSTDESK_DATABASE_URL": database, "POSTDESK_DATA_FOLDER": str(folder)}
    command = [sys.executable, "-m", "flask", "--app", "app", "follow-logs", str(log)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as follower:
        assert follower.stdout is not None
        follower.stdout.readline()
        try:
            return _watch(follower.pid, engine_at(database), source, log, rate)
        finally:
            follower.terminate()


def _watch(pid: int, engine: Engine, source: Path, log: Path, rate: int) -> Figures:
    written: list[Written] = []
    writer = threading.Thread(target=_write, args=(source, log, rate, written))
    began, cpu_before = time.monotonic(), _cpu(pid)
    writer.start()
    lags: list[float] = []
    peak = 0
    while writer.is_alive() or len(lags) < len(written):
        stored, now = _stored(engine), time.monotonic()
        while len(lags) < len(written) and written[len(lags)].lines <= stored:
            lags.append(now - written[len(lags)].at)
        if written and now - written[-1].at > PATIENCE:
            raise SystemExit("the last lines are not stored")
        peak = max(peak, resident_of_family(pid))
        time.sleep(LOOK)
    cpu = (_cpu(pid) - cpu_before) / (time.monotonic() - began)
    time.sleep(2 * LOOK + 3)
    idle_before = _cpu(pid)
    time.sleep(IDLE)
    idle = (_cpu(pid) - idle_before) / IDLE
    return Figures(written[-1].lines, written[-1].lines / (written[-1].at - began), lags, cpu, idle, peak)


def _write(source: Path, log: Path, rate: int, written: list[Written]) -> None:
    began, lines = time.monotonic(), 0
    with source.open("rb") as read, log.open("ab", buffering=0) as grown:
        while piece := b"".join(islice(read, max(int((time.monotonic() - began) * rate) - lines, 1))):
            grown.write(piece)
            lines += piece.count(b"\n")
            written.append(Written(lines, time.monotonic()))
            time.sleep(STEP)


def _stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.sum(LogFile.line_count))) or 0


def _cpu(pid: int) -> float:
    """Seconds of processor time that the process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def show(figures: Figures, engine: str) -> None:
    """Print the figures beside those to be reached."""
    table = Table(
        "figure", "measured", "to be reached", title=f"Following {figures.rate:,.0f} lines a second, {engine}"
    )
    lags = f"{figures.lag(0.5):.1f} s, 95 % in {figures.lag(0.95):.1f} s, all in {max(figures.lags):.1f} s"
    table.add_row("I3 lag", lags, "all in 2 s")
    table.add_row("peak memory", f"{figures.peak_memory / 1e6:,.0f} MB", "300 MB")
    table.add_row("processor", f"{figures.cpu:.0%} of a core", "")
    table.add_row("processor, idle", f"{figures.idle_cpu:.1%} of a core", "1 %")
    Console().print(table)


def main(arguments: list[str] | None = None) -> Figures:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--database", default="")
    given, _ = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        database = given.database or f"sqlite:///{folder}/postdesk.sqlite"
        figures = measure(Path(folder), database, given.rate, given.seconds)
    show(figures, engine_at(database).dialect.name)
    return figures


if __name__ == "__main__":
    main()
