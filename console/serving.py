"""Serve the console with waitress: one process, several threads."""

import signal
import sys
from typing import Any

from flask import Flask
from waitress import create_server

from console.settings import PREFIX, Settings
from console.starting import CannotStart


def serve(app: Flask, settings: Settings, ready: Any) -> None:
    """Answer until told to stop. `ready` is called with the address once the port is open. Raises CannotStart."""
    if app.debug:
        raise CannotStart("FLASK_DEBUG shows the inside of the console to whoever meets an error; unset it.")
    try:
        server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=settings.threads,
            ident="",
            clear_untrusted_proxy_headers=not settings.trusted_proxies,
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
        )
    except OSError as error:
        raise CannotStart(
            f"{settings.host}:{settings.port} cannot be listened on ({error.strerror}); set {PREFIX}PORT to another."
        ) from error
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # waitress ends what it is answering
    ready(f"http://{settings.host}:{server.effective_port}/")
    server.run()
