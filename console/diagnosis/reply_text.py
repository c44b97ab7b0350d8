"""Copy reply: what is said to the customer, made from the verdict. A body for a letter, and a sentence for the phone.

The reader is the recipient, who knows nothing of mail servers. What their IT department needs stands apart at the end.
"""

from datetime import tzinfo
from typing import NamedTuple

from console.diagnosis import reason, status
from console.diagnosis.asked import has_spoken, host_of, plain_words
from console.diagnosis.facts import Facts
from console.diagnosis.moment import full_date, spoken_date, utc_clock
from console.diagnosis.network import Role
from console.diagnosis.reply_rules import ruling_of
from console.diagnosis.status import Status
from console.diagnosis.verdict import Answer, Verdict
from console.mail.event import Event, Rank
from console.mail.reply import read_reply


class Said(NamedTuple):
    """What a status is called to a customer. `{when}` is the time of the event that decides."""

    saw: str  # what our records show; follows "Our message … "
    means: str = ""  # "" where the reason's sentence for the customer says it
    please: tuple[str, ...] = ()  # what to do now
    phone: str = ""  # one sentence to say; where `means` is empty, that of the reason follows


JUNK = "Look into your junk or spam folder, and into any other folder that a rule may move mail to."
SEARCH = "Search your mailbox for {what}."
ASK_IT = "If it is not there, please pass the lines below on to your IT department or mail provider."
WE_SEND_AGAIN = "We will see to it and send it again."
WE_LOOK = "We are looking into it and will come back to you."
RETURNED_AFTER_ALL = (
    "A mail that reached us on {when} says that the message was returned. We cannot verify who wrote that mail."
)
ONLY_A_MAIL = "We know this from a mail only, and cannot verify who wrote it."
IF_IT_IS_GENUINE = "If it is genuine, this is the cause: {cause}"
CAME_BACK = "Your mail service took the message on {when}; a mail that we cannot verify says that it came back."
NOT_LEFT = "It never left us, so there is nothing to look for in your mailbox."

_UNKNOWN = Said(
    "is on record with us, but our records do not show what became of it.",
    "We can neither confirm nor rule out that it arrived.",
    (JUNK, SEARCH, WE_LOOK),
    "Our records do not show what became of the message; we are looking into it.",
)
_STOPPED = Said(
    "was stopped on our side on {when} and did not go out.",
    NOT_LEFT,
    (WE_SEND_AGAIN,),
    "The message was stopped on our side and did not go out; we will send it again.",
)
_DEFERRED = Said(
    "could not be delivered yet; the last attempt was on {when}. We keep trying by ourselves.",
    phone="The message has not been delivered yet; we keep trying by ourselves.",
)
_STALE = Said(
    "has been waiting in our outgoing mail since {since}, which is longer than usual.",
    "It has not been delivered as far as we can see.",
    (WE_LOOK,),
    "The message has been waiting in our outgoing mail for longer than usual; we are looking into it.",
)
_IN_THE_MAILBOX = Said(
    "was put into your mailbox on {when}.",
    "It may have been moved from there by a rule or a program that reads the mailbox.",
    (JUNK, SEARCH),
    "The message was put into your mailbox on {when}; please search the mailbox for it.",
)
_SEEN = Said(
    "reached your mailbox; the last sign that it was opened is from {when}.",
    please=(SEARCH, "Ask others who read the same mailbox, and look into the archive and the bin."),
    phone="The message reached your mailbox and was opened; the last sign of it is from {when}.",
)
_REFUSED = Said("was refused by your mail service on {when}.", phone="Your mail service refused the message on {when}.")
_RETURNED = Said(
    "was taken by your mail service at first, and returned to us on {when}.",
    phone="Your mail service took the message at first and returned it on {when}.",
)

