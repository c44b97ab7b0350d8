"""Shortage: the disk is full, or takes nothing for another reason. What is stored can be read all the same.

Whoever fails to write notices it here, for every page to tell. It is over when there is room, and nobody has failed
for a while: nothing has to be done by hand but to make room.
"""

import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import URL, Engine, ExceptionContext, event

LEAST_ROOM = 1024 * 1024  # octets on the disk of an embedded database
FORGOTTEN_AFTER = 30.0  # seconds without a failure; who failed tries again sooner
FULL = frozenset({"SQLITE_FULL", "53100"})
BROKEN = ("SQLITE_IOERR", "58030")


class Shortage(NamedTuple):
    """Since when nothing can be stored (aware, UTC), and why: the second half of a sentence."""

    since: datetime
    cause: str


class _Noticed(NamedTuple):
    shortage: Shortage
    last_at: float  # on the monotonic clock


_noticed: dict[URL, _Noticed] = {}  # by database


def cause_of(error: BaseException | None) -> str:
    """Why the driver could not write, if it is for a shortage; else empty."""
    code = str(getattr(error, "sqlite_errorname", "") or getattr(error, "sqlstate", "") or "")
    if code in FULL:
        return "the disk is full"
    return "the disk takes nothing" if code.startswith(BROKEN) else ""


def shortage_at(engine: Engine) -> Shortage | None:
    """The shortage that this database is in, as far as this process has noticed."""
    if not _has_room(engine.url):
        _notice(engine.url, "the disk is full")
    noticed = _noticed.get(engine.url)
    if noticed and time.monotonic() - noticed.last_at > FORGOTTEN_AFTER:
        _noticed.pop(engine.url, None)
        return None
    return noticed.shortage if noticed else None


def over(engine: Engine) -> None:
    """Something could be written again that could not be before."""
    if _has_room(engine.url):
        _noticed.pop(engine.url, None)


def _has_room(url: URL) -> bool:
    if url.get_backend_name() != "sqlite" or not url.database:
        return True
    try:
        disk = os.statvfs(Path(url.database).parent)
    except OSError:
        return True
    blocks = disk.f_bfree if os.geteuid() == 0 else disk.f_bavail
    return blocks * disk.f_frsize >= LEAST_ROOM


def _notice(url: URL, cause: str) -> None:
    known = _noticed.get(url)
    shortage = known.shortage if known else Shortage(datetime.now(UTC), cause)
    _noticed[url] = _Noticed(shortage, time.monotonic())


@event.listens_for(Engine, "handle_error")
def _failed(context: ExceptionContext) -> None:
    cause = cause_of(context.original_exception)
    if cause and context.engine is not None:
        _notice(context.engine.url, cause)
