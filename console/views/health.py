"""Health, for programs: alive, and ready to work. Figures, and nothing about persons."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from console.database import db
from console.models.quarantine import Quarantined

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database answers and has the schema of this code; and how many lines wait in the quarantine."""
    waiting = select(func.count()).select_from(Quarantined).where(Quarantined.resolved_at.is_(None))
    try:
        return {"status": "ok", "database": "ok", "quarantine": db.session.scalar(waiting)}
    except SQLAlchemyError:
        return {"status": "not ready", "database": "does not answer"}, 503
