"""Headers that keep a browser from doing what a stranger's text asks of it."""

import secrets

from flask import Flask, Response, g, request

from console.views import static_files

SOURCES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def nonce() -> str:
    """A number used once, for the script elements of this answer."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def policy() -> str:
    """The Content Security Policy of this answer. No page of ours has a script or style of its own in it."""
    scripts = {"script-src": f"'self' 'nonce-{g.nonce}'"} if "nonce" in g else {}
    return "; ".join(f"{directive} {allowed}" for directive, allowed in (SOURCES | scripts).items())


def init_app(app: Flask, https: bool) -> None:
    """Put the headers on every answer; with `https`, ask the browser to stay with it."""

    @app.after_request
    def _add(response: Response) -> Response:
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = policy()
        if https:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint not in static_files.ENDPOINTS:
            response.headers["Cache-Control"] = "no-store"
        return response
