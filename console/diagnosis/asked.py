"""Whom an event is about: the system that was asked to take the message, and what it said, in words for people."""

from console.diagnosis.network import Network, Role
from console.mail.address import domain_of
from console.mail.event import Event
from console.mail.reply import Reply, read_reply


def server_name(event: Event, recipient: str, network: Network) -> str:
    """As part of a sentence: "gmail.com's server", "our provider smtp.example.net", "our own mail system"."""
    role = network.role(with_host(event))
    if role is Role.OWN_HOP:
        return "our own mail system"
    if role is Role.PROVIDER:
        return f"our provider {host_of(event)}"
    domain = domain_of(recipient or event.recipient)
    return f"{domain}'s server" if domain else "the recipient's server"


def with_host(event: Event) -> Event:
    """The event with the host that was asked: where nothing was reached, only the words name it."""
    if event.remote_mta or event.remote_address:
        return event
    reply = read_reply(event.reply)
    return event._replace(remote_mta=reply.host, remote_address=reply.address)


def host_of(event: Event) -> str:
    """The name of the host that was asked, or its address; "" where nothing names one."""
    asked = with_host(event)
    return asked.remote_mta or asked.remote_address


def spoken_host(event: Event) -> str:
    """The same for a sentence that is read aloud: "" where all that is known is an address of ours."""
    host = host_of(event)
    return host if any(letter.isalpha() for letter in host) and ":" not in host else ""


def has_spoken(event: Event) -> bool:
    """Whether a server gave an answer, as opposed to one that was never reached, broke off or fell silent."""
    return read_reply(event.reply).code is not None


def is_for_now(event: Event) -> bool:
    """Whether a refusal is for now only (RFC 5321, 4.2.1: 4yz; RFC 3463: 4.x.x; Exim says so in a word)."""
    if event.reply.startswith("temporarily "):
        return True
    return event.enhanced_status.startswith("4.") or (read_reply(event.reply).code or 0) // 100 == 4


def words(event: Event, limit: int = 120) -> str:
    """What was said, without what our own mail server put around it, and shortened to a limit of characters."""
    return shortened(plain_words(read_reply(event.reply)), limit)


def plain_words(reply: Reply) -> str:
    """A reply as its server gave it: code, enhanced status code and text."""
    if reply.code is None:
        return reply.text  # a status code alone stands in the text
    return " ".join(part for part in (str(reply.code), reply.enhanced_status, reply.text) if part)


def shortened(text: str, limit: int) -> str:
    """The text, cut between words where it is longer than the limit; an ellipsis shows it."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return cut[: cut.rfind(" ")].rstrip(" ,;:-") + "…" if " " in cut[limit // 2 :] else cut + "…"


def capital(text: str) -> str:
    """As the beginning of a sentence. A domain's name stays as it is spelt."""
    return text[0].upper() + text[1:] if text.partition(" ")[0] in ("it", "no", "our", "the", "we") else text
