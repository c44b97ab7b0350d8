"""Where a syslog socket listens: udp:127.0.0.1:5514, tcp:[fd00::1]:514.

Whoever reaches the socket can write log lines, and what they say is believed. So it listens on loopback, or on an
address of a private network (RFC 1918, RFC 4193), and nowhere else.
"""

import re
import socket
from ipaddress import ip_address
from typing import NamedTuple

PLACE = re.compile(r"(udp|tcp):(\[[0-9a-fA-F:.]+\]|[0-9.]+):(\d{1,5})", re.ASCII)
KINDS = {"udp": socket.SOCK_DGRAM, "tcp": socket.SOCK_STREAM}


class RefusedAddress(ValueError):
    """An address that no socket is opened on; the message says why, in a sentence."""


class SyslogAddress(NamedTuple):
    """A protocol, an address and a port."""

    protocol: str  # udp or tcp
    host: str
    port: int

    @property
    def family(self) -> socket.AddressFamily:
        """That of its IP version."""
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET

    @property
    def kind(self) -> socket.SocketKind:
        """That of its protocol."""
        return KINDS[self.protocol]


def address_of(place: str) -> SyslogAddress:
    """Raises RefusedAddress."""
    found = PLACE.fullmatch(place)
    if not found or not 0 < int(found[3]) < 65536:
        raise RefusedAddress(f"{place!r} is no socket. Name protocol, address and port, as in udp:127.0.0.1:5514.")
    try:
        address = ip_address(found[2].strip("[]"))
    except ValueError:
        raise RefusedAddress(f"{found[2]} is no network address.") from None
    if address.is_unspecified or not (address.is_loopback or address.is_private):
        raise RefusedAddress(f"{address} can be reached from everywhere. Choose a loopback or private address.")
    return SyslogAddress(found[1], str(address), int(found[3]))
