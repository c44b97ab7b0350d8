"""Standard input, as in `tail -F mail.log | ssh … flask follow-logs -`. It can be read once, and has an end."""

import os
import select
import sys
import threading
from uuid import uuid4

from console.intake.files import LONGEST_LINE
from console.intake.follow.collected import Collected
from console.intake.follow.framing import Framing

OCTETS_AT_ONCE = 65_536
WAKING = 0.2  # seconds until it is seen that it is to end


class StandardInput:
    """Collects lines in a thread, until the end."""

    trouble = failure = ""

    def __init__(self) -> None:
        self.fingerprint = uuid4().hex
        self._stopping = threading.Event()

    @property
    def ended(self) -> bool:
        """See `stream.Collector`."""
        return not self._thread.is_alive()

    def start(self, cursor: str, collected: Collected) -> None:
        """See `stream.Collector`."""
        self._thread = threading.Thread(target=self._run, args=(collected,), name="standard input", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """See `stream.Collector`."""
        self._stopping.set()
        self._thread.join()

    def _run(self, collected: Collected) -> None:
        file, framing = sys.stdin.fileno(), Framing(LONGEST_LINE)
        while not self._stopping.is_set():
            if not select.select([file], [], [], WAKING)[0]:
                continue
            octets = os.read(file, OCTETS_AT_ONCE)
            if not octets:
                break
            collected.add(framing.feed(octets))
        collected.add(framing.end())
