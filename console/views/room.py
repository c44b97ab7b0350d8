"""Room on the disk: where there is none, every page says so, and what waits to be written is written once there is."""

from typing import Any

from flask import Flask, request

from console import unwritten
from console.database import db
from console.shortage import Shortage, shortage_at
from console.views.gate import PUBLIC
from console.views.shell import reader_or_none


def init_app(app: Flask) -> None:
    """Stand before every page, and give all of them the `shortage`, if there is one."""

    @app.before_request
    def _write_what_waits() -> None:
        if request.endpoint not in PUBLIC:
            unwritten.write(db.engine)

    @app.context_processor
    def _tell() -> dict[str, Any]:
        return {"shortage": _shortage()}


def _shortage() -> Shortage | None:
    return shortage_at(db.engine) if reader_or_none() else None
