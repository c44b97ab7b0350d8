"""No test reaches a host beyond loopback: a connection or name look-up that would leave this machine fails with its target.

The hook is Python's own audit hook, so it also sees what libraries do. Programs that tests start are not held by it.
"""

import ipaddress
import sys
from typing import Any

LOOKED_UP_FREELY = {"", "localhost", "ip6-localhost"}


class LeavesTheMachine(RuntimeError):
    """A test tried to reach a host that is not this machine."""


def _is_here(host: object) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
    if name in LOOKED_UP_FREELY:
        return True
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse_strangers(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        target = arguments[1]
        if isinstance(target, tuple) and not _is_here(target[0]):
            raise LeavesTheMachine(f"{event} to {target[0]!r}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname") and not _is_here(arguments[0]):
        raise LeavesTheMachine(f"{event} of {arguments[0]!r}")


def stay_here() -> None:
    """Close the network outside loopback for the rest of this process; it cannot be opened again."""
    sys.addaudithook(_refuse_strangers)


def pytest_configure() -> None:
    stay_here()
