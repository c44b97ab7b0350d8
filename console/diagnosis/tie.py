"""Ties: how a mail is known to be about a message, and what that is worth; or why it is tied to none."""

from typing import NamedTuple

from console.mail.event import Rank


class Tie(NamedTuple):
    """A row of the table. `name` is stored and never changes its meaning."""

    name: str
    rank: Rank
    label: str  # a few words, for a row of a list
    meaning: str  # a sentence: what it proves


class Untied(NamedTuple):
    """Why a mail is tied to no message; likewise."""

    name: str
    label: str
    remedy: str  # a sentence: what can be done


ENVELOPE_SENDER = Tie(
    "envelope sender",
    Rank.SIGNED,
    "Signed envelope sender",
    "It came to an address that was made for this message and signed by us.",
)
QUEUE_ID = Tie(
    "queue id",
    Rank.QUEUE_ID,
    "Our queue ID",
    "It names the ID under which our own mail server had the message. As long as nobody has got the message, nobody else "
    "knows that ID. Its header tells it to everyone who did: then this is unverified.",
)
MESSAGE_ID = Tie(
    "message id",
    Rank.STRANGER,
    "Message-ID, unverified",
    "It names the message by its Message-ID. Everyone who got the message knows that, so nothing proves who wrote this.",
)
PROVIDER_ID = Tie(
    "provider id",
    Rank.STRANGER,
    "Our provider's ID, unverified",
    "It names the ID under which our provider took the message. Nothing proves who wrote it.",
)
ANSWER = Tie(
    "answer",
    Rank.STRANGER,
    "An answer to it, unverified",
    "Its header says that it answers this message. Nothing proves who wrote it.",
)
PERSON = Tie(
    "person",
    Rank.STRANGER,
    "Matched by hand, unverified",
    "One of us decided that it is about this message. Nothing in it proves that, or who wrote it.",
)

TIES: tuple[Tie, ...] = (
    ENVELOPE_SENDER,
    QUEUE_ID,
    MESSAGE_ID,
    PROVIDER_ID,
    ANSWER,
    PERSON,
)  # what is worth most comes first

NAMES_NOTHING = Untied(
    "names nothing",
    "It names no message",
    "It holds neither a Message-ID nor a queue ID. Match it by hand if the proposals below fit.",
)
NOT_ON_RECORD = Untied(
    "not on record",
    "Its message is not on record",
    "It is matched by itself as soon as the log that tells of the message comes in.",
)
OTHER_RECIPIENT = Untied(
    "other recipient",
    "The message went to somebody else",
    "The message it names was not sent to the address that it is about: forwarded, or forged. Compare both, then match "
    "it by hand.",
)
SEVERAL_MESSAGES = Untied(
    "several messages",
    "It fits several messages",
    "Several messages carry the Message-ID that it names. Compare their times and recipients, then match it by hand.",
)
TOO_MANY = Untied(
    "too many",
    "Its message has many mails already",
    "A hundred mails that nobody can verify name the same message, as when somebody floods the mailbox. Match it by hand "
    "if it says something that the others do not.",
)
SET_ASIDE = Untied(
    "set aside",
    "Taken off its message by hand",
    "One of us decided that it was about another message. It stays here until it is matched by hand.",
)

UNTIED: tuple[Untied, ...] = (NAMES_NOTHING, NOT_ON_RECORD, OTHER_RECIPIENT, SEVERAL_MESSAGES, TOO_MANY, SET_ASIDE)

_TIES = {tie.name: tie for tie in TIES}
_UNTIED = {untied.name: untied for untied in UNTIED}


def tie_of(name: str) -> Tie:
    """The row of that name. Raises KeyError."""
    return _TIES[name]


def untied_of(name: str) -> Untied:
    """The row of that name. Raises KeyError."""
    return _UNTIED[name]
