"""Why a message did not arrive: one row a reason, and the sentences said about it.

The three sentences are read aloud and pasted into replies. The agent's says what happened and what to do, the customer's
may be sent as it stands, the one for the recipient's IT department says what to look for on their side.
"""

from dataclasses import dataclass
from enum import StrEnum

from console.diagnosis.fault import Fault


class DeadAddress(StrEnum):
    """May we stop sending to the address? Nothing but this decides on suppression."""

    YES = "yes"
    AFTER_REPEATS = "after_repeats"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Reason:
    """A row of the table. `code` is stored with every recipient and never changes its meaning."""

    code: int
    name: str
    label: str  # a few words, for a row of a list
    for_agent: str
    for_customer: str
    for_their_it: str
    fault: Fault
    dead: DeadAddress = DeadAddress.NO


NO_REASON = Reason(
    code=0,
    name="none",
    label="",
    for_agent="Nobody has given a reason: nothing went wrong so far.",
    for_customer="No problem was reported to us.",
    for_their_it="Our server was given no reason for a refusal.",
    fault=Fault.UNKNOWN,
)
NO_SUCH_USER = Reason(
    code=1,
    name="no_such_user",
    label="No such mailbox",
    for_agent="Their mail server knows no mailbox of this name. Ask for the right spelling and send it again.",
    for_customer="Your mail service told us that this e-mail address does not exist. Please check how it is spelt, "
    "or give us another address.",
    for_their_it="Your server refused this recipient as unknown. Please check that the mailbox or alias exists, and that "
    "the directory your gateway checks recipients against is up to date.",
    fault=Fault.ADDRESS,
    dead=DeadAddress.YES,
)
NO_SUCH_DOMAIN = Reason(
    code=2,
    name="no_such_domain",
    label="No such domain",
    for_agent="The part after the @ does not exist in DNS, or has no mail server. Look for a typing error in it.",
    for_customer="The part of the address after the @ does not exist on the Internet. Please check how it is spelt, "
    "or give us another address.",
    for_their_it="Your domain has no usable MX or address record in public DNS, or the records name hosts that do not "
    "exist. Please check the registration and the zone.",
    fault=Fault.ADDRESS,
    dead=DeadAddress.YES,
)
MOVED = Reason(
    code=3,
    name="moved",
    label="Mailbox has moved",
    for_agent="The person has left this address and mail is not passed on. Their server's answer may name the new one.",
    for_customer="This address is no longer in use, and its mail is not passed on. Please give us your new address.",
    for_their_it="Your server says that this mailbox has moved. Please set up forwarding, or tell the user which address "
    "to give out.",
    fault=Fault.ADDRESS,
    dead=DeadAddress.YES,
)
MAILBOX_DISABLED = Reason(
    code=4,
    name="mailbox_disabled",
    label="Mailbox is switched off",
    for_agent="The mailbox exists, but its provider has switched it off: unused for long, unpaid or suspended. "
    "Only its owner can have it opened again.",
    for_customer="Your mail service told us that this mailbox is switched off at the moment. Please sign in there or ask "
    "them to open it again, or give us another address.",
    for_their_it="Your server refused the mail because the mailbox is disabled or suspended. Please enable it, or remove "
    "it from the directory.",
    fault=Fault.MAILBOX,
    dead=DeadAddress.AFTER_REPEATS,
)
ACCEPTS_NO_MAIL = Reason(
    code=5,
    name="accepts_no_mail",
    label="Accepts no mail",
    for_agent="This domain or host declares that it takes no e-mail at all. Ask for another address.",
    for_customer="The domain of this address takes no e-mail. Please check how it is spelt, or give us another address.",
    for_their_it="Your domain publishes a null MX record, or its server says that it accepts no mail. If mail should "
    "arrive there, publish an MX record that names a host which takes it.",
    fault=Fault.ADDRESS,
    dead=DeadAddress.YES,
)
SUPPRESSED = Reason(
    code=6,
    name="suppressed",
    label="On the do-not-send list",
    for_agent="We, or the provider we send through, did not send it, because earlier mail to this address came back or "
    "was complained about. Lift the suppression once the address is known to work.",
    for_customer="We had stopped sending to this address because earlier messages came back. Please confirm that the "
    "address is right and works, and we will send again.",
    for_their_it="Nothing reached your server: the address stands on our do-not-send list after earlier refusals. "
    "Tell us when the mailbox takes mail.",
    fault=Fault.US,
)
MAILBOX_FULL = Reason(
    code=7,
    name="mailbox_full",
    label="Mailbox is full",
    for_agent="The mailbox has no room left. The recipient has to delete mail or get more space; then send it again.",
    for_customer="Your mailbox is full, so your mail service could not store our message. Please make some room and "
    "tell us, and we will send it again.",
    for_their_it="Your server refused the mail because the mailbox is over its quota. Please enlarge or empty it.",
    fault=Fault.MAILBOX,
    dead=DeadAddress.AFTER_REPEATS,
)
MESSAGE_TOO_LARGE = Reason(
    code=8,
    name="message_too_large",
    label="Message is too large",
    for_agent="The message is larger than their mail server takes. Send it without the attachment, or as a link.",
    for_customer="Our message was larger than your mail service accepts. We can send it without the attachment, "
    "or give you a link to it.",
    for_their_it="Your server refused the mail because of its size. The limit it announces, or that of the mailbox, "
    "is smaller than the message.",
    fault=Fault.US,
)
SPAM_CONTENT = Reason(
    code=9,
    name="spam_content",
    label="Taken for spam",
    for_agent="Their filter takes the message for spam because of what it says or links to. The address is fine. "
    "Ask the recipient's side to allow our sender; tell the team lead if it happens to many.",
    for_customer="Your mail service took our message for spam and refused it. Please add our address to your safe "
    "senders, or ask your mail service to allow it.",
    for_their_it="Your content filter classed our message as spam. Please look it up by the time and the Message-ID, "
    "report the false positive, and allow our sending domain.",
    fault=Fault.US,
)
VIRUS_OR_ATTACHMENT = Reason(
    code=10,
    name="virus_or_attachment",
    label="Attachment or virus filter",
    for_agent="Their filter refuses an attachment or a link as dangerous. Send it without, or in another file format.",
    for_customer="Your mail service refused our message because of its attachment or a link in it. "
    "We can send it in another way.",
    for_their_it="Your malware or attachment filter refused our message. Please look up which rule it met; we are glad "
    "to send the file in another format.",
    fault=Fault.US,
)
MALFORMED_MESSAGE = Reason(
    code=11,
    name="malformed_message",
    label="Message is malformed",
    for_agent="Their server says that the message is not built by the rules of mail: a fault of the program that wrote "
    "it. Pass it on to the team that runs that program.",
    for_customer="Our message had a technical fault and your mail service refused it. We are looking into it and will "
    "send it again.",
    for_their_it="Your server refused the form of our message (header fields, MIME or line ends). The exact words of the "
    "refusal are below; if your filter is stricter than RFC 5322, please tell us which rule it applies.",
    fault=Fault.US,
)
IP_BLOCKED = Reason(
    code=12,
    name="ip_blocked",
    label="Our server is blocked",
    for_agent="Their server refuses mail from our sending address, because of a block list or its own opinion of us. "
    "It is not the customer's fault and the address may be fine. Tell the team lead: we must get it delisted.",
    for_customer="Your mail service does not accept mail from our server at the moment. This is not your fault; we are "
    "asking them to lift the block. Can we reach you at another address until then?",
    for_their_it="Your server refuses our sending IP address, by a block list or by local reputation. The words of the "
    "refusal are below. Please review the block, or allow our addresses.",
    fault=Fault.US,
)
NO_REVERSE_DNS = Reason(
    code=13,
    name="no_reverse_dns",
    label="Our server's name does not check out",
    for_agent="Their server refuses ours because its DNS name (PTR record) or greeting does not fit. "
    "Tell the team lead: it is ours to put right.",
    for_customer="Your mail service refused our server for a technical reason on our side. We are putting it right and "
    "will send the message again.",
    for_their_it="Your server found the reverse DNS or the HELO name of our server wanting. Please tell us which address "
    "and name it saw if the records look right to you.",
    fault=Fault.US,
)
AUTHENTICATION = Reason(
    code=14,
    name="authentication",
    label="Sender checks failed (SPF, DKIM, DMARC)",
    for_agent="Their server could not confirm that the mail is really ours: SPF, DKIM or DMARC did not pass. "
    "Tell the team lead: our DNS or signing needs a look, unless the mail was forwarded on the way.",
    for_customer="Your mail service could not confirm that our message really came from us, and refused it. We are "
    "looking into it. If mail to this address is forwarded, please give us the final address.",
    for_their_it="Your server refused our mail because SPF, DKIM or DMARC did not pass. Please send us the "
    "authentication results you recorded, and check whether a gateway or forwarder changed the message before the check.",
    fault=Fault.US,
)
SENDER_REFUSED = Reason(
    code=15,
    name="sender_refused",
    label="Our sender address is refused",
    for_agent="Their server refuses the address we send from. Tell the team lead: the sender address must exist, its "
    "domain must resolve, and it may stand on a list of theirs.",
    for_customer="Your mail service does not accept mail from our sender address. Please add it to your allowed senders, "
    "or give us another address.",
    for_their_it="Your server refuses our envelope sender or From address. Please check your sender lists, and sender "
    "verification if you use it, and allow our domain.",
    fault=Fault.US,
)
RECIPIENT_POLICY = Reason(
    code=16,
    name="recipient_policy",
    label="Refused by a rule of theirs",
    for_agent="A rule of the recipient or of their administrator refuses the message, for instance a group that only "
    "colleagues may write to. The recipient has to ask their IT department to let us through.",
    for_customer="A rule at your mail service refused our message. Please ask your IT department or mail provider to "
    "allow mail from us to this address.",
    for_their_it="A policy on your side refused our message: a restricted group or mailbox, a transport rule or a "
    "personal filter. Please allow our sending domain for this recipient.",
    fault=Fault.THEIR_POLICY,
)
RELAY_DENIED = Reason(
    code=17,
    name="relay_denied",
    label="Their server does not serve this domain",
    for_agent="The server that DNS names for this domain says the domain is not its own. The address may be mistyped; "
    "otherwise their IT department must correct the MX record or the server.",
    for_customer="The mail server of your address told us that it is not responsible for it. Please check the "
    "spelling, and if it is right, tell your IT department or mail provider.",
    for_their_it="The host your MX record names refuses to relay for this domain. Please check the MX record, and that "
    "the host lists the domain among those it accepts mail for.",
    fault=Fault.THEIR_SYSTEM,
)
TLS_REQUIRED = Reason(
    code=18,
    name="tls_required",
    label="No secure connection",
    for_agent="No encrypted connection that both sides accept could be made. Tell the team lead: one side's TLS or "
    "certificate needs a look.",
    for_customer="Our server and yours could not agree on a secure connection, so the message was not handed over. "
    "We are looking into it.",
    for_their_it="No TLS session that satisfies both sides could be made. Please check the certificate, the protocol "
    "versions, and the MTA-STS and TLSA records of your MX hosts.",
    fault=Fault.US,
)
THROTTLED = Reason(
    code=19,
    name="throttled",
    label="Slowed down by their server",
    for_agent="Their server limits how much mail it takes from us at once and asks us to come back later. "
    "We try again by ourselves; wait.",
    for_customer="Your mail service has asked us to send more slowly, so the message is delayed. It is sent again "
    "automatically; there is nothing you need to do.",
    for_their_it="Your server limits our rate of connections or messages. If we are a wanted sender, please raise the "
    "limit for our addresses.",
    fault=Fault.THEIR_POLICY,
)
GREYLISTED = Reason(
    code=20,
    name="greylisted",
    label="Asked to try again (greylisting)",
    for_agent="Their server turns first-time senders away for some minutes to keep spam out. "
    "We try again by ourselves; it usually arrives within the hour.",
    for_customer="Your mail service asks new senders to try again after a few minutes. We do so automatically; "
    "the message usually arrives within the hour.",
    for_their_it="Your server greylists our mail. We try again from the same addresses; if it keeps on, please add them "
    "to the list of known senders.",
    fault=Fault.THEIR_POLICY,
)
UNREACHABLE = Reason(
    code=21,
    name="unreachable",
    label="Their server cannot be reached",
    for_agent="Their mail server does not answer, breaks off, or cannot be found in DNS at the moment. "
    "We go on trying by ourselves until the message expires.",
    for_customer="We cannot reach your mail server at the moment. We keep trying automatically; "
    "your IT department or mail provider may know of a fault.",
    for_their_it="Our server could not reach your MX hosts, or lost the connection, or mail goes round in a loop there. "
    "Please check that they answer on port 25 from the Internet, that their DNS resolves, and where they forward to.",
    fault=Fault.THEIR_SYSTEM,
)
EXPIRED = Reason(
    code=22,
    name="expired",
    label="Given up after many attempts",
    for_agent="We tried for days and their server never took the message. It must be sent again by hand once their "
    "server works.",
    for_customer="We tried for several days to deliver the message, and your mail server did not take it. "
    "Please tell us when it works again, and we will send the message again.",
    for_their_it="Every attempt over several days failed for a temporary reason. Please check that your MX hosts answer "
    "and accept mail for this recipient.",
    fault=Fault.THEIR_SYSTEM,
)
REMOTE_ERROR = Reason(
    code=23,
    name="remote_error",
    label="A fault in their mail system",
    for_agent="Their mail system reports a fault of its own: out of disk space, wrongly set up, or a program that "
    "fails. Their IT department has to mend it.",
    for_customer="Your mail service reported a technical fault on its side and could not take our message. "
    "Please let your mail provider or IT department know.",
    for_their_it="Your server reported an internal error while it took our message. Its words are below, with the time, "
    "so that you can find it in its log.",
    fault=Fault.THEIR_SYSTEM,
)
OUR_SUBMISSION_REFUSED = Reason(
    code=24,
    name="our_submission_refused",
    label="Our own mail service refused it",
    for_agent="The service we send through did not take the message from us: a sign-in, an account or a setting of ours. "
    "Tell the team lead; it must be sent again afterwards.",
    for_customer="A technical fault on our side kept the message from leaving. We are putting it right and will send "
    "it again.",
    for_their_it="Nothing reached your server: the message was stopped on our side.",
    fault=Fault.US,
)
WITHDRAWN = Reason(
    code=25,
    name="withdrawn",
    label="Deleted from our queue",
    for_agent="An operator of ours deleted the message from the queue before it was delivered. "
    "Ask the team lead why; it must be sent again by hand.",
    for_customer="The message was stopped on our side before it was delivered. We will send it again if you need it.",
    for_their_it="Nothing was handed to your server: the message was deleted on our side.",
    fault=Fault.US,
)
DISCARDED = Reason(
    code=26,
    name="discarded",
    label="Thrown away by a rule of ours",
    for_agent="A rule of our own mail system threw the message away without telling anybody. "
    "Tell the team lead; the rule may be too broad.",
    for_customer="A filter on our side stopped the message. We are looking into it and will send it again.",
    for_their_it="Nothing was handed to your server: a rule on our side discarded the message.",
    fault=Fault.US,
)
UNKNOWN = Reason(
    code=99,
    name="unknown",
    label="Words we cannot read yet",
    for_agent="Their server gave an answer that no rule of ours reads yet. Open it and judge by its own words.",
    for_customer="Your mail service refused our message and did not say clearly why. We are looking into it.",
    for_their_it="Your server refused our mail with the words below. Please tell us what they mean.",
    fault=Fault.UNKNOWN,
)

