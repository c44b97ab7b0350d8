"""What kinds of mails are called, and what each says: one row a kind."""

from typing import NamedTuple

from console.diagnosis.status import Tone
from console.intake.bounces.bounce import BounceKind


class KindWords(NamedTuple):
    """A row of the table. In `says`, {who} is who wrote the mail, {whom} of whom it is, {did} what that one did."""

    label: str
    tone: Tone
    says: str


KIND_WORDS: dict[BounceKind, KindWords] = {
    BounceKind.FAILED: KindWords(
        "Not delivered", Tone.BAD, "{who} says that mail to {whom} was not delivered, and will not be tried again"
    ),
    BounceKind.DELAYED: KindWords(
        "Delayed", Tone.WAITING, "{who} says that mail to {whom} is delayed, and still being tried"
    ),
    BounceKind.DELIVERED: KindWords("Delivered", Tone.GOOD, "{who} says that mail to {whom} was delivered"),
    BounceKind.RELAYED: KindWords(
        "Passed on", Tone.GOOD, "{who} says that mail to {whom} was passed on to a system that confirms nothing"
    ),
    BounceKind.EXPANDED: KindWords(
        "Passed on to a list", Tone.GOOD, "{who} says that mail to {whom} was passed on to the members of a list"
    ),
    BounceKind.FEEDBACK_REPORT: KindWords("Complaint", Tone.TROUBLE, "{who} says that {whom} {did}"),
    BounceKind.AUTOMATIC_RESPONSE: KindWords("Automatic reply", Tone.NEUTRAL, "{whom} answered automatically"),
    BounceKind.DISPOSITION_NOTIFICATION: KindWords("Receipt", Tone.NEUTRAL, "{who} says that {whom} {did}"),
    BounceKind.CHALLENGE: KindWords(
        "Challenge",
        Tone.TROUBLE,
        "{who} asks for proof that a person wrote; until that is given, nothing arrives",
    ),
    BounceKind.NOT_A_BOUNCE: KindWords("Not a bounce", Tone.NEUTRAL, "It is not a bounce: an ordinary mail from {who}"),
}
# By feedback type (RFC 5965, 7.3), in place of {did}.
FEEDBACK = {
    "abuse": "reported the message as spam",
    "fraud": "reported the message as fraud",
    "virus": "reported that the message carries a virus",
    "not-spam": "reported that the message is no spam",
    "opt-out": "asks not to be written to any more",
    "opt-out-list": "asks to be taken off the list",
    "other": "complained about the message",
}
# By disposition (RFC 8098, 3.2.6.2), likewise.
DISPOSITIONS = {
    "": "did something with the message that it does not name",
    "displayed": "had the message on the screen",
    "deleted": "deleted the message, perhaps unread",
    "dispatched": "had the message passed on",
    "processed": "had the message processed without showing it",
}
UNREADABLE = KindWords("Not readable", Tone.TROUBLE, "The mail cannot be read")


def words_of(kind: str) -> KindWords:
    """The row of a stored kind; a mail that cannot be read has none."""
    return KIND_WORDS[BounceKind(kind)] if kind else UNREADABLE


# Those readers whose name alone says little; the others are named for the program that wrote the mail.
READERS = {
    "rfc3464": "delivery reports (RFC 3464)",
    "rfc5965": "complaints (RFC 5965)",
    "rfc8098": "receipts (RFC 8098)",
    "ses": "Amazon SES",
    "gateways": "small gateways",
    "generic": "notices of any program",
}


def reader_of(maker: str) -> str:
    """What a reader of mails is for."""
    return READERS.get(maker, maker)