SAID: dict[Status, Said] = {
    status.UNKNOWN: _UNKNOWN,
    status.FAILED_BEFORE_SEND: Said(
        "could not be sent on {when}, because of a fault on our side.",
        NOT_LEFT,
        (WE_SEND_AGAIN,),
        "The message could not be sent because of a fault on our side; we will send it again.",
    ),
    status.SUPPRESSED: Said(
        "was not sent, because this address is on our do-not-send list.",
        phone="We did not send the message, because the address is on our do-not-send list.",
    ),
    status.QUEUED: Said(
        "is on its way. It has been waiting in our outgoing mail since {since}.",
        "It goes out by itself; there is nothing you need to do.",
        phone="The message is still waiting in our outgoing mail and goes out by itself.",
    ),
    status.HELD: Said(
        "was stopped on our side on {when} and has not gone out yet.",
        NOT_LEFT,
        (WE_LOOK,),
        "The message is stopped on our side; we are looking into it.",
    ),
    status.REJECTED: _STOPPED,
    status.SENT: Said(
        "left us on {when}. Your mail service has not answered for it yet.",
        "We do not know yet whether it arrived.",
        (JUNK, SEARCH, "If it has not come in an hour, please tell us."),
        "The message left us on {when}; your mail service has not confirmed it yet.",
    ),
    status.DEFERRED: _DEFERRED,
    status.SOFT_BOUNCED: _REFUSED,
    status.EXPIRED: Said(
        "could not be delivered. We tried again and again, and stopped on {when}.",
        phone="We tried again and again to deliver the message, and stopped on {when}.",
    ),
    status.HARD_BOUNCED: _REFUSED,
    status.INVALID_ADDRESS: Said(
        "could not be delivered on {when}.", phone="The message could not be delivered on {when}."
    ),
    status.DELIVERED: Said(
        "was taken by your mail service on {when}. It confirmed this to us.",
        "From then on it is in the hands of that service. It may lie in the junk folder or be held by a filter, which we "
        "cannot see.",
        (JUNK, SEARCH, ASK_IT),
        "Your mail service confirmed on {when} that it took the message; please look in your junk folder first.",
    ),
    status.BLOCKED: _REFUSED,
    status.FILTERED: Said(
        "was taken by your mail service, which put it into the junk folder or into quarantine on {when}.",
        "It is there, but not in your inbox.",
        (JUNK, "If you find nothing, ask your IT department or mail provider to release it from quarantine."),
        "The message arrived, but it lies in junk or in quarantine.",
    ),
    status.OPENED: _SEEN,
    status.CLICKED: _SEEN,
    status.REPLIED: Said(
        "was answered from your mailbox on {when}.",
        "It reached your mailbox.",
        (SEARCH, "Ask others who read the same mailbox."),
        "The message arrived: it was answered from your mailbox on {when}.",
    ),
    status.MARKED_SPAM: Said(
        "was taken by your mail service. On {when} it was reported to us as spam from your mailbox.",
        "After such a report we stop writing to an address.",
        ("Look into your junk folder.", "Please tell us whether you want to go on receiving our messages."),
        "The message arrived, and was reported as spam from your mailbox; please look in your junk folder.",
    ),
    status.UNSUBSCRIBED: Said(
        "was taken by your mail service. On {when} we were asked to send no more of its kind.",
        "We respect that and have stopped.",
        ("Please tell us if you want to receive these messages again.",),
        "The message arrived, and on {when} we were asked to send no more of its kind.",
    ),
    status.AUTO_REPLIED: Said(
        "reached a mailbox that sent us an automatic answer on {when}.",
        "Whether somebody has read it, we cannot see.",
        (JUNK, SEARCH),
        "The message reached your mailbox, which sent us an automatic answer on {when}.",
    ),
}
# Their sentences for customers say that we go on trying.
_OF_WAITING = frozenset({reason.THROTTLED, reason.GREYLISTED, reason.UNREACHABLE})
IN_VAIN = "Your mail service did not take it. Please tell us when it works again, and we will send the message again."
_THEIRS = frozenset({Role.RECIPIENT_MX, Role.PROVIDER})


def reply_text(verdict: Verdict, facts: Facts, zone: tzinfo) -> str:
    """The body of a reply, without greeting and name, in paragraphs; times are in `zone`, which is named."""
    said = _said(verdict)
    parts = [
        f"Our message {_which(facts)} {_with_times(said.saw, verdict, zone)}",
        said.means or _why(verdict, said),
        ONLY_A_MAIL if _rests_on_a_stranger(verdict) else "",
        _returned_after_all(verdict.returned_as_a_mail_says, zone),
    ]
    if said.please:
        parts.append("\n".join(f"- {line.replace('{what}', _searched(facts))}" for line in said.please))
    if verdict.last_asked and _concerns_their_it(verdict):
        parts.append(_for_their_it(verdict, facts, verdict.last_asked))
    return "\n\n".join(part for part in parts if part) + "\n"


