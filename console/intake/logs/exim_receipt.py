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
# Behind the facts stand the subject and the recipients, if they are logged.
CONTENT = re.compile(r'(?: T="(?P<subject>.*)")?(?: from <(?P<from>.*?)>)?(?: for (?P<for>\S.*))?', re.DOTALL)
HOST = re.compile(r"(?:^| )H=(?P<name>[^\s(\[]*) ?(?:\([^()]*\) )?\[(?P<address>[^\[\]]*)\]")
PARENT = re.compile(r" R=(\w{6}-\w{6,11}-\w{2,4})(?= |$)", re.ASCII)
USER = re.compile(r"(?:^| )U=(\S+)")
LOGIN = re.compile(r" A=[\w.-]+:([^\s:]+)")
SIZE = re.compile(r" S=(\d{1,15})(?= |$)", re.ASCII)
MESSAGE_ID = re.compile(r" id\*?=(\S+)")
RECIPIENT = re.compile(r'"(?:[^"\\]|\\.)*"\S*|\S+')

REJECTED = re.compile(
    rf"(?P<facts>.*?)(?:(?:^| )F=<?(?P<sender>{ADDRESS})>?(?: A=\S+| U=\S+| P=\S+| [HX]=.*?)*)?(?:^| )(?P<later>temporarily )?"
    r"rejected (?P<what>RCPT |MAIL |after |by |from )(?P<rest>.*)",
    re.DOTALL,
)
REFUSED_ADDRESS = re.compile(rf"(?:FROM:|TO:)?<?(?P<address>{ADDRESS})>?(?:: |$| )(?P<words>.*)", re.DOTALL)


def received(at: float, host: str, message_id: str, said: str) -> Events:
    """<=: the message, what notifies of what, and the recipients if they are named."""
    sender = SENDER.match(said)
    if sender is None:
        raise UnreadableEvidence("Exim’s line of a message that came in does not name its sender.")
    facts, content = _split(said[sender.end() :])
    client, address = _client(facts)
    to = RECIPIENT.findall(content["for"] or "")
    size, known_as = SIZE.search(facts), MESSAGE_ID.search(facts)
    event = Event(
        at,
        Kind.RECEIVED,
        host,
        message_id,
        message_id=known_as[1] if known_as else "",
        envelope_sender=sender["sender"] or "",
        subject=decoded(content["subject"] or ""),
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
    client, address = _client(words)
    event = Event(at, Kind.REJECTED, host, message_id, client=client, client_address=address)
    what, rest, sender = found["what"], found["rest"], found["sender"]
    if what in ("after ", "by "):
        cause = rest.partition(": ")[2]
        recipient = ""
    else:
        refused = REFUSED_ADDRESS.match(rest)
        refused_address, cause = (refused["address"], refused["words"]) if refused else ("", rest)
        recipient = refused_address if what == "RCPT " else ""
        sender = sender if what == "RCPT " else refused_address
    if what == "from ":
        cause = cause.partition(": ")[2]
    later = "temporarily rejected: " if found["later"] else ""
    return (event._replace(recipient=recipient, envelope_sender=sender, reply=(later + cause).removesuffix(": ")),)


def _split(rest: str) -> tuple[str, re.Match[str]]:
    """The facts, and the content behind them, which begins at the first place from which it reaches to the end."""
    for start in re.finditer(r' (?:T="|from <|for )|$', rest):
        if content := CONTENT.fullmatch(rest, start.start()):
            return rest[: start.start()], content
    raise UnreadableEvidence("Exim’s line of a message that came in does not end as it should.")


def _client(facts: str) -> tuple[str, str]:
    """Who handed it over: the user who signed in or ran the command, or else the host; and the address."""
    host = HOST.search(facts)
    user = LOGIN.search(facts) or (USER.search(facts) if host is None else None)
    name = user[1] if user else host["name"] if host else ""
    return name, host["address"] if host else ""
