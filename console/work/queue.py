"""The queue that wakes workers, and does no more: what there is to do stands in tables.

A call that is lost or comes twice costs nothing, since whoever is woken looks for what is due.
"""

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import make_url

NAME = "postdesk"
CALLS_ARE_LOOKED_FOR = 2.0  # seconds, at most, where the queue cannot say that there is one
LAST_RUN_ENDS_WITHIN = 20  # seconds
ONE_COMPLAINT_IN = 60  # seconds


class PlainCalls(Serializer):
    """Calls as JSON. Huey's own pickle would run whatever a stranger puts into a shared Redis."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Message:
        return Message(*json.loads(data))


class QuietConsumer(Consumer):
    """Huey's threads inside of a process that minds its signals itself.

    Two of them, so that a call is heard while a long task runs.
    """

    def __init__(self, queue: Huey) -> None:
        options = {"workers": 2, "max_delay": CALLS_ARE_LOOKED_FOR, "shutdown_timeout": LAST_RUN_ENDS_WITHIN}
        super().__init__(queue, **options)  # type: ignore[no-untyped-call]

    def start(self) -> None:
        """Begin to listen, in threads."""
        super().start()  # type: ignore[no-untyped-call]

    def stop(self, graceful: bool = False) -> None:
        """End after what is being done, and close every connection."""
        super().stop(graceful)  # type: ignore[no-untyped-call]
        self.huey.storage.close()

    def _set_signal_handlers(self) -> None:
        pass


class OneComplaint(logging.Filter):
    """A queue that is out of reach is asked every second or so; the operator is told once a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._told_at = -float(ONE_COMPLAINT_IN)

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if now - self._told_at < ONE_COMPLAINT_IN:
            return False
        self._told_at = now
        return True


def queue_at(url: str) -> Huey:
    """The queue that POSTDESK_QUEUE_URL names. Raises what its driver raises when it is out of reach."""
    options: dict[str, Any] = {"results": False, "serializer": PlainCalls()}
    if url.startswith("redis"):
        return RedisHuey(NAME, url=url, **options)
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        dsn = parsed.set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey(NAME, dsn=dsn, table_prefix="postdesk_queue", **options)
    return _in_file(Path(parsed.database or ""), options)


def _in_file(path: Path, options: dict[str, Any]) -> Huey:
    """A damaged file is made anew: nothing in it is worth a repair."""
    try:
        return SqliteHuey(NAME, filename=str(path), **options)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
            path.with_name(name).unlink(missing_ok=True)
        return SqliteHuey(NAME, filename=str(path), **options)


def woken_by(url: str, woken: Callable[[], None]) -> QuietConsumer:
    """Threads that call `woken` now, every minute, and whenever somebody rings. Not started yet."""
    logging.getLogger("huey").setLevel(logging.WARNING)
    for thread in ("Worker", "Scheduler"):
        logging.getLogger(f"huey.consumer.{thread}").filters[:] = [OneComplaint()]
    queue = queue_at(url)
    _bell(queue, woken)
    turn = threading.Lock()

    @queue.on_shutdown()  # type: ignore[untyped-decorator]
    def _close() -> None:
        """A thread that waits at PostgreSQL has a connection of its own."""
        with turn:
            queue.storage.close()

    return QuietConsumer(queue)


def call(url: str) -> None:
    """Have one worker woken. Raises what the driver of the queue raises when it is out of reach."""
    queue = queue_at(url)
    with closing(queue.storage):
        _bell(queue, _nobody)()


def _bell(queue: Huey, woken: Callable[[], None]) -> Callable[[], object]:
    @queue.periodic_task(crontab(), name="wake")  # type: ignore[untyped-decorator]
    def _wake() -> None:
        woken()

    bell: Callable[[], object] = _wake
    return bell


def _nobody() -> None:
    """Whoever calls does not come."""
