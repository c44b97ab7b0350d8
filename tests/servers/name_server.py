"""A DNS server that knows what a zone text says and nothing else: other names do not exist, some do not answer well."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from dnslib import QTYPE, RCODE, RR, DNSRecord
from dnslib.server import BaseResolver, DNSHandler, DNSLogger, DNSServer


class Zone(BaseResolver):
    """Answers from `records`, lines of a master file (RFC 1035, 5). Names under `broken` get SERVFAIL."""

    def __init__(self, records: str, broken: Iterable[str] = ()) -> None:
        self.broken = tuple(broken)
        self.records: dict[str, list[RR]] = {}
        for record in RR.fromZone(records):
            self.records.setdefault(str(record.rname).lower(), []).append(record)

    def forget(self, name: str) -> None:
        """From now on there is no such name."""
        del self.records[f"{name}."]

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        name, kind = str(request.q.qname).lower(), QTYPE[request.q.qtype]
        reply: DNSRecord = request.reply()
        if name.rstrip(".").endswith(self.broken):
            reply.header.rcode = RCODE.SERVFAIL
        elif name not in self.records:
            reply.header.rcode = RCODE.NXDOMAIN
        else:
            reply.add_answer(*[record for record in self.records[name] if QTYPE[record.rtype] == kind])
        return reply


@contextmanager
def name_server(zone: Zone, address: str, port: int = 53) -> Iterator[None]:
    """Serve the zone over UDP and TCP."""
    servers = [
        DNSServer(zone, address=address, port=port, tcp=tcp, logger=DNSLogger("-request,-reply"))
        for tcp in (False, True)
    ]
    for server in servers:
        server.start_thread()
    try:
        yield
    finally:
        for server in servers:
            server.stop()
            server.server.server_close()


def mail_zone(hosts: dict[str, str], exchangers: dict[str, str]) -> str:
    """Zone text from host -> address and domain -> MX hosts, in the order of their preference; "." is a null MX."""
    lines = []
    for host, address in hosts.items():
        lines += [
            f"{host}. 60 IN A {address}",
            f"{'.'.join(reversed(address.split('.')))}.in-addr.arpa. 60 IN PTR {host}.",
        ]
    for domain, names in exchangers.items():
        for rank, name in enumerate(names.split()):
            lines.append(f"{domain}. 60 IN MX {10 * rank if name == '.' else 10 * rank + 10} {name.rstrip('.')}.")
    return "\n".join(lines)
