"""Postfix: what its daemons log, from smtpd's line that took a message to qmgr's last.

A line about a message begins with its queue ID, or NOQUEUE while it has none. What follows is Postfix's own up to
the first place where a stranger's words can stand (a reply, an address, a header), so lines are read from the left,
and what a server or sender says is never searched for a status. The program name tells Postfix's lines from
others': "postfix/smtp", and with syslog_name "postfix-out/smtp" or "postfix/relay/smtp"; the daemon comes last.

A bare "postfix" is what rsyslog's template for RFC 5424 leaves of the name. Such lines are read by their grammar,
and there qmgr's end of a message and postsuper's deletion look alike: both are REMOVED, without a transport.
"""

import re
from collections.abc import Callable

from console.intake.logs.format import NOTHING, Events, Voice, silence
from console.intake.logs.postfix_chatter import SILENT_DAEMONS, is_chatter, is_queue_chatter
from console.intake.logs.postfix_delivery import delivery
from console.intake.logs.postfix_facts import arrived, identified, notified, outgrown, picked_up, queued, state
from console.intake.logs.postfix_refusal import acted_on, proxy_rejected
from console.mail.event import Kind
from console.mail.unreadable import UnreadableEvidence

NAME = "postfix"
CUT_NAME = "postfix"

# Hexadecimal, or with enable_long_queue_ids also the letters that are no vowels. The length varies by file system.
QUEUE_ID = re.compile(r"[0-9A-F]{5,32}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,32}|NOQUEUE", re.ASCII)

# Reads what is said of one message: time (seconds since 1970 UTC), host, queue ID, and the words after it.
# None if these are other words than it knows.
Reader = Callable[[float, str, str, str], Events | None]

REMOVED = state("removed", Kind.REMOVED, "qmgr")
DELETED = state("removed", Kind.DELETED, "postsuper")
REMOVED_BY_ONE_OF_THEM = state("removed", Kind.REMOVED, "")

# What each daemon says of a message, by the first four letters after the queue ID.
ACCESS: dict[str, Reader] = dict.fromkeys(
    ("bcc:", "dela", "disc", "filt", "hold", "info", "milt", "perm", "prep", "redi", "reje", "repl", "stri", "warn"),
    acted_on,
)
SMTPD: dict[str, Reader] = {"clie": arrived, **ACCESS}
CLEANUP: dict[str, Reader] = {"mess": identified, "rese": identified, **ACCESS}
QMGR: dict[str, Reader] = {
    "from": queued,
    "remo": REMOVED,
    "to=<": delivery(""),
}  # old releases let it defer mail itself
BOUNCE: dict[str, Reader] = {"send": notified, "post": notified}
POSTSUPER: dict[str, Reader] = {
    "remo": DELETED,
    "plac": state("placed on hold", Kind.HELD),
    "rele": state("released from hold", Kind.RELEASED),
    "requ": state("requeued", Kind.REQUEUED),
}
PICKUP: dict[str, Reader] = {"uid=": picked_up}
AGENTS = ("discard", "error", "lmtp", "local", "pipe", "retry", "smtp", "virtual")

TALK: dict[str, dict[str, Reader]] = {
    "bounce": BOUNCE,
    "cleanup": CLEANUP,
    "nqmgr": QMGR,
    "oqmgr": QMGR,
    "pickup": PICKUP,
    "postscreen": ACCESS,
    "postsuper": POSTSUPER,
    "qmgr": QMGR,
    "qmqpd": SMTPD,
    "smtpd": SMTPD,
    **{agent: {"to=<": delivery(agent)} for agent in AGENTS},
}
ALL_TALK: dict[str, Reader] = {
    **SMTPD,
    **CLEANUP,
    **BOUNCE,
    **POSTSUPER,
    **PICKUP,
    **QMGR,
    "remo": REMOVED_BY_ONE_OF_THEM,
    "to=<": delivery(""),
}


def recognises(program: str, words: str) -> bool:
    """Whether the program is one of Postfix's. "postfix-policyd" and the like are not."""
    return program == CUT_NAME or (program.startswith("postfix") and "/" in program)


def voice(program: str) -> Voice | None:
    """How to read what that daemon says; None if it is not Postfix's.

    Raises UnreadableEvidence for the lines of no program at all.
    """
    if not program:
        raise UnreadableEvidence("After the time stamp no program is named.")
    if not recognises(program, ""):
        return None
    return VOICES.get(program.rpartition("/")[2], VOICES[CUT_NAME])


def _voice_of(daemon: str, talk: dict[str, Reader]) -> Voice:
    """`daemon` is empty if the syslog has lost its name."""
    reader_of = talk.get

    def read(at: float, host: str, words: str) -> Events:
        queue_id, _, said = words.partition(": ")
        reader = reader_of(said[:4])
        if reader and queue_id.isalnum():
            events = reader(at, host, queue_id, said)
            if events is not None:
                return events
        return _otherwise(daemon, talk, at, host, words)

    return read


def _otherwise(daemon: str, talk: dict[str, Reader], at: float, host: str, words: str) -> Events:
    """What is said of no message, or in rare words."""
    if not words.strip():
        return NOTHING
    if is_chatter(words):
        return outgrown(at, host, words)
    queue_id, colon, said = words.partition(": ")
    if queue_id in ("proxy-accept", "proxy-reject"):
        return proxy_rejected(at, host, said) if queue_id == "proxy-reject" else NOTHING
    has_queue_id = bool(colon and QUEUE_ID.fullmatch(queue_id))
    if has_queue_id and said.startswith("to=") and "to=<" in talk:
        return talk["to=<"](at, host, queue_id, said) or NOTHING  # old releases write no brackets
    if has_queue_id and is_queue_chatter(said):
        return NOTHING
    if daemon not in TALK and not has_queue_id:
        return NOTHING
    raise UnreadableEvidence(f"Postfix’s {daemon or 'daemon'} says what Postdesk does not know: “{words[:60]}”.")


VOICES: dict[str, Voice] = {
    CUT_NAME: _voice_of("", ALL_TALK),
    **{daemon: _voice_of(daemon, talk) for daemon, talk in TALK.items()},
    **dict.fromkeys(SILENT_DAEMONS, silence),
}
