"""Styles and scripts: their addresses carry a digest of what they hold, so that a browser may keep them."""

from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

ENDPOINTS = frozenset({"static", "bootstrap.static"})
A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Put the digest into every address, and let browsers keep what was asked for with one."""

    @app.url_defaults
    def _with_digest(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint in ENDPOINTS and "filename" in values:
            owner = app.blueprints[endpoint.rpartition(".")[0]] if "." in endpoint else app
            values.setdefault("v", _digest(Path(str(owner.static_folder)) / values["filename"]))

    @app.after_request
    def _keep(response: Response) -> Response:
        if request.endpoint in ENDPOINTS and "v" in request.args and response.status_code == 200:
            response.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
        return response


@cache
def _digest(path: Path) -> str:
    return blake2b(path.read_bytes(), digest_size=6).hexdigest()
