"""Health, for programs: alive, and ready to work. Figures, and nothing about persons."""

from typing import Any, NamedTuple

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from console.casework.measures import FeedMeasure, Measures, measures
from console.casework.tasks import Standing
from console.database import db
from console.models import schema
from console.models.base import utc_now
from console.operator_log import redacted
from console.shortage import shortage_at
from console.views.watchers import may_look_inside
from console.work.periodic import TASKS

blueprint = Blueprint("health", __name__)


class Check(NamedTuple):
    """What is told of one part, and whether it works."""

    told: Any
    works: bool = True


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """Whether all parts work, part by part; 503 when one does not. Who may look inside reads errors as well."""
    try:
        checks = _checks()
    except SQLAlchemyError:
        return {"status": "not ready", "database": "does not answer"}, 503
    works = all(check.works for check in checks.values())
    told = {part: check.told for part, check in checks.items()}
    return {"status": "ok" if works else "not ready"} | told, 200 if works else 503


def _checks() -> dict[str, Check]:
    current = schema.is_current(db.session.connection())
    checks = {"database": Check("ok"), "migrations": Check("ok" if current else "not those of this version", current)}
    if not current:
        return checks
    found = measures(db.session, TASKS, utc_now())
    return checks | {
        "storage": _storage(),
        "quarantine": Check({"lines": found.quarantined, "mails": found.unreadable_mails}),
        "worker": _worker(found),
        "feeds": _feeds(found),
        "tasks": _tasks(found),
    }


def _storage() -> Check:
    shortage = shortage_at(db.engine)
    if shortage is None:
        return Check("ok")
    return Check(f"nothing can be stored since {shortage.since.isoformat(timespec='seconds')}: {shortage.cause}", False)


def _worker(found: Measures) -> Check:
    if found.worker_lives:
        return Check("ok")
    return Check("does not work, and feeds wait for it", False) if found.needs_worker else Check("none, and no feeds")


def _feeds(found: Measures) -> Check:
    """A feed that cannot be read is an alarm: what happens there meanwhile is missing in every answer."""
    failing = [feed for feed in found.feeds if feed.failing]
    told: dict[str, Any] = {"followed": len(found.feeds), "failing": len(failing)}
    if failing and may_look_inside():
        told["errors"] = [_feed(feed) for feed in failing]
    return Check(told, not failing)


def _feed(feed: FeedMeasure) -> dict[str, Any]:
    since = feed.since.isoformat(timespec="seconds") if feed.since else None
    return {"feed": redacted(feed.name), "since": since, "error": redacted(feed.error)}


def _tasks(found: Measures) -> Check:
    """A task that nobody does is an alarm only where somebody should: that there is no worker is told already."""
    looking_inside = may_look_inside()
    alarming = [task for task in found.tasks if task.failing or (task.overdue and found.worker_lives)]
    return Check({task.name: _task(task, looking_inside) for task in found.tasks}, not alarming)


def _task(task: Standing, looking_inside: bool) -> dict[str, Any]:
    told: dict[str, Any] = {
        "last_run": task.began_at.isoformat(timespec="seconds") if task.began_at else None,
        "milliseconds": task.milliseconds,
        "failures": task.failures,
    }
    return told | {"error": task.error} if looking_inside else told
