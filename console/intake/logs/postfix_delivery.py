"""Postfix: what a delivery agent says of one recipient.

    to=<a@b>, orig_to=<c@d>, relay=host[address]:port, delay=1, delays=…, tls=…, dsn=2.0.0, status=sent (words)

Fields are found by name, since releases add some and old ones lack some. The words in the last brackets are those
of the next server, or Postfix's own reason; nothing in them is read but the queue ID under which it goes on.
"""

import re
from collections.abc import Callable

from console.intake.logs.format import Events
from console.intake.logs.goes_on import next_queue_id
from console.mail.event import Event, Kind, Rank
from console.mail.unreadable import UnreadableEvidence

_new = tuple.__new__  # see postfix_facts
DELIVERED = Kind.DELIVERED
OWN = Rank.OWN

KINDS = {
    "sent": Kind.DELIVERED,
    "deferred": Kind.DEFERRED,
    "bounced": Kind.FAILED,
    "expired": Kind.EXPIRED,
    "SOFTBOUNCE": Kind.DEFERRED,  # soft_bounce = yes: it would have bounced
    "deliverable": Kind.PROBED,
    "undeliverable": Kind.PROBED,
    "deliverable-but-not-cached": Kind.PROBED,
    "undeliverable-but-not-cached": Kind.PROBED,
}
THROWN_AWAY = "delivered to file: /dev/null"
# Nearly all lines, with addresses that need no quotes; a pattern of exclusions is the fastest way to read them.
USUAL = re.compile(
    r'to=<([^">]*)>(?:, orig_to=<([^">]*)>)?, relay=([^,]*)(?:, conn_use=\d+)?, delay=([^,]*), delays=[^,]*'
    r"(?:, tls=[^,]*)?, dsn=([^,]*), status=([^ ]*) \((.*)",
    re.DOTALL,
).match
QUOTED_ADDRESS = re.compile(r'"(?:[^"\\]|\\.)*"[^<>\s]*')
LONGEST_DELAY = 1e9  # seconds
MOST_RELAYS = 20_000

# Recipient, what it was before aliases, relay, delay, enhanced status code, status, the last words.
Fields = tuple[str, str, str, str, str, str, str]

_relays: dict[str, tuple[str, str]] = {"none": ("", ""), "local": ("", ""), "virtual": ("", "")}


def delivery(agent: str) -> Callable[[float, str, str, str], Events]:
    """The reader for that delivery agent; an empty name if it is not known, and then the relay tells it."""

    def read(at: float, host: str, queue_id: str, said: str) -> Events:
        usual = USUAL(said)
        recipient, original, relay, delay, code, status, words = usual.groups() if usual else _fields(said)
        if words[-1:] == ")":  # a syslog with a limit cuts it off
            words = words[:-1]
        kind = KINDS.get(status)
        if kind is None:
            raise UnreadableEvidence(_complaint(status))
        name, address = _relays.get(relay) or _read_relay(relay)
        transport = agent or _agent_of(relay, kind)
        goes_on_as = ""
        if kind is DELIVERED:
            if transport == "discard" or words == THROWN_AWAY:
                kind = Kind.DISCARDED
            else:
                goes_on_as = next_queue_id(words)
        return (
            _new(Event, (at, kind, host, queue_id, recipient, original or "", transport, name, address, code, words,
                         goes_on_as, "", None, "", "", "", None, None, _seconds(delay), OWN, "")),
        )  # fmt: skip

    return read


def _fields(said: str) -> Fields:
    recipient, original, start = _addresses(said)
    fields, _, end = said[start:].partition(", status=")
    relay, *others = fields.split(", ")
    named = dict(field.partition("=")[::2] for field in others)
    status, _, words = end.partition(" (")
    return recipient, original, relay, named.get("delay", ""), named.get("dsn", ""), status, words


def _seconds(text: str) -> float | None:
    try:
        delay = float(text)
    except ValueError:
        return None
    return delay if 0 <= delay < LONGEST_DELAY else None


def _addresses(said: str) -> tuple[str, str, int]:
    """The recipient, what it was before aliases, and where the name of the relay begins."""
    recipient, at = _address(said, 3, (", orig_to=", ", relay="))
    original = ""
    if said.startswith(", orig_to=", at):
        original, at = _address(said, at + 10, (", relay=",))
    if not said.startswith(", relay=", at):
        raise UnreadableEvidence("The delivery line names no relay after the recipient.")
    return recipient, original, at + 8


def _address(said: str, start: int, followers: tuple[str, ...]) -> tuple[str, int]:
    """The address at `start`, in brackets or, from old releases, without; and where it ends.

    An address in quotes can hold anything, so it ends where its quotes do.
    """
    if said.startswith("<", start):
        quoted = QUOTED_ADDRESS.match(said, start + 1)
        end = quoted.end() if quoted and said.startswith(">, ", quoted.end()) else start
        ends = [found for follower in followers if (found := said.find(">" + follower, end)) >= 0]
        if ends:
            return said[start + 1 : min(ends)], min(ends) + 1
    ends = [found for follower in followers if (found := said.find(follower, start)) >= 0]
    if not ends:
        raise UnreadableEvidence("The delivery line does not tell where the recipient’s address ends.")
    return said[start : min(ends)], min(ends)


def _read_relay(relay: str) -> tuple[str, str]:
    """ "mx.example.com[192.0.2.1]:25" as name and address; a socket or service on this host has neither."""
    name, bracket, rest = relay.partition("[")
    address, closing, _ = rest.partition("]")
    remote = (name, address) if bracket and closing and "/" not in address else ("", "")
    if len(_relays) < MOST_RELAYS:
        _relays[relay] = remote
    return remote


def _agent_of(relay: str, kind: Kind) -> str:
    """The delivery agent that has such a relay, as far as that tells."""
    if relay == "none":
        return "discard" if kind is Kind.DELIVERED else ""
    if relay in ("local", "virtual"):
        return relay
    if relay.endswith(("]:24", "/lmtp]")) or "[private/" in relay:
        return "lmtp"
    return "smtp" if "]:" in relay else "pipe"


def _complaint(status: str) -> str:
    if not status:
        return "The delivery line states no status after the recipient."
    return f"The delivery line has the status “{status[:30]}”, which Postdesk does not know."
