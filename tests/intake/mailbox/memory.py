"""How much memory something takes at its worst, as the system counts it."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

PAGE = 4096  # octets
LOOK = 0.005  # seconds


def peak_growth(work: Callable[[], object]) -> int:
    """Octets by which this process is larger at most while the work is done."""
    before = most = resident()
    done = threading.Event()

    def watch() -> None:
        nonlocal most
        while not done.is_set():
            most = max(most, resident())
            time.sleep(LOOK)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    finally:
        done.set()
        watcher.join()
    return max(most, resident()) - before


def resident(process: int | str = "self") -> int:
    """Octets of a process that are in memory."""
    return int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1]) * PAGE
