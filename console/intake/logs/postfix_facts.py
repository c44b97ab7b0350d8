"""Postfix: what smtpd, cleanup, qmgr, pickup, bounce and postsuper say of a message as a whole."""

import re
from collections.abc import Callable

from console.intake.logs.format import NOTHING, Events
from console.mail.event import Event, Kind, Rank

# A million of these are made in an import; a NamedTuple's own constructor would cost as much again.
_new = tuple.__new__
DESCRIBED = Kind.DESCRIBED
RECEIVED = Kind.RECEIVED
OWN = Rank.OWN

Reader = Callable[[float, str, str, str], Events | None]

GIVEN_UP = re.compile(r"from=<?(.*?)>?, status=((?:force-)?expired, returned to sender)")
PICKED_UP = re.compile(r"uid=(\d+) from=<(.*?)>(?: orig_id=(\w+))?")
NOTIFIED = re.compile(r"((?:sender|postmaster) (?:non-delivery|delay|delivery status) notification): (\w+)")
OUTGROWN = re.compile(r"warning: ([0-9A-Za-z]{5,32}): (queue file size limit exceeded)")
MOST_CLIENTS = 20_000

_clients: dict[str, tuple[str, str]] = {}


def state(words: str, kind: Kind, transport: str = "") -> Reader:
    """The reader of one fixed sentence. `transport` tells qmgr's REMOVED from one whose speaker is not known."""

    def read(at: float, host: str, queue_id: str, said: str) -> Events | None:
        if said != words:
            return None
        return (
            _new(Event, (at, kind, host, queue_id, "", "", transport, "", "", "", "", "", "",
                         None, "", "", "", None, None, None, OWN, "")),
        )  # fmt: skip

    return read


def arrived(at: float, host: str, queue_id: str, said: str) -> Events | None:
    """client=name[address], sasl_username=user, orig_queue_id=ID"""
    if not said.startswith("client="):
        return None
    if queue_id == "NOQUEUE":  # smtpd_proxy_filter: whether it is taken, the filter will say
        return NOTHING
    end = said.find(", ")
    name, address = client_of(said[7:] if end < 0 else said[7:end])
    if end >= 0:
        name = _field(said, "sasl_username") or name
    before = _field(said, "orig_queue_id") if end >= 0 else ""
    return (
        _new(Event, (at, RECEIVED, host, queue_id, "", "", "", "", "", "", "", before, "", None, "",
                     name, address, None, None, None, OWN, "")),
    )  # fmt: skip


def picked_up(at: float, host: str, queue_id: str, said: str) -> Events | None:
    """Submitted on this host, or put back by postsuper -r: then orig_id is its queue ID until now."""
    found = PICKED_UP.fullmatch(said)
    if found is None:
        return None
    user, sender, before = found.groups()
    kind = Kind.REQUEUED if before else Kind.RECEIVED
    # A sender without a domain gets ours, which qmgr's line shows.
    complete = sender if "@" in sender or not sender else None
    event = Event(at, kind, host, queue_id, linked_queue_id=before or "", envelope_sender=complete)
    return (event,) if before else (event._replace(client=f"uid={user}"),)


def identified(at: float, host: str, queue_id: str, said: str) -> Events | None:
    """message-id=<text>, or resent-message-id; the text is the sender's and may be anything."""
    if said.startswith("message-id=<") and said[-1] == ">":
        return (
            _new(Event, (at, DESCRIBED, host, queue_id, "", "", "", "", "", "", "", "", said[12:-1],
                         None, "", "", "", None, None, None, OWN, "")),
        )  # fmt: skip
    name, _, message_id = said.partition("=")
    if name not in ("message-id", "resent-message-id"):
        return None
    if message_id[:1] == "<" and message_id[-1:] == ">":
        message_id = message_id[1:-1]
    return (Event(at, Kind.DESCRIBED, host, queue_id, message_id=message_id),)


def queued(at: float, host: str, queue_id: str, said: str) -> Events | None:
    """from=<sender>, size=…, nrcpt=… (queue active); or its end, when time is up or postsuper -e asked for it."""
    end = said.rfind(">, size=")  # from the right, where nothing is a stranger's
    if end > 0 and said[:6] == "from=<":
        size, _, rest = said[end + 8 :].partition(", nrcpt=")
        recipients, _, queue = rest.partition(" (queue ")
        if queue[-1:] == ")":
            return (
                _new(Event, (at, DESCRIBED, host, queue_id, "", "", "", "", "", "", "", "", "", said[6:end],
                             "", "", "", _count(size), _count(recipients), None, OWN, "")),
            )  # fmt: skip
    if found := GIVEN_UP.fullmatch(said):
        return (Event(at, Kind.EXPIRED, host, queue_id, reply=found[2], envelope_sender=found[1]),)
    return None


def notified(at: float, host: str, queue_id: str, said: str) -> Events | None:
    """sender non-delivery notification: ID"""
    found = NOTIFIED.fullmatch(said)
    return (Event(at, Kind.NOTIFIED, host, queue_id, reply=found[1], linked_queue_id=found[2]),) if found else None


def outgrown(at: float, host: str, words: str) -> Events:
    """The one warning that ends a message: it is larger than message_size_limit."""
    found = OUTGROWN.fullmatch(words)
    return (Event(at, Kind.REJECTED, host, found[1], reply=found[2]),) if found else NOTHING


def client_of(text: str) -> tuple[str, str]:
    """Name and address in "name[address]", "[address]:port" or "local"; the name is empty where it is "unknown"."""
    known = _clients.get(text)
    if known:
        return known
    name, _, rest = text.partition("[")
    address = rest.partition("]")[0]
    client = ("" if name == "unknown" else name, "" if address == "unknown" else address)
    if len(_clients) < MOST_CLIENTS:
        _clients[text] = client
    return client


def _count(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _field(said: str, name: str) -> str:
    at = said.find(f", {name}=")
    if at < 0:
        return ""
    start = at + len(name) + 3
    end = said.find(", ", start)
    return said[start:] if end < 0 else said[start:end]
