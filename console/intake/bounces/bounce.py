"""What a mail in the bounce mailbox turned out to say."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from console.diagnosis.fault import Fault
from console.diagnosis.reason import NO_REASON, Reason
from console.intake.bounces.letterhead import Letterhead
from console.mail.delivery_status import Action


class BounceKind(StrEnum):
    """The first five are the actions of RFC 3464; the gravest of a report's recipients gives its kind."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"
    FEEDBACK_REPORT = "feedback_report"  # RFC 5965
    AUTOMATIC_RESPONSE = "automatic_response"  # RFC 3834
    DISPOSITION_NOTIFICATION = "disposition_notification"  # RFC 8098
    CHALLENGE = "challenge"  # asks the sender to prove to be a person: nothing is delivered until then
    NOT_A_BOUNCE = "not_a_bounce"


class Statement(NamedTuple):
    """What the mail says of one recipient, before it is judged; empty text where it does not say."""

    recipient: str
    diagnostic: str = ""
    action: Action = Action.UNSTATED
    enhanced_status: str = ""
    original_recipient: str = ""
    remote_mta: str = ""
    command: str = ""
    last_attempt: str = ""
    written_as: str = ""  # what should name the recipient, where it cannot be an address


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """One recipient of the message that came back."""

    recipient: str  # final recipient as written; "" where the mail does not name one
    original_recipient: str = ""
    action: Action = Action.UNSTATED
    enhanced_status: str = ""  # the best that was found: the far server's own goes before x.0.0
    stated_status: str = ""  # as the Status field has it
    reply_code: int | None = None
    command: str = ""  # the SMTP command that was answered
    diagnostic: str = ""  # word for word
    remote_mta: str = ""
    reason: Reason = NO_REASON
    rule: str = ""  # id of the rule that gave the reason
    block_list: str = ""
    retry_after: int | None = None  # seconds
    last_attempt: str = ""  # as written
    written_as: str = ""  # what should name the recipient, where it cannot be an address

    @property
    def fault(self) -> Fault:
        """Whose move it is."""
        return self.reason.fault


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail, understood. A bounce without recipients is one of which the recipient is not known."""

    kind: BounceKind
    maker: str = ""  # the reader that understood it: "rfc3464", "exim", "generic" …
    recipients: tuple[BouncedRecipient, ...] = ()
    reporting_mta: str = ""
    original_message_id: str = ""  # without angle brackets
    envelope_id: str = ""
    queue_id: str = ""
    subject: str = ""  # of the original message where it came back with it
    arrival: str = ""  # when the reporting MTA took the original, as written
    feedback_type: str = ""
    disposition: str = ""  # RFC 8098, 3.2.6.2: displayed, deleted …
    own_subject: str = field(default="", compare=False)
    head: Letterhead = field(default=Letterhead(), compare=False)

    @property
    def is_identified(self) -> bool:
        """Whether it is about a message of ours: all but ordinary mail."""
        return self.kind is not BounceKind.NOT_A_BOUNCE

    @property
    def is_bounce(self) -> bool:
        """Whether it tells that mail was not delivered, or not yet."""
        return self.kind in (BounceKind.FAILED, BounceKind.DELAYED)
