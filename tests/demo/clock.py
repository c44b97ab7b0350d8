"""A clock that can be put forward, for programs that were started under libfaketime.

It runs ten times as fast as the real one, so that what takes a real moment looks like a delivery over the internet,
and it jumps over the time in which nothing happens.
"""

import threading
import time
from pathlib import Path

LIBRARIES = ("/usr/lib/*/faketime/libfaketime.so.1", "/usr/lib/faketime/libfaketime.so.1")
SPEED = 10
TICK = 0.02  # real seconds


class Clock:
    """The faked time, in seconds since 1970-01-01 UTC. Starts at `start`."""

    def __init__(self, file: Path, start: float) -> None:
        self._file = file
        self._ahead = start - time.time()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._put_forward(0)
        self._ticker = threading.Thread(target=self._tick, name="clock", daemon=True)
        self._ticker.start()

    def now(self) -> float:
        return time.time() + self._ahead

    def jump(self, to: float) -> None:
        """Put the clock forward; it is never put back."""
        with self._lock:
            self._put_forward(max(0.0, to - self.now()))

    def stop(self) -> None:
        self._stopped.set()
        self._ticker.join()

    def environment(self) -> dict[str, str]:
        """For a program that shall live in this time."""
        return {
            "LD_PRELOAD": _library(),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # Postfix keeps the time of the next try in the time stamp of the queue file: it must read what it wrote.
            "NO_FAKE_STAT": "1",
            "TZ": "CET-1",
        }

    def _tick(self) -> None:
        while not self._stopped.wait(TICK):
            with self._lock:
                self._put_forward(TICK * (SPEED - 1))

    def _put_forward(self, seconds: float) -> None:
        self._ahead += seconds
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"+{self._ahead:.3f}\n")
        fresh.chmod(0o644)
        fresh.replace(self._file)


def _library() -> str:
    for pattern in LIBRARIES:
        for path in Path("/").glob(pattern.lstrip("/")):
            return str(path)
    raise SystemExit("libfaketime is missing: on Debian, apt-get install libfaketime.")
