"""Our own network: who said 250 decides how far a delivery is proven (RFC 5598 tells MSA, MTA and MDA apart).

A hop of our own, or a provider we send through, proves that it left us; the recipient's MX proves that their system took it;
final delivery into a mailbox we can see proves that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address, ip_network

from console.mail.event import Event


class Role(StrEnum):
    """What the system is that was asked to take the message."""

    OWN_HOP = "own_hop"
    PROVIDER = "provider"
    RECIPIENT_MX = "recipient_mx"
    MAILBOX = "mailbox"


# Postfix says lmtp, local and virtual; Exim says what its configuration calls the transport: these are Debian's names.
MAILBOX_TRANSPORTS = frozenset(
    {
        "lmtp",
        "local",
        "virtual",
        "maildrop",
        "dovecot",
        "cyrus",
        "local_delivery",
        "mail_spool",
        "maildir_home",
        "maildrop_pipe",
        "address_directory",
        "address_file",
        "dovecot_lmtp",
        "lmtp_delivery",
        "virtual_delivery",
    }
)
# These take a message and let it vanish; Exim writes **bypassed** for /dev/null.
VANISHING_TRANSPORTS = frozenset({"discard", "error", "retry", "blackhole", "**bypassed**"})
# Postfix's pipe names the service it ran as the relay; these store the message, any other program may do what it likes.
STORING_PROGRAMS = frozenset({"maildrop", "dovecot", "cyrus", "procmail"})
# Postfix's local: a command or a file that an alias names is no mailbox that anybody reads.
NO_MAILBOX = ("delivered to command", "delivered to file")
# Python's is_private also holds the ranges for documentation, which stand for public ones in examples.
PRIVATE = tuple(
    ip_network(block)
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10")
)


@dataclass(frozen=True)
class Network:
    """Hosts of ours and providers we send through, by host name, domain or IP address, in lower case.

    `own_hosts` also holds the names of hosts whose log is read; these are often short ("mail2"). A short name alone
    proves little, since half of the world's mail servers are called "mail": it counts as the first label of a longer
    name only where the address is not a public one.
    """

    own_hosts: frozenset[str] = frozenset()
    smart_hosts: frozenset[str] = frozenset()

    def joined_by(self, hosts: Iterable[str]) -> "Network":
        """The same with further hosts of ours: those whose log is read."""
        more = {host.lower() for host in hosts if host} - self.own_hosts
        return Network(self.own_hosts | more, self.smart_hosts) if more else self

    def role(self, event: Event) -> Role:
        """The role of the system that the event's delivery attempt spoke to."""
        if event.transport in MAILBOX_TRANSPORTS:
            return Role.OWN_HOP if _goes_on(event) else Role.MAILBOX
        if event.transport in VANISHING_TRANSPORTS:
            return Role.OWN_HOP
        host, address = event.remote_mta.lower().rstrip("."), event.remote_address
        if "pipe" in event.transport:
            return Role.MAILBOX if host in STORING_PROGRAMS else Role.OWN_HOP
        if not host and not address and event.transport and event.transport != "smtp":
            return Role.MAILBOX
        return _role_of_host(self, host, address)


@lru_cache(maxsize=16384)
def _role_of_host(network: Network, host: str, address: str) -> Role:
    if _listed(host, address, network.smart_hosts):
        return Role.PROVIDER
    if _is_loopback(host, address) or _is_own(host, address, network.own_hosts):
        return Role.OWN_HOP
    return Role.RECIPIENT_MX


def _is_own(host: str, address: str, own_hosts: frozenset[str]) -> bool:
    if _listed(host, address, own_hosts):
        return True
    return host.partition(".")[0] in own_hosts and _is_private(address)


def _goes_on(event: Event) -> bool:
    """Whether an agent that usually fills mailboxes passed it on: to a filter over LMTP, to an alias, to a command."""
    return bool(event.linked_queue_id) or event.reply.startswith(NO_MAILBOX)


def _listed(host: str, address: str, names: frozenset[str]) -> bool:
    return bool(names) and (address in names or any(name in names for name in _domains(host)))


def _domains(host: str) -> Iterator[str]:
    """The name and the domains it is in, without the top-level domain."""
    yield host
    rest = host.partition(".")[2]
    while "." in rest:
        yield rest
        rest = rest.partition(".")[2]


def _is_loopback(host: str, address: str) -> bool:
    """127.0/16 and ::1 always. Elsewhere in 127/8 a host name decides: laboratories give foreign hosts such addresses."""
    if address.startswith("127."):
        return address.startswith("127.0.") or not host or host == address
    return address == "::1" or host in {"localhost", "localhost.localdomain", "127.0.0.1", "::1"}


def _is_private(address: str) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in PRIVATE if network.version == parsed.version)
