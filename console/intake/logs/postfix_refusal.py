"""Postfix: messages and recipients that it refuses, holds or throws away, and headers that it was told to log.

reject: RCPT from client[address]: 550 5.1.1 words; from=<a@b> to=<c@d> proto=ESMTP helo=<name>
milter-reject: END-OF-MESSAGE from client[address]: 5.7.1 words; from=<a@b> to=<c@d> proto=ESMTP helo=<name>
warning: header Subject: text from client[address]; from=<a@b> to=<c@d> proto=ESMTP helo=<name>: words
"""

import re

from console.intake.logs.encoded_words import decoded
from console.intake.logs.format import NOTHING, Events
from console.intake.logs.postfix_facts import client_of
from console.mail.event import Event, Kind
from console.mail.unreadable import UnreadableEvidence

KINDS = {
    "reject": Kind.REJECTED,
    "milter-reject": Kind.REJECTED,
    "discard": Kind.DISCARDED,
    "milter-discard": Kind.DISCARDED,
    "hold": Kind.HELD,
    "milter-hold": Kind.HELD,
    "warning": Kind.DESCRIBED,
    "info": Kind.DESCRIBED,
}
# Actions that change nothing about whether it is delivered, or only how.
WITHOUT_EFFECT = frozenset(
    "bcc delay filter milter-accept permit prepend redirect reject_warning replace strip warn".split()
)
# Parts of the dialogue in which there is no message yet.
BEFORE_MESSAGE = frozenset("CONNECT HELO EHLO STARTTLS AUTH VRFY EXPN ETRN NOOP UNKNOWN XCLIENT XFORWARD".split())
NO_QUEUE_ID = "NOQUEUE"

ADDRESS = r'(?:"(?:[^"\\]|\\.)*"[^<>\s]*|[^<>"\s]*)'
PARTIES = rf"(?:; from=<(?P<sender>{ADDRESS})>)?(?:[;,]? to=<(?P<recipient>{ADDRESS})>)?"
DIALOGUE = r"(?:[;,]? proto=\w+)?(?:[;,]? helo=(?:<[^<>]*>|[^<>\s]*))?(?:[;,]? sasl_\w+=<?[^<>\s]*>?)*"
AT_STAGE = re.compile(rf"(?P<stage>[A-Z-]+) from (?P<client>\S+): (?P<words>.*?){PARTIES}{DIALOGUE}")
IN_CONTENT = re.compile(
    rf"(?P<part>header|body|mime-header|nested-header|mime-error|\S+) (?P<text>.*?) from (?P<client>\S+)"
    rf"{PARTIES}{DIALOGUE}(?:: (?P<words>.*))?"
)
AFTER_PROXY = re.compile(rf"(?P<stage>[A-Z-]+): (?P<words>.*?){PARTIES}{DIALOGUE}")
ENHANCED = re.compile(r"(?:\d{3}[ -])?([245]\.\d{1,3}\.\d{1,3})(?![\d.])", re.ASCII)


def acted_on(at: float, host: str, queue_id: str, said: str) -> Events | None:
    """An action of an access table, header check or milter."""
    action, _, rest = said.partition(": ")
    kind = KINDS.get(action)
    if kind is None:
        return NOTHING if action in WITHOUT_EFFECT else None
    queue_id = "" if queue_id == NO_QUEUE_ID else queue_id
    if found := AT_STAGE.fullmatch(rest):
        return _at_stage(Event(at, kind, host, queue_id), found)
    if kind is Kind.DESCRIBED and not rest.startswith("header Subject: "):
        return NOTHING
    found = IN_CONTENT.fullmatch(rest)
    return _in_content(Event(at, kind, host, queue_id), found) if found else None


def proxy_rejected(at: float, host: str, said: str) -> Events:
    """smtpd_proxy_filter: the filter refused the message, and so did we."""
    found = AFTER_PROXY.fullmatch(said)
    if found is None or found["recipient"] is None:
        raise UnreadableEvidence("The proxy-reject line does not name the recipient.")
    return (_told(Event(at, Kind.REJECTED, host), found),)


def _at_stage(event: Event, found: re.Match[str]) -> Events:
    if found["sender"] is None and found["recipient"] is None:
        if found["stage"] in BEFORE_MESSAGE or event.kind is Kind.DESCRIBED:
            return NOTHING
        raise UnreadableEvidence(
            f"A refused {found['stage']} is told of without sender and recipient: the line is cut."
        )
    if event.kind is Kind.DESCRIBED or (event.kind is Kind.HELD and not event.queue_id):
        return NOTHING
    return (_told(event, found),)


def _in_content(event: Event, found: re.Match[str]) -> Events:
    """Of a message that goes on, the line names one recipient before any delivery does."""
    subject = found["text"].removeprefix("Subject: ") if found["part"] == "header" else ""
    named = subject if subject != found["text"] else ""
    told = _told(event, found)._replace(subject=decoded(named))
    recipient = found["recipient"]
    if told.recipient or not recipient:
        return (told,)
    return (told, Event(event.at, Kind.DESCRIBED, event.reporting_mta, event.queue_id, recipient))


def _told(event: Event, found: re.Match[str]) -> Event:
    """What all these lines tell. A hold is of the whole message, though the line names one of its recipients."""
    words = found["words"] or ""
    code = ENHANCED.match(words)
    groups = found.groupdict()
    name, address = client_of(groups.get("client") or "")
    one_recipient = event.kind is Kind.REJECTED or not event.queue_id
    return event._replace(
        recipient=(found["recipient"] or "") if one_recipient else "",
        enhanced_status=code[1] if code else "",
        reply="" if event.kind is Kind.DESCRIBED else words,
        envelope_sender=found["sender"],
        client=name,
        client_address=address,
    )
