"""What the worker does again and again, and doing what is due."""

import time
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console import operator_log
from console.casework import housekeeping, tasks, usual_times
from console.casework.tasks import FOLLOW, Known
from console.intake.import_logs import CannotStore, telling_storage_errors

LEASE = 30  # seconds; whoever holds one renews it every ten
AN_HOUR = 3600

log = operator_log.logger(__name__)


class Periodic(NamedTuple):
    """A task and the function that does it."""

    known: Known
    run: Callable[[Engine], None]


PERIODIC = (
    Periodic(
        Known("clean up", AN_HOUR, "Forgets attempts to sign in, and sign-ins that ended long ago."),
        housekeeping.clean_up,
    ),
    Periodic(
        Known("usual times", 6 * AN_HOUR, "Learns how long mail to each domain takes, and when mail servers give up."),
        usual_times.learn,
    ),
)

TASKS: tuple[Known, ...] = (FOLLOW, *(task.known for task in PERIODIC))  # as pages show them


def do_due(engine: Engine, holder: str) -> None:
    """Do every task that is due and that nobody else does."""
    for task in PERIODIC:
        _do_if_due(engine, holder, task)


def _do_if_due(engine: Engine, holder: str, task: Periodic) -> None:
    with Session(engine) as session:
        if not tasks.begin(session, task.known, holder, LEASE):
            return
        began = time.monotonic()
        error = _error_of(engine, task)
        milliseconds = round((time.monotonic() - began) * 1000)
        if error:
            tasks.fail(session, task.known, holder, milliseconds, error)
        else:
            tasks.succeed(session, task.known, holder, milliseconds)


def _error_of(engine: Engine, task: Periodic) -> str:
    """Do it; a sentence on what went wrong, empty if nothing did."""
    try:
        with telling_storage_errors():
            task.run(engine)
    except CannotStore as error:
        log.warning("a task failed", task=task.known.name, error=str(error))
        return str(error)
    except Exception as error:  # the next task is done all the same
        log.exception("a task failed", task=task.known.name)
        return f"It stumbled ({type(error).__name__}). The operator's log tells more."
    return ""
