"""Every request has an id, which its answer, its log line and its error page share."""

import secrets
import time

import structlog
from flask import Flask, Response, g, request

from console import operator_log

log = operator_log.logger(__name__)

QUIET = frozenset({"static", "bootstrap.static", "health.alive", "health.ready", "metrics.show"})


def init_app(app: Flask) -> None:
    """Stand before and after everything else."""

    @app.before_request
    def _begin() -> None:
        g.request_id, g.began = secrets.token_hex(6), time.monotonic()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=g.request_id)

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.request_id
        tell = log.debug if request.endpoint in QUIET else log.info
        tell(
            "answered",
            method=request.method,
            endpoint=request.endpoint,  # not the path: a stranger may write anything into it
            status=response.status_code,
            milliseconds=round((time.monotonic() - g.began) * 1000),
        )
        return response
