"""Status: where one recipient's message stands. One row says everything about one status.

A status is never set; `assessment.assess` works it out from the whole trail. The names that other mail consoles use are
the labels here, or stand in `also_called`, so that people who come from one find theirs.
"""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How it is shown. A colour never comes without the label."""

    GOOD = "good"
    WAITING = "waiting"
    TROUBLE = "trouble"  # may still turn out well, or half arrived
    BAD = "bad"
    NEUTRAL = "neutral"


PROOF_WORDS: tuple[str, ...] = (
    "no trace of it",
    "our system has it",
    "it left us",
    "their server took it",
    "it was seen in a mailbox, junk folder or quarantine",
    "a person acted on it",
)
OFFERED = "we offered it to their server"
REFUSED = "their server refused it"


@dataclass(frozen=True, slots=True)
class Status:
    """A row of the table. `code` is stored with every recipient and never changes its meaning."""

    code: int
    name: str
    label: str
    meaning: str
    tone: Tone
    proof: int  # how far it is proven, an index of PROOF_WORDS, unless the evidence says more or less
    final: bool  # no further news is expected; of a soft bounce, once nobody tries any more
    who_acts: str
    also_called: tuple[str, ...] = ()
    proven: str = ""  # what that proof is in words, where those of PROOF_WORDS would say too much

    def proven_words(self, proof: int) -> str:
        """How far it is proven, in words, for the proof of one recipient."""
        return self.proven if self.proven and proof == self.proof else PROOF_WORDS[proof]


UNKNOWN = Status(
    code=0,
    name="unknown",
    label="Unknown",
    meaning="Our records hold something about this message, but not what became of it.",
    tone=Tone.NEUTRAL,
    proof=0,
    final=False,
    who_acts="We do: an operator has to look at the original lines.",
    proven="nothing for certain",
)
FAILED_BEFORE_SEND = Status(
    code=1,
    name="failed_before_send",
    label="Failed Before Sending",
    meaning="Our software failed before the message left.",
    tone=Tone.BAD,
    proof=0,
    final=True,
    who_acts="We do: the program that sends it needs a look, then the message goes out again.",
    proven="nothing left our software",
)
SUPPRESSED = Status(
    code=2,
    name="suppressed",
    label="Suppressed",
    meaning="The address is on the do-not-send list, so nothing was sent.",
    tone=Tone.BAD,
    proof=0,
    final=True,
    who_acts="We and the customer: once the address is known to work, it is taken off the list.",
    also_called=("Dropped", "On the do-not-send list"),
    proven="nothing was sent",
)
QUEUED = Status(
    code=3,
    name="queued",
    label="Queued",
    meaning="It is waiting in our queue.",
    tone=Tone.WAITING,
    proof=1,
    final=False,
    who_acts="Nobody yet: it goes out by itself.",
    also_called=("Accepted", "Processed"),
)
HELD = Status(
    code=4,
    name="held",
    label="Held",
    meaning="It is stopped on our side until a person or a limit lets it go.",
    tone=Tone.TROUBLE,
    proof=1,
    final=False,
    who_acts="We do: an operator has to release it.",
    also_called=("On hold", "Frozen"),
)
REJECTED = Status(
    code=5,
    name="rejected",
    label="Rejected",
    meaning="Our own mail service refused it or stopped it, so it did not go out.",
    tone=Tone.BAD,
    proof=1,
    final=True,
    who_acts="We do: it has to be sent again by hand once the cause is put right.",
)
SENT = Status(
    code=6,
    name="sent",
    label="Sent",
    meaning="It left us. The recipient's mail server has not been heard of, and may never be.",
    tone=Tone.WAITING,
    proof=2,
    final=False,
    who_acts="Nobody yet: wait for news.",
)
DEFERRED = Status(
    code=7,
    name="deferred",
    label="Deferred",
    meaning="The recipient's mail server could not take it yet. We try again by ourselves.",
    tone=Tone.WAITING,
    proof=2,
    final=False,
    who_acts="Nobody yet: we keep trying by ourselves.",
    also_called=("Delayed", "Failed (soft), retried for three more days"),
    proven=OFFERED,
)
SOFT_BOUNCED = Status(
    code=8,
    name="soft_bounced",
    label="Soft Bounced",
    meaning="The recipient's mail server refuses it for now, because the mailbox is full or the message is too large.",
    tone=Tone.TROUBLE,
    proof=2,
    final=True,
    who_acts="The customer or the recipient.",
    also_called=("Failed (soft)",),
    proven=OFFERED,
)
EXPIRED = Status(
    code=9,
    name="expired",
    label="Expired",
    meaning="We tried again and again and stopped. It was not delivered.",
    tone=Tone.BAD,
    proof=2,
    final=True,
    who_acts="We do: the message has to be sent again once the cause is gone.",
    also_called=("Failed (soft), retries ended",),
    proven=OFFERED,
)
HARD_BOUNCED = Status(
    code=10,
    name="hard_bounced",
    label="Hard Bounced",
    meaning="It was refused for good.",
    tone=Tone.BAD,
    proof=3,
    final=True,
    who_acts="That depends on the reason.",
    also_called=("Bounced", "Failed (hard)"),
    proven=REFUSED,
)
INVALID_ADDRESS = Status(
    code=11,
    name="invalid_address",
    label="Invalid Address",
    meaning="That mailbox or domain does not exist.",
    tone=Tone.BAD,
    proof=3,
    final=True,
    who_acts="The customer: the address has to be corrected.",
    also_called=("Failed (hard)",),
    proven="the address was refused or cannot exist",
)
DELIVERED = Status(
    code=12,
    name="delivered",
    label="Delivered",
    meaning="The recipient's mail system took responsibility for it. That does not prove that it is in the inbox.",
    tone=Tone.GOOD,
    proof=3,
    final=False,
    who_acts="The recipient or their IT department, if it cannot be found.",
)
BLOCKED = Status(
    code=13,
    name="blocked",
    label="Blocked",
    meaning="Their mail server refuses mail from us. It is not the customer's fault.",
    tone=Tone.BAD,
    proof=3,
    final=True,
    who_acts="The team lead: we have to clear this with the other side.",
    proven=REFUSED,
)
FILTERED = Status(
    code=14,
    name="filtered",
    label="Filtered",
    meaning="It arrived, and lies in the junk folder or in quarantine.",
    tone=Tone.TROUBLE,
    proof=4,
    final=False,
    who_acts="The recipient or their IT department: they can take it out of there.",
    also_called=("Quarantined", "Junk"),
)
OPENED = Status(
    code=15,
    name="opened",
    label="Opened",
    meaning="It was opened.",
    tone=Tone.GOOD,
    proof=5,
    final=False,
    who_acts="Nobody.",
)
CLICKED = Status(
    code=16,
    name="clicked",
    label="Link Clicked",
    meaning="Somebody followed a link in it.",
    tone=Tone.GOOD,
    proof=5,
    final=False,
    who_acts="Nobody.",
    also_called=("Clicked",),
)
REPLIED = Status(
    code=17,
    name="replied",
    label="Replied",
    meaning="The recipient answered it.",
    tone=Tone.GOOD,
    proof=5,
    final=False,
    who_acts="Nobody, unless the answer asks for something.",
)
MARKED_SPAM = Status(
    code=18,
    name="marked_spam",
    label="Marked Spam",
    meaning="It arrived, and the recipient reported it as spam.",
    tone=Tone.TROUBLE,
    proof=5,
    final=False,
    who_acts="We do: ask whether the customer still wants our mail before anything else is sent.",
    also_called=("Complained", "Spam report"),
)
UNSUBSCRIBED = Status(
    code=19,
    name="unsubscribed",
    label="Unsubscribed",
    meaning="It arrived, and the recipient asked for no more mail of this kind.",
    tone=Tone.NEUTRAL,
    proof=5,
    final=False,
    who_acts="We do: respect the wish.",
)
AUTO_REPLIED = Status(
    code=20,
    name="auto_replied",
    label="Auto-Replied",
    meaning="It arrived, and the mailbox answered by itself, for instance with an out-of-office note.",
    tone=Tone.GOOD,
    proof=5,
    final=False,
    who_acts="We do: read the automatic answer, since it may name another address.",
    also_called=("Out of office",),
    proven="the mailbox answered",
)

STATUSES: tuple[Status, ...] = (
    UNKNOWN,
    FAILED_BEFORE_SEND,
    SUPPRESSED,
    QUEUED,
    HELD,
    REJECTED,
    SENT,
    DEFERRED,
    SOFT_BOUNCED,
    EXPIRED,
    HARD_BOUNCED,
    INVALID_ADDRESS,
    DELIVERED,
    BLOCKED,
    FILTERED,
    OPENED,
    CLICKED,
    REPLIED,
    MARKED_SPAM,
    UNSUBSCRIBED,
    AUTO_REPLIED,
)

_BY_CODE = {status.code: status for status in STATUSES}
_BY_NAME = {status.name: status for status in STATUSES}


def status_of_code(code: int) -> Status:
    """A code from the database; one of a later version than ours is unknown to us."""
    return _BY_CODE.get(code, UNKNOWN)


def status_named(name: str) -> Status:
    """Raises KeyError for a name that is not in the table."""
    return _BY_NAME[name]
