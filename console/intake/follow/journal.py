"""The journal of systemd, as `journalctl --output=json --follow` gives it: the entries of mail programs.

Every entry has a cursor, and the newest one that is stored stands where a file has the digest of what stands before
its position. So whatever the journal still holds is read, however long nobody followed it.
"""

import os
import re
import socket
import subprocess
import tempfile
import threading
from pathlib import Path

from console.intake.files import LONGEST_LINE, UnreadableFile
from console.intake.follow.collected import Collected, Piece
from console.intake.follow.framing import Framing

FIELDS = "MESSAGE _HOSTNAME SYSLOG_IDENTIFIER SYSLOG_PID _COMM _PID _SOURCE_REALTIME_TIMESTAMP".split()
COMMAND = ("journalctl", "--output=json", "--follow", "--no-tail", "--all", f"--output-fields={','.join(FIELDS)}")
OF_MAIL = "SYSLOG_FACILITY=2"
AT_FIRST = "--since=-7d"  # of a journal that was never read
# An entry's own cursor: inside of a JSON string there is a backslash before every quotation mark.
CURSOR = re.compile(rb'"__CURSOR" ?: ?"([^"\\]+)"')
MACHINE_ID = Path("/etc/machine-id")
OCTETS_AT_ONCE = 65_536
ENDS_WITHIN = 5.0  # seconds
PROBE = ("journalctl", "--lines=0", "--no-pager")
NO_JOURNAL = b"No journal files were"  # "found", or "opened due to insufficient permissions"
ANSWERS_WITHIN = 10.0  # seconds


class Journal:
    """Collects entries in a thread, from a process that it starts."""

    ended = False

    def __init__(self) -> None:
        self.fingerprint = f"journal:{_machine()}"
        self.failure = ""
        self._stopping = False
        self._said = ""

    def start(self, cursor: str, collected: Collected) -> None:
        """See `stream.Collector`."""
        _check_there_is_one()
        begin = f"--after-cursor={cursor}" if cursor else AT_FIRST
        self._words = tempfile.TemporaryFile()  # noqa: SIM115 - what the process says of errors; `stop` closes it
        here, there = os.pipe()
        try:
            self._process = subprocess.Popen([*COMMAND, begin, OF_MAIL], stdout=there, stderr=self._words)
        except OSError as error:
            os.close(here)
            self._words.close()
            raise UnreadableFile(
                f"journalctl cannot be run ({error.strerror}). Follow the journal on a machine with systemd."
            ) from None
        finally:
            os.close(there)
        self._thread = threading.Thread(target=self._run, args=(here, collected), name="journal", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """See `stream.Collector`."""
        self._stopping = True
        self._process.terminate()
        self._thread.join(ENDS_WITHIN)
        self._words.close()

    @property
    def trouble(self) -> str:
        """See `stream.Collector`. It says, for instance, that this user does not see all of the journal."""
        if not self._words.closed:
            words = os.pread(self._words.fileno(), OCTETS_AT_ONCE, 0)
            self._said = " ".join(words.decode("utf-8", "replace").split())
        return f"journalctl says: {self._said}" if self._said else ""

    def _run(self, pipe: int, collected: Collected) -> None:
        framing = Framing(LONGEST_LINE)
        while octets := os.read(pipe, OCTETS_AT_ONCE):
            if not collected.add(map(_with_cursor, framing.feed(octets))):
                break
        os.close(pipe)
        status = self._process.wait()
        if not self._stopping:
            self.failure = self.trouble or f"journalctl ended by itself, with status {status}. It is started again."


def _check_there_is_one() -> None:
    """Asked for JSON, the program says nothing of a journal that does not exist or may not be seen, and waits."""
    try:
        asked = subprocess.run(PROBE, capture_output=True, timeout=ANSWERS_WITHIN, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return  # starting it tells why
    if NO_JOURNAL in asked.stderr:
        said = " ".join(asked.stderr.decode("utf-8", "replace").split())
        raise UnreadableFile(
            f"This machine has no journal that this user may read (journalctl says: {said}). "
            "Let journald keep one and this user see it, or follow the log file of the mail server."
        )


def _with_cursor(entry: Piece) -> Piece:
    cursor = CURSOR.search(entry.content)
    return entry._replace(cursor=cursor[1].decode("ascii", "replace")) if cursor else entry


def _machine() -> str:
    try:
        return MACHINE_ID.read_text(encoding="ascii").strip()
    except OSError:
        return socket.gethostname()
