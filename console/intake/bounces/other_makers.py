"""Makers that need no more than a line of a table: their marks, how a recipient stands, and where its words end.

Gateways, appliances and mail systems of single houses. What the rows know is their wording, from what they send.
"""

from console.intake.bounces.shapes import Maker, paragraphs

_ADDRESS = r"<?(?P<recipient>[^\s<>()\[\]\"',;:]+@[\w.-]*\w)>?"

OTHER_MAKERS: tuple[Maker, ...] = (
    Maker(
        "dragonfly",
        marks=("this is the dragonfly mail agent", "there was an error delivering your mail to"),
        read=paragraphs(rf"error delivering your mail to {_ADDRESS}\.?"),
    ),
    Maker(
        "opensmtpd",
        marks=("an error has occurred while attempting to deliver a message for the following list of recipients",
               "a message is delayed", "has been delayed for more than", "the opensmtpd"),
        read=paragraphs(rf"^[ \t]*{_ADDRESS}:[ \t]*(?=\S)", end=r"^(?:Below is a copy|If you are|Please note that)"),
    ),
    Maker(
        "courier",
        marks=("this is a delivery status notification from", "undeliverable address(es)", "unable to deliver message to the following address"),
        read=paragraphs(rf"^{_ADDRESS}:[ \t]*$", end=r"^-{3,}"),
    ),
    Maker(
        "trend-micro",
        marks=("interscan", "trend micro"),
        read=paragraphs(rf"Unable to deliver message to {_ADDRESS}"),
    ),
    Maker(
        "mimecast",
        marks=("an email that you attempted to send to the following address could not be delivered",),
        read=paragraphs(rf"^-- {_ADDRESS}[ \t]*$", end=r"^This condition occurred"),
    ),
    Maker(
        "imail",
        marks=("unknown user:", "unknown host:", "user mailbox exceeds allowed size:", "delivery failed", "invalid final delivery userid",
               "undeliverable to ", "message is larger than the max size for user:"),
        read=paragraphs(rf"^(?=(?:Unknown (?:user|host)|User mailbox exceeds|Delivery failed|Invalid final delivery|undeliverable to|Message is larger)[^\n]{{0,60}}?{_ADDRESS})"),
        senders=("postmaster", "imail", "mailer-daemon"),
    ),
    Maker(
        "groupwise",
        marks=("the message that you sent was undeliverable to the following", "the attached file had the following undeliverable recipient"),
        read=paragraphs(rf"^[ \t]+{_ADDRESS}[ \t]*(?=\(|$|<)"),
    ),
    Maker(
        "amavis",
        marks=("was not relayed to:", "not delivered to the following recipients", "banned contents from you", "considered unsolicited bulk e-mail"),
        read=paragraphs(rf"^[ \t]*{_ADDRESS}:[ \t]*\n?"),
    ),
    Maker(
        "apache-james",
        marks=("error message below:", "hi. this is the james mail server"),
        read=paragraphs(rf"(?:RCPT TO|To|following address\(es\)?|recipient)[: ]+\n?[ \t]*{_ADDRESS}"),
    ),
    Maker(
        "vade-secure",
        marks=("returned an error:",),
        read=paragraphs(r"^[ \t]*\*[ \t]*\[(?P<recipient>[^\s\[\]]+@[^\s\[\]]+)\]:"),
    ),
    Maker(
        "exim-syntax",
        marks=("recipient addresses that were incorrectly constructed", "addresses that were incorrectly constructed"),
        read=paragraphs(rf"(?<![^\s<>()\[\]\"',;:]){_ADDRESS}:[ \t]+(?=malformed|missing|unqualified|domain|unmatched)", end=r"^This address has been ignored"),
    ),
    Maker(
        "fml",
        marks=("you are not a member of this mailing list <",),
        read=paragraphs(rf"^(?=You are not a member of this mailing list {_ADDRESS})", end=r"^If you know the general guide"),
    ),
    Maker(
        "gateways",
        marks=("delevery to the following recipients was aborted", "delivery to the following recipients was aborted",
               "returned permanent errors:", "delivery to the following recipients failed"),
        read=paragraphs(rf"(?:^[ \t]*+(?:\*[ \t]*+)?|returned (?:permanent|temporary) errors: ){_ADDRESS}(?:[ \t]*$|\. Reason: )"),
    ),
)  # fmt: skip
