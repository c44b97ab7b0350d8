"""Programs that watch the console: which of them may see more than whether it works."""

import hmac
import ipaddress

from flask import request

from console.views.shell import settings


def may_look_inside() -> bool:
    """Whether the request bears POSTDESK_METRICS_TOKEN or, where none is set, comes from this machine.

    Behind a reverse proxy that is not named in POSTDESK_TRUSTED_PROXIES everybody seems to come from this machine.
    """
    token = settings().metrics_token
    if token:
        authorization = request.authorization
        given = authorization.token if authorization and authorization.type == "bearer" else None
        return hmac.compare_digest((given or "").encode(), token.encode())
    hidden = settings().secure_cookies and not settings().trusted_proxies
    return not hidden and _is_loopback(request.remote_addr or "")


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
