"""Health, for programs: alive, and ready to work. No figures about persons."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select, text

from console.database import db
from console.models.quarantine import Quarantined

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database answers; with the number of lines that wait in the quarantine."""
    db.session.execute(text("SELECT 1"))
    waiting = db.session.scalar(select(func.count()).select_from(Quarantined).where(Quarantined.resolved_at.is_(None)))
    return {"status": "ok", "database": "ok", "quarantine": waiting}