def phone_sentence(verdict: Verdict, zone: tzinfo) -> str:
    """A sentence or two to say on the phone."""
    event, said = verdict.decided_by, _said(verdict)
    if event and verdict.is_doubted:
        return CAME_BACK.replace("{when}", spoken_date(event.at, zone))
    what = said.phone.replace("{when}", spoken_date(event.at, zone) if event else "an unknown day")
    why = "" if said.means else _why(verdict, said)
    told = f"{what} {why.partition('. ')[0].rstrip('.')}." if why else what
    return f"{told} {ONLY_A_MAIL}" if _rests_on_a_stranger(verdict) else told


def _rests_on_a_stranger(verdict: Verdict) -> bool:
    return verdict.decided_by is not None and verdict.decided_by.rank is Rank.STRANGER


def _cause(returned: Event) -> str:
    """What their service says only as a stranger has it."""
    why = ruling_of(returned).reason
    if why in (reason.NO_REASON, reason.UNKNOWN):
        return ""
    return IF_IT_IS_GENUINE.replace("{cause}", why.for_customer)


def _returned_after_all(event: Event | None, zone: tzinfo) -> str:
    """A bounce that nobody can verify is no answer, and may yet be the truth."""
    if event is None:
        return ""
    return f"{RETURNED_AFTER_ALL.replace('{when}', full_date(event.at, zone))} {_cause(event)}".rstrip()


def _said(verdict: Verdict) -> Said:
    if verdict.outlook.stale:
        return _STALE
    if verdict.status is status.DELIVERED and verdict.asked_role is Role.MAILBOX:
        return _IN_THE_MAILBOX
    if verdict.status is status.SENT and verdict.asked_role is Role.OWN_HOP:
        return _UNKNOWN
    if verdict.status is status.SOFT_BOUNCED and verdict.answer is Answer.NOT_YET:
        return _DEFERRED
    if verdict.returned:
        return _RETURNED
    said = SAID[verdict.status]
    return _STOPPED if said is _REFUSED and verdict.proof < 2 else said


def _with_times(text: str, verdict: Verdict, zone: tzinfo) -> str:
    since = verdict.arrival or verdict.decided_by
    for mark, event in (("{when}", verdict.decided_by), ("{since}", since)):
        if event:
            text = text.replace(mark, full_date(event.at, zone))
    return text


def _which(facts: Facts) -> str:
    subject = f'"{facts.subject}" ' if facts.subject else ""
    return f"{subject}to {facts.original_recipient or facts.recipient or 'you'}"


def _searched(facts: Facts) -> str:
    """What the customer can search for. An envelope sender made for one message (VERP) stands in no header they see."""
    if facts.subject:
        return f'"{facts.subject}"'
    sender = facts.envelope_sender or ""
    return sender if sender and not {"+", "="} & set(sender) else "our name"


def _why(verdict: Verdict, said: Said) -> str:
    why = verdict.reason
    if why is reason.NO_REASON:
        return ""
    if why in _OF_WAITING and said is not _DEFERRED:
        return IN_VAIN
    return IN_VAIN if why is reason.EXPIRED else why.for_customer


def _concerns_their_it(verdict: Verdict) -> bool:
    """There is nothing to look for on their side when it was stopped on ours, or when somebody has seen it."""
    return verdict.asked_role in _THEIRS and 2 <= verdict.proof <= 4 and verdict.status is not status.SUPPRESSED


def _for_their_it(verdict: Verdict, facts: Facts, asked: Event) -> str:
    """What an administrator needs to find it in a log: who, when in UTC, between which hosts, and the exact words."""
    host = _server(asked)
    lines = [
        "For your IT department or mail provider:",
        verdict.reason.for_their_it if verdict.reason is not reason.NO_REASON else "",
        f"Recipient: {facts.recipient}",
        f"Envelope sender: <{facts.envelope_sender}>" if facts.envelope_sender is not None else "",
        f"Message-ID: <{facts.message_id}>" if facts.message_id else "",
        f"Time: {utc_clock(asked.at)}",
        f"{'Our server' if asked.rank is Rank.OWN else 'Reported by'}: {asked.reporting_mta}"
        if asked.reporting_mta
        else "",
        f"{'Our provider' if verdict.asked_role is Role.PROVIDER else 'Your server'}: {host}" if host else "",
        f"{'Its answer' if has_spoken(asked) else 'Our record'}: {plain_words(read_reply(asked.reply))}"
        if asked.reply
        else "",
    ]
    return "\n".join(line for line in lines if line)


def _server(event: Event) -> str:
    host, address = event.remote_mta, event.remote_address
    return f"{host} [{address}]" if host and address and host != address else host_of(event)