REASONS: tuple[Reason, ...] = (
    NO_REASON,
    NO_SUCH_USER,
    NO_SUCH_DOMAIN,
    MOVED,
    MAILBOX_DISABLED,
    ACCEPTS_NO_MAIL,
    SUPPRESSED,
    MAILBOX_FULL,
    MESSAGE_TOO_LARGE,
    SPAM_CONTENT,
    VIRUS_OR_ATTACHMENT,
    MALFORMED_MESSAGE,
    IP_BLOCKED,
    NO_REVERSE_DNS,
    AUTHENTICATION,
    SENDER_REFUSED,
    RECIPIENT_POLICY,
    RELAY_DENIED,
    TLS_REQUIRED,
    THROTTLED,
    GREYLISTED,
    UNREACHABLE,
    EXPIRED,
    REMOTE_ERROR,
    OUR_SUBMISSION_REFUSED,
    WITHDRAWN,
    DISCARDED,
    UNKNOWN,
)

_BY_CODE = {reason.code: reason for reason in REASONS}
_BY_NAME = {reason.name: reason for reason in REASONS}


def reason_of(code: int) -> Reason:
    """A code from the database; one of a later version than ours is unknown to us."""
    return _BY_CODE.get(code, UNKNOWN)


def reason_named(name: str) -> Reason:
    """Raises KeyError for a name that is not in the table."""
    return _BY_NAME[name]
