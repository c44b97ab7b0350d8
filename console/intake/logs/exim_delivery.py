"""Exim: what it says of one recipient.

    => a@b <c@d> F=<sender> R=router T=transport S=1 H=host [address]:port X=… CV=yes DN="…" C="250 words" QT=1s DT=1s
    == a@b R=router T=transport defer (-44) H=host [address]: words
    ** a@b <c@d> R=router T=transport H=host [address]: words

The address in angle brackets is the recipient before aliases; with a mailbox, file or command on this host, whose
name comes first, it is all there is of the recipient. Which fields there are, log_selector decides.
"""

import re

from console.intake.logs.format import Events
from console.intake.logs.goes_on import next_queue_id
from console.mail.event import Event, Kind
from console.mail.unreadable import UnreadableEvidence

QUOTED = r'"(?:[^"\\]|\\.)*"[^<>\s]*'
ADDRESSES = re.compile(
    rf"(?P<first>:blackhole:|{QUOTED}|\S.*?)(?P<parents>(?: \([^()]*\))*)(?: <(?P<second>{QUOTED}|[^<>]*)>)?"
    r"(?=:? (?:F=<|P=<|SRS=|Q=|R=|T=|S=|H=|L |DT=|QT=|C=|mua_wrapper |routing defer |defer \(|: )|: |$)",
    re.DOTALL,
)
DETAILS = re.compile(
    rf"(?: (?:F|P|SRS)=<(?:{QUOTED}|[^<>]*)>| Q=\S+)*(?: R=(?P<router>[^\s:]+))?(?: T=(?P<transport>[^\s:]+))?(?: S=\d+)?"
    r"(?: (?:routing )?defer \([^()]*\)(?:: (?P<error>[^:\[\]]+)(?= H=))?)?"
    r"(?: H=(?P<host>[^\s(\[]*) ?(?:\([^()]*\) )?\[(?P<address>[^\[\]:]*(?::[^\[\]]*)?)\])?"
)
CONFIRMATION = re.compile(r' C="(?P<words>.*)"', re.DOTALL)
TIME_IN_QUEUE = re.compile(r" QT=(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?(?: |$)", re.ASCII)
TIMES_AT_END = re.compile(r"(?: (?:DT|QT)=\S+)+$")
STATUS_CODES = re.compile(
    r"(?:^|: |host \S+ \[\S+\]: )([245])\d\d[- ](?:([245]\.\d{1,3}\.\d{1,3})(?![\d.]))?", re.ASCII
)
ESCAPES = {r"\n": " ", r"\t": " ", r"\r": "", "\\\\": "\\"}
ESCAPED = re.compile(r"\\[ntr\\]")

THROWN_AWAY = frozenset((":blackhole:", "/dev/null"))
SKIPPED = "retry time not reached"
GIVEN_UP = "retry timeout exceeded"


def delivered(at: float, host: str, message_id: str, said: str) -> Events:
    """=> -> >>"""
    event, rest, details = _begin(at, Kind.DELIVERED, host, message_id, said)
    words = _unescaped(found["words"]) if (found := CONFIRMATION.search(rest)) else ""
    if said.startswith("blackhole (") or details["transport"] == "**bypassed**":
        return (event._replace(kind=Kind.DISCARDED),)
    first = said.partition(" ")[0]
    if first in THROWN_AWAY or (first == "discarded" and not details["transport"]):
        return (event._replace(kind=Kind.DISCARDED),)
    code = STATUS_CODES.match(words)
    return (
        event._replace(
            enhanced_status=(code[2] or "") if code else "",
            reply=words,
            linked_queue_id=next_queue_id(words),
            delay=_time_in_queue(rest),
        ),
    )


def suppressed(at: float, host: str, message_id: str, said: str) -> Events:
    """*>: exim -N, which delivers nothing."""
    event, _, _ = _begin(at, Kind.DISCARDED, host, message_id, said)
    return (event._replace(reply="delivery bypassed by -N option"),)


def deferred(at: float, host: str, message_id: str, said: str) -> Events:
    """=="""
    event, rest, details = _begin(at, Kind.DEFERRED, host, message_id, said)
    return (_with_cause(event, rest, details["error"]),)


def failed(at: float, host: str, message_id: str, said: str) -> Events:
    """**"""
    event, rest, _ = _begin(at, Kind.FAILED, host, message_id, said)
    return (_with_cause(event, rest, None),)


def _begin(at: float, kind: Kind, host: str, message_id: str, said: str) -> tuple[Event, str, re.Match[str]]:
    """The event as far as all these lines are alike, what follows the fields read so far, and these."""
    addresses = ADDRESSES.match(said)
    details = DETAILS.match(said, addresses.end()) if addresses else None
    if addresses is None or details is None:
        raise UnreadableEvidence("The delivery line of Exim does not name a recipient.")
    recipient, original = _recipient(addresses["first"], addresses["second"])
    event = Event(
        at,
        kind,
        host,
        message_id,
        recipient,
        original,
        _agent(details["transport"] or "", addresses["first"], bool(details["address"])),
        details["host"] or "",
        details["address"] or "",
    )
    return event, said[details.end() :], details


def _recipient(first: str, second: str | None) -> tuple[str, str]:
    """The final recipient, and what it was before aliases if that is told."""
    if not second or second == "system-filter":
        return ("" if first == "blackhole" else first), ""
    if "@" not in first or first[0] in "|/>:":
        return second, ""
    if second.replace('"', "") == first.replace('"', ""):
        return second, ""
    return first, second


def _agent(transport: str, first: str, is_remote: bool) -> str:
    """Postfix's word for what the transport does; its own name is what a configuration calls it."""
    if not transport:
        return ""
    if "lmtp" in transport:
        return "lmtp"
    if is_remote or "smtp" in transport:
        return "smtp"
    return "pipe" if first.startswith("|") or "pipe" in transport else "local"


def _with_cause(event: Event, rest: str, error: str | None) -> Event:
    """The cause stands behind a colon; the system's own word for it, `error`, stands before the host."""
    _, colon, words = rest.partition(": ")
    words = _unescaped(TIMES_AT_END.sub("", words if colon else rest.strip()))
    words = ": ".join(part for part in (error, words) if part)
    if words.startswith(SKIPPED):
        # Exim skipped an attempt, nobody refused one: there is no reply to keep.
        return event
    codes = STATUS_CODES.search(words)
    if words.endswith(GIVEN_UP) and not (codes and codes[1] == "5"):
        event = event._replace(kind=Kind.EXPIRED)
    return event._replace(reply=words, enhanced_status=(codes[2] or "") if codes else "")


def _unescaped(words: str) -> str:
    """A line break in a reply stands as a backslash and n; it becomes a blank, as Postfix has it."""
    return ESCAPED.sub(lambda found: ESCAPES[found[0]], words) if "\\" in words else words


def _time_in_queue(rest: str) -> float | None:
    found = TIME_IN_QUEUE.search(rest)
    if found is None or not any(found.groups()):
        return None
    weeks, days, hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return (((weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds
