"""Health, for programs: alive, and ready to work. Figures, and nothing about persons."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from console.casework import quarantine
from console.database import db
from console.models import schema

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@blueprint.get("/readyz")
def ready() -> ResponseReturnValue:
    """The database answers and has the schema of this code; and how many lines wait in the quarantine."""
    try:
        current = schema.is_current(db.session.connection())
        waiting = quarantine.total(db.session)
    except SQLAlchemyError:
        return {"status": "not ready", "database": "does not answer"}, 503
    found = {"database": "ok", "migrations": "ok" if current else "not those of this version", "quarantine": waiting}
    return ({"status": "ok"} | found, 200) if current else ({"status": "not ready"} | found, 503)
