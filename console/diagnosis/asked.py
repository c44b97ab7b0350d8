"""Whom an event is about: the system that was asked to take the message, and what it said, in words for people."""

from console.diagnosis.network import Network, Role
from console.mail.address import domain_of
from console.mail.event import Event
from console.mail.reply import Reply, read_reply


def server_name(event: Event, recipient: str, network: Network) -> str:
    """As part of a sentence: "gmail.com's server", "our provider smtp.example.net", "our own host mail2"."""
    role = network.role(event)
    host = host_of(event)
    if role is Role.OWN_HOP:
        return f"our own mail system ({host})" if host else "our own mail system"
    if role is Role.PROVIDER:
        return f"our provider {host}"
    domain = domain_of(recipient or event.recipient)
    return f"{domain}'s server" if domain else "the recipient's server"


def host_of(event: Event) -> str:
    """The name of the host that was asked, or its address; "" where no host was reached."""
    if event.remote_mta or event.remote_address:
        return event.remote_mta or event.remote_address
    reply = read_reply(event.reply)
    return reply.host or reply.address


def has_spoken(event: Event) -> bool:
    """Whether a server gave an answer, as opposed to one that was never reached, broke off or fell silent."""
    return read_reply(event.reply).code is not None


def words(event: Event, limit: int = 120) -> str:
    """What was said, without what our own mail server put around it, and shortened to a limit of characters."""
    return shortened(plain_words(read_reply(event.reply)), limit)


def plain_words(reply: Reply) -> str:
    """A reply as its server gave it: code, enhanced status code and text."""
    return " ".join(part for part in (str(reply.code or ""), reply.enhanced_status, reply.text) if part)


def shortened(text: str, limit: int) -> str:
    """The text, cut between words where it is longer than the limit; an ellipsis shows it."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return cut[: cut.rfind(" ")].rstrip(" ,;:-") + "…" if " " in cut[limit // 2 :] else cut + "…"
