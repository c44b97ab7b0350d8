"""An event: one thing that one piece of evidence says happened to a message.

A log line, a webhook or a delivery status notification is read into events; nothing else in Postdesk
interprets their bytes. Events are not stored: the evidence is, and it is read again when asked.
"""

from enum import IntEnum, StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What happened. The words are those of RFC 5321 and RFC 3464 where these have one."""

    FAILED_BEFORE_SEND = "failed_before_send"
    SUPPRESSED = "suppressed"
    RECEIVED = "received"  # an MTA of ours took the message into its queue
    DESCRIBED = "described"  # facts only: Message-ID, sender, size, subject
    HELD = "held"
    RELEASED = "released"
    REQUEUED = "requeued"  # goes on under another queue ID
    DELETED = "deleted"  # an operator took it out of the queue
    REMOVED = "removed"  # the queue is done with it: the ordinary end
    REJECTED = "rejected"  # an MTA of ours refused to take it
    DEFERRED = "deferred"  # action "delayed" of RFC 3464
    DELIVERED = "delivered"  # the next system took responsibility: who that was is in remote_mta and transport
    FAILED = "failed"  # action "failed" of RFC 3464
    EXPIRED = "expired"  # given up after retries
    DISCARDED = "discarded"  # thrown away by a rule of ours, answered as if delivered
    PROBED = "probed"  # an address was tested (sendmail -bv, address verification); no mail
    NOTIFIED = "notified"  # our MTA wrote a notification to the sender; its queue ID is linked_queue_id
    FILTERED = "filtered"  # in junk or quarantine
    OPENED = "opened"
    CLICKED = "clicked"
    REPLIED = "replied"
    AUTO_REPLIED = "auto_replied"
    MARKED_SPAM = "marked_spam"
    UNSUBSCRIBED = "unsubscribed"
    UNREADABLE = "unreadable"  # said something about this message that we cannot read yet


class Rank(IntEnum):
    """How much evidence is worth: what anybody could have mailed to us never overturns what we know ourselves."""

    STRANGER = 1  # a mail that names the message, by its Message-ID or otherwise; nothing proves who wrote it
    QUEUE_ID = 2  # a mail that names the ID under which our own mail server has the message, which nobody has got yet
    SIGNED = 3  # it came to an envelope sender that we had signed
    OWN = 4  # a log of ours


class Event(NamedTuple):
    """One fact about one message, at one time.

    A NamedTuple and not a dataclass, since an import makes a million of them: creation costs a third.
    Empty text and None mean that the evidence does not say.
    """

    at: float  # seconds since 1970-01-01 UTC
    kind: Kind
    reporting_mta: str = ""  # who says so: the host that wrote the log (RFC 3464, 2.2.2)
    queue_id: str = ""
    recipient: str = ""  # final recipient; empty when it is said of the whole message
    original_recipient: str = ""  # before aliases and forwarding (RFC 3461, 4.2)
    transport: str = ""  # smtp, lmtp, local, virtual, pipe, error …: the delivery agent
    remote_mta: str = ""  # host name of the system that was asked (RFC 3464, 2.3.5)
    remote_address: str = ""  # its IP address
    enhanced_status: str = ""  # as the evidence states it (RFC 3463), e.g. 5.1.1
    reply: str = ""  # the words given as the cause, word for word and unshortened
    linked_queue_id: str = ""  # the ID under which it, or a notification about it, goes on
    message_id: str = ""  # without the angle brackets (RFC 5322, 3.6.4)
    envelope_sender: str | None = None  # "" is the null sender <>
    subject: str = ""
    client: str = ""  # host name, or user, that handed the message to us
    client_address: str = ""
    size: int | None = None  # octets
    recipient_count: int | None = None
    delay: float | None = None  # seconds from arrival to this event
    rank: Rank = Rank.OWN
    command: str = ""  # that `reply` answers, where the words do not say so themselves; named as in `reply.Reply`


class Entry(NamedTuple):
    """One line of a log, read: its time, the host that wrote it, and what it says of messages.

    No events means the line is known and says nothing of any message.
    """

    at: float  # seconds since 1970-01-01 UTC
    host: str  # as logged; empty where the format has no host
    events: tuple[Event, ...]
