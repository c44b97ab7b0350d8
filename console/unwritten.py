"""Entries of the audit trail that wait in memory until there is room to write them.

While the disk is full nothing can be changed, but pages can be read, and who read what belongs on record. Each entry
is told to the operator's log at once, should this process end before there is room; when too many wait, pages that
need one are refused.
"""

import threading
import time
from collections import defaultdict
from typing import Any

from sqlalchemy import URL, Engine, insert
from sqlalchemy.exc import SQLAlchemyError

from console import operator_log, shortage
from console.models.audit_entry import AuditEntry

MOST = 10_000  # entries
TRIED_EVERY = 5.0  # seconds

Row = dict[str, Any]

log = operator_log.logger(__name__)
_turn = threading.Lock()
_waiting: defaultdict[URL, list[Row]] = defaultdict(list)  # by database
_tried_at: dict[URL, float] = {}  # on the monotonic clock


def keep(engine: Engine, row: Row) -> bool:
    """Have an entry wait; false when too many do."""
    waiting = _waiting[engine.url]
    if len(waiting) >= MOST:
        return False
    waiting.append(row)
    log.warning("an audit entry waits for room", action=row["action"], subject=row["subject"], actor=row["actor"])
    return True


def write(engine: Engine) -> None:
    """Write what waits, if there is room again. What cannot be written goes on waiting."""
    with _turn:
        rows = _waiting[engine.url]
        if not rows or time.monotonic() - _tried_at.get(engine.url, -TRIED_EVERY) < TRIED_EVERY:
            return
        _tried_at[engine.url] = time.monotonic()
        count = len(rows)
        try:
            with engine.begin() as connection:
                connection.execute(insert(AuditEntry), rows[:count])
        except SQLAlchemyError:
            return
        del rows[:count]
        shortage.over(engine)
