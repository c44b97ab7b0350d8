"""Exim: messages that came in, and recipients and messages that it refused.

<= sender H=name (helo) [address]:port P=esmtpsa A=plain:user S=436 id=message-id T="subject" from <x> for a@b c@d
H=name (helo) [address] F=<sender> rejected RCPT <a@b>: words
"""

import re

from console.intake.logs.encoded_words import decoded
from console.intake.logs.format import NOTHING, Events
from console.mail.event import Event, Kind
from console.mail.unreadable import UnreadableEvidence

ADDRESS = r'(?:"(?:[^"\\]|\\.)*"[^<>\s]*|[^<>\s"]*)'
SENDER = re.compile(rf"(?:<>|<?(?P<sender>{ADDRESS})>?)(?= |$)")
ARRIVAL_FACTS = re.compile(r'(?:[^"]|"(?:[^"\\]|\\.)*")*?(?= (?:T="|from <|for )|$)', re.DOTALL)
# Behind the facts stand the subject and the recipients, if they are logged.
CONTENT = re.compile(r'(?: T="(?P<subject>.*)")?(?: from <(?P<from>.*?)>)?(?: for (?P<for>\S.*))?', re.DOTALL)
HOST = re.compile(r"(?:^| )H=(?P<name>[^\s(\[]*) ?(?:\([^()]*\) )?\[(?P<address>[^\[\]]*)\]")
PARENT = re.compile(r" R=(\w{6}-\w{6,11}-\w{2,4})(?= |$)", re.ASCII)
USER = re.compile(r"(?:^| )U=(\S+)")
LOGIN = re.compile(r" A=[\w.-]+:([^\s:]+)")
SIZE = re.compile(r" S=(\d{1,15})(?= |$)", re.ASCII)
MESSAGE_ID = re.compile(r" id\*?=(\S+)")
RECIPIENT = re.compile(r'"(?:[^"\\]|\\.)*"\S*|\S+')

# Between the facts of a refusal stands no colon with a blank: what comes after one may be a server's words.
FACTS = r'(?:(?!: |F=)[^"]|"(?:[^"\\]|\\.)*")*?'
REJECTED = re.compile(
    rf"{FACTS}(?:F=(?:<(?P<sender>{ADDRESS})>|(?P<bare>[^\s<:]+)){FACTS})?(?:^| )(?P<later>temporarily )?"
    r"rejected (?P<what>RCPT|MAIL|after|by|from) (?P<rest>.*)",
    re.DOTALL,
)
FACT = re.compile(r"[HUPX]=")
REFUSED_ADDRESS = re.compile(
    rf"(?:FROM:|TO:)?(?:<(?P<address>{ADDRESS})>|(?P<bare>[^\s<>:]+))(?:: |$| )(?P<words>.*)", re.DOTALL
)


def received(at: float, host: str, message_id: str, said: str) -> Events:
    """<=: the message, what notifies of what, and the recipients if they are named."""
    sender = SENDER.match(said)
    if sender is None:
        raise UnreadableEvidence("Exim’s line of a message that came in does not name its sender.")
    rest = said[sender.end() :]
    end_of_facts = ARRIVAL_FACTS.match(rest)
    facts = end_of_facts[0] if end_of_facts else rest
    subject, recipients = _content_of(rest, len(facts))
    client, address = _client(facts)
    to = RECIPIENT.findall(recipients)
    size, known_as = SIZE.search(facts), MESSAGE_ID.search(facts)
    event = Event(
        at,
        Kind.RECEIVED,
        host,
        message_id,
        message_id=known_as[1] if known_as else "",
        envelope_sender=sender["sender"] or "",
        subject=decoded(subject),
        client=client,
        client_address=address,
        size=int(size[1]) if size else None,
        recipient_count=len(to) or None,
    )
    named = tuple(Event(at, Kind.DESCRIBED, host, message_id, recipient) for recipient in to)
    if parent := PARENT.match(facts):
        notice = Event(at, Kind.NOTIFIED, host, parent[1], reply=event.subject, linked_queue_id=message_id)
        return notice, event, *named
    return event, *named


def rejected(at: float, host: str, message_id: str, words: str) -> Events:
    """What was refused at RCPT, MAIL or after DATA. Greetings and connections are no messages."""
    found = REJECTED.fullmatch(words) if "rejected " in words else None
    if found is None:
        return NOTHING
    client, client_address = _client(words)
    address, cause = _refused(found["what"], found["rest"])
    of_recipient = found["what"] == "RCPT"
    return (
        Event(
            at,
            Kind.REJECTED,
            host,
            message_id,
            recipient=address or "" if of_recipient else "",
            reply=f"temporarily rejected: {cause}".removesuffix(": ") if found["later"] else cause,
            envelope_sender=address
            if address is not None and not of_recipient
            else found["sender"] or found["bare"] or "",
            client=client,
            client_address=client_address,
        ),
    )


def _refused(what: str, rest: str) -> tuple[str | None, str]:
    """The address that was refused, if it was one, and the cause."""
    if what in ("after", "by"):
        return None, rest.partition(": ")[2]
    found = REFUSED_ADDRESS.match(rest)
    if found is None:
        return "", rest
    words = found["words"]
    return found["address"] or found["bare"] or "", words.partition(": ")[2] if FACT.match(words) else words


def _content_of(rest: str, start: int) -> tuple[str, str]:
    """The subject, and the recipients in one string; a line that was cut tells neither for sure."""
    found = CONTENT.fullmatch(rest, start)
    return (found["subject"] or "", found["for"] or "") if found else ("", "")


def _client(facts: str) -> tuple[str, str]:
    """Who handed it over: the user who signed in or ran the command, or else the host; and the address."""
    host = HOST.search(facts)
    user = LOGIN.search(facts) or (USER.search(facts) if host is None else None)
    name = user[1] if user else host["name"] if host else ""
    return name, host["address"] if host else ""
