"""The facts of a message for one recipient: what the sentences about it name."""

from collections.abc import Iterable
from typing import NamedTuple

from console.mail.address import domain_of, normalise
from console.mail.event import Event


class Facts(NamedTuple):
    """Empty text and None mean that nothing tells."""

    recipient: str = ""  # in its search form
    original_recipient: str = ""  # the address it was sent to, where an alias or forwarding stands between
    message_id: str = ""  # without the angle brackets
    envelope_sender: str | None = None  # "" is the null sender <>
    subject: str = ""
    size: int | None = None  # octets

    @property
    def domain(self) -> str:
        """The recipient's domain."""
        return domain_of(self.recipient)


def facts_of(recipient: str, trail: Iterable[Event]) -> Facts:
    """The first that any event states."""
    facts = Facts(recipient)
    for event in trail:
        original = normalise(event.original_recipient)
        facts = facts._replace(
            original_recipient=facts.original_recipient or (original if original != recipient else ""),
            message_id=facts.message_id or event.message_id,
            envelope_sender=event.envelope_sender if facts.envelope_sender is None else facts.envelope_sender,
            subject=facts.subject or event.subject,
            size=event.size if facts.size is None else facts.size,
        )
    return facts
