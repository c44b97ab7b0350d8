"""By what name a worker holds leases, and whether the worker of that name is known to be no more.

A lease ends by itself, but who is started again after it was killed need not wait for that: a process of this same
machine that is gone holds nothing.
"""

import os
import secrets
import socket
from pathlib import Path

BOOT = Path("/proc/sys/kernel/random/boot_id")
PROCESSES = Path("/proc/self/ns/pid")  # numbers of processes mean something within one namespace


def new_holder() -> str:
    """A name for this worker that no other has."""
    return f"{_machine()} {os.getpid()} {secrets.token_hex(4)}"


def is_gone(holder: str) -> bool:
    """Whether it was a process of this machine, and is no more. False where that cannot be known."""
    machine, _, number = holder.rpartition(" ")[0].rpartition(" ")
    if machine != _machine():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _machine() -> str:
    """The machine since it was started, and the container in it. Of its own kind where that cannot be known."""
    try:
        return f"{socket.gethostname()} {BOOT.read_text().strip()} {PROCESSES.readlink()}"
    except OSError:
        return f"{socket.gethostname()} {secrets.token_hex(8)}"
