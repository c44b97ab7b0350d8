"""Benchmark I1, I2 and D1: importing a log beside pflogsumm on the same file.

python -m tests.benchmarks.imports --messages 140000 [--log FILE] [--database URL]

`--database` names one that is filled already, to see that the rate holds; otherwise a fresh SQLite file is used.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from console.database import engine_at
from tests.benchmarks.log_generator import LogGenerator

REFERENCE = "pflogsumm"
SAMPLING = 0.05  # seconds between two looks at the memory


class Figures(NamedTuple):
    """What an import came to."""

    lines: int
    log_size: int  # octets
    seconds: float
    reference_seconds: float | None  # of pflogsumm on the same file; None where it is not installed
    peak_memory: int  # octets, of all its processes together
    database_growth: int  # octets

    @property
    def rate(self) -> float:
        """Lines a second."""
        return self.lines / self.seconds

    @property
    def ratio(self) -> float | None:
        """Its time as a part of the reference's."""
        return self.seconds / self.reference_seconds if self.reference_seconds else None

    @property
    def stored_part(self) -> float:
        """What the database took for each octet of the log."""
        return self.database_growth / self.log_size


def measure(log: Path, database: str, lines: int) -> Figures:
    """Import the log with the command people use, and run the reference on it."""
    environment = os.environ | {"POSTDESK_DATABASE_URL": database, "POSTDESK_DATA_FOLDER": str(log.parent)}
    subprocess.run(_flask("quarantine", "list"), env=environment, check=True, stdout=subprocess.DEVNULL)  # migrates
    before = database_size(database)
    reference = _timed([REFERENCE, str(log)]) if shutil.which(REFERENCE) else None
    began = time.perf_counter()
    process = subprocess.Popen(_flask("import-log", str(log)), env=environment, stdout=subprocess.DEVNULL)
    peak = _watch(process)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise SystemExit("the import failed")
    growth = database_size(database) - before
    return Figures(lines, log.stat().st_size, seconds, reference, peak, growth)


def _flask(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", "app", *arguments]


def _timed(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - began


def _watch(process: subprocess.Popen[bytes]) -> int:
    peak = 0
    while process.poll() is None:
        peak = max(peak, resident_of_family(process.pid))
        time.sleep(SAMPLING)
    return peak


def resident_of_family(pid: int) -> int:
    """Octets of memory that a process and its children have for themselves."""
    return sum(_resident(member) for member in _family(pid))


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in _family(int(child)))]


def _resident(pid: int) -> int:
    """Octets of memory that are the process's own; pages of files mapped are the system's to take back."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("RssAnon"))


def database_size(url: str) -> int:
    """Octets on disk."""
    engine = engine_at(url)
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        pages, size = (connection.exec_driver_sql(f"PRAGMA {p}").scalar_one() for p in ("page_count", "page_size"))
        return int(pages) * int(size)


def show(figures: Figures, engine: str) -> None:
    """Print the figures beside those to be reached."""
    ratio = f"{figures.ratio:.2f} of {REFERENCE}'s time" if figures.ratio else f"{REFERENCE} is not installed"
    table = Table("figure", "measured", "to be reached", title=f"Import of {figures.lines:,} lines, {engine}")
    table.add_row("I1 time", f"{figures.seconds:.1f} s, {figures.rate:,.0f} lines/s, {ratio}", "1, then 0.5, then 0.33")
    table.add_row("I2 peak memory", f"{figures.peak_memory / 1e6:,.0f} MB", "300 MB")
    table.add_row("D1 database by log", f"{figures.stored_part:.0%}", "65 %")
    Console().print(table)


def main(arguments: list[str] | None = None) -> Figures:
    """Make the log where none is given, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=140_000)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--database", default="")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        log = given.log or Path(folder, "mail.log")
        if given.log is None:
            LogGenerator(given.messages).write(log)
        with log.open("rb") as opened:
            lines = sum(1 for _ in opened)
        database = given.database or f"sqlite:///{folder}/postdesk.sqlite"
        figures = measure(log, database, lines)
    show(figures, engine_at(database).dialect.name)
    return figures


if __name__ == "__main__":
    main()
