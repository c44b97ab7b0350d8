"""The verdict: the sentence that answers "was this e-mail sent?", how far that is proven, and the evidence under it."""

from collections.abc import Sequence
from datetime import tzinfo
from enum import StrEnum
from typing import NamedTuple

from console.diagnosis import reason, status
from console.diagnosis.asked import is_for_now, with_host
from console.diagnosis.assessment import Assessment, is_heard
from console.diagnosis.context import NOTHING_KNOWN, Context
from console.diagnosis.facts import Facts
from console.diagnosis.fault import Fault
from console.diagnosis.network import Network, Role
from console.diagnosis.outlook import Outlook, clauses, outlook
from console.diagnosis.reason import Reason
from console.diagnosis.status import Status, Tone
from console.diagnosis.tellers import tell
from console.diagnosis.telling import Clause, Telling
from console.diagnosis.trail import order_key
from console.diagnosis.weighing import FAILURES, latest
from console.mail.event import Event, Kind, Rank

ATTEMPTS = (Kind.DEFERRED, Kind.DELIVERED, Kind.FAILED)


class Answer(StrEnum):
    """Four-valued, since "we cannot know" is an answer."""

    YES = "yes"
    NO = "no"
    NOT_YET = "not yet"
    CANNOT_KNOW = "we cannot know"


class Verdict(NamedTuple):
    """The answer for one recipient, whole sentences ready to be shown."""

    answer: Answer
    proof: int  # index of status.PROOF_WORDS
    proven: str  # how far it is proven, in words
    clauses: tuple[Clause, ...]  # one after another they are the sentence
    meaning: str  # what this means, and what it does not prove
    who_acts: str
    status: Status
    reason: Reason
    decided_by: Event | None = None
    arrival: Event | None = None  # how it came to us
    last_asked: Event | None = None  # the last attempt to hand it over, up to the deciding event
    asked_role: Role | None = None  # of the system that attempt spoke to
    returned: bool = False  # the recipient's side had taken it before
    outlook: Outlook = Outlook()
    returned_as_a_mail_says: Event | None = None  # against the rest, and unverified

    @property
    def tone(self) -> Tone:
        """Of the whole answer."""
        return Tone.TROUBLE if self.is_doubted else self.status.tone

    @property
    def is_doubted(self) -> bool:
        """Whether their server took it, and a mail that nobody can verify says that it came back."""
        return self.status is status.DELIVERED and self.answer is Answer.CANNOT_KNOW

    @property
    def sentence(self) -> str:
        """The whole answer, to be read aloud: "Yes. It left us at …"."""
        answer = f"{self.answer.value.capitalize()}."
        return " ".join([answer, *(clause.text for clause in self.clauses)])


ANSWERS: dict[Status, Answer] = {
    status.UNKNOWN: Answer.CANNOT_KNOW,
    status.FAILED_BEFORE_SEND: Answer.NO,
    status.SUPPRESSED: Answer.NO,
    status.QUEUED: Answer.NOT_YET,
    status.HELD: Answer.NOT_YET,
    status.REJECTED: Answer.NO,
    status.SENT: Answer.CANNOT_KNOW,
    status.DEFERRED: Answer.NOT_YET,
    status.SOFT_BOUNCED: Answer.NO,
    status.EXPIRED: Answer.NO,
    status.HARD_BOUNCED: Answer.NO,
    status.INVALID_ADDRESS: Answer.NO,
    status.DELIVERED: Answer.YES,
    status.BLOCKED: Answer.NO,
    status.FILTERED: Answer.YES,
    status.OPENED: Answer.YES,
    status.CLICKED: Answer.YES,
    status.REPLIED: Answer.YES,
    status.MARKED_SPAM: Answer.YES,
    status.UNSUBSCRIBED: Answer.YES,
    status.AUTO_REPLIED: Answer.YES,
}
# What a status means for the case; those that are not here mean what their reason says.
MEANINGS: dict[Status, str] = {
    status.UNKNOWN: "We can neither confirm nor rule out that it arrived. Ask an operator to look at the lines.",
    status.FAILED_BEFORE_SEND: "Nothing was handed to any mail server. The recipient's side has nothing to look for.",
    status.QUEUED: "Nobody has been asked to take it yet, so the recipient's side has nothing to look for.",
    status.HELD: "It does not move until it is released. The recipient's side has nothing to look for.",
    status.SENT: "It has left our hands. Whether the recipient's server took it is not proven.",
    status.DELIVERED: "Their mail system has taken responsibility for it. Whether it lies in the inbox, in junk or in "
    "quarantine, only the recipient or their IT department can see.",
    status.FILTERED: "It arrived, but not in the inbox. The recipient or their IT department can take it out of there.",
    status.OPENED: "It arrived and was displayed. That does not prove who looked at it.",
    status.CLICKED: "It arrived, and somebody followed a link in it. That does not prove who it was.",
    status.REPLIED: "It arrived and was read: there is an answer to it.",
    status.MARKED_SPAM: "It arrived. The recipient does not want it, or pressed the wrong button; further mail to this "
    "address may do harm.",
    status.UNSUBSCRIBED: "It arrived, and the recipient wants no more mail of this kind.",
    status.AUTO_REPLIED: "It reached a mailbox that answers by itself. Whether a person has read it is not proven.",
}
IN_OUR_MAILBOX = "It is in a mailbox of a system we can see. Whether it has been read, or moved by a rule of its owner, is not proven."
IN_OUR_NETWORK = "It is somewhere in our own network, or has left it: the log of the next system would tell."
PUT_OFF_BY_US = "A system of our own did not take it, so the delay is none of the recipient's. Tell the team lead."
STOPPED_BY_US = "A system of our own, or our provider, stopped it; nothing reached the recipient's side."
REFUSED_BY_US = "A rule or a setting of our own mail server turned it away; nothing reached the recipient's side."
PUT_BACK_BY_US = (
    "The program that sent it should try again by itself. If nothing newer is on record, it has not done so."
)
ONLY_TESTED = "A test asks a server whether it would take mail for an address. It says nothing about a message."
GIVEN_UP = "We have stopped trying, so it will not arrive by itself."
OVERDUE = (
    "Our mail server seems to have stopped trying, or no longer tells what it does. Nothing proves that it arrived."
)
CONTRADICTED = (
    "A bounce says otherwise. Anybody could have written it, so it overturns nothing; it may be true all the same."
)
UNVERIFIED = "Anybody could have written the mail that says so; nothing else on record tells the outcome."
TRYING = "We go on trying by ourselves until the message expires."
# Their sentences say that we go on trying.
_OF_WAITING = frozenset({reason.THROTTLED, reason.GREYLISTED, reason.UNREACHABLE, reason.EXPIRED})
_NOTHING_TO_DO = _OF_WAITING | {reason.REMOTE_ERROR, reason.UNKNOWN}  # while we go on trying

OPERATOR = "We do: an operator has to look into the log of the next system."
WHO_ACTS_ON_STALE = "We do: an operator has to look why our mail server has gone quiet about it."
WHO_ACTS_ON: dict[Fault, str] = {
    Fault.ADDRESS: "The customer: another address is needed.",
    Fault.MAILBOX: "The recipient: the mailbox has to be put in order.",
    Fault.THEIR_SYSTEM: "The recipient's IT department or mail provider.",
    Fault.THEIR_POLICY: "The recipient's IT department: it has to let us through.",
    Fault.US: "We do: it has to be put right on our side.",
    Fault.PROVIDER_SILENT: "The team lead: our provider has to be asked.",
    Fault.UNKNOWN: "We do: somebody has to judge by the server's own words.",
}


def verdict(
    trail: Sequence[Event],
    assessment: Assessment,
    facts: Facts,
    now: float,
    zone: tzinfo,
    network: Network | None = None,
    context: Context = NOTHING_KNOWN,
) -> Verdict:
    """The answer for one recipient; `trail` is as `trail.trails_of` gives it, `now` is seconds since 1970 UTC.

    An answer that may still change says, as far as `context` knows, what is to come and whether our records are whole.
    """
    heard = [event for event in trail if is_heard(event, assessment.heard)]
    telling = Telling(heard, assessment, facts, network or Network(), now, zone, context)
    asked, ahead = _last_asked(telling), outlook(telling)
    return Verdict(
        answer=_answer(assessment),
        proof=assessment.proof,
        proven=assessment.status.proven_words(assessment.proof),
        clauses=(*tell(telling), *clauses(telling, ahead)),
        meaning=_meaning_with_doubts(OVERDUE if ahead.stale else _meaning(telling), assessment),
        who_acts=WHO_ACTS_ON_STALE if ahead.stale else _who_acts(telling),
        status=assessment.status,
        reason=assessment.reason,
        decided_by=assessment.decided_by,
        arrival=telling.arrival,
        last_asked=asked,
        asked_role=asked and telling.network.role(with_host(asked)),
        returned=assessment.final and asked is not None and telling.taken_before() is not None,
        outlook=ahead,
        returned_as_a_mail_says=_doubt(assessment),
    )


def _doubt(assessment: Assessment) -> Event | None:
    """The bounce that says otherwise, and that nobody can verify."""
    is_no = ANSWERS[assessment.status] is Answer.NO and not assessment.retrying
    return None if is_no else latest(assessment.beside, FAILURES)


def _last_asked(telling: Telling) -> Event | None:
    if telling.assessment.decided_by is None:
        return None
    asked = [event for kind in ATTEMPTS for event in telling.of(kind)]
    return max(asked, key=order_key, default=None)


def _answer(assessment: Assessment) -> Answer:
    """Most bounces that come late are genuine, though anybody could have written them: "yes" would say too much.

    Not so where we can see into the mailbox.
    """
    if assessment.status is status.DELIVERED and assessment.proof == status.DELIVERED.proof and _doubt(assessment):
        return Answer.CANNOT_KNOW
    return Answer.NOT_YET if assessment.retrying else ANSWERS[assessment.status]


def _meaning_with_doubts(meaning: str, assessment: Assessment) -> str:
    if assessment.rank is Rank.STRANGER:
        return f"{meaning} {UNVERIFIED}"
    return f"{CONTRADICTED} {meaning}" if _doubt(assessment) else meaning


def _meaning(telling: Telling) -> str:
    assessment, event = telling.assessment, telling.assessment.decided_by
    special = _special_meaning(telling, event) if event else ""
    if special or assessment.status in MEANINGS:
        return special or MEANINGS[assessment.status]
    why = assessment.reason
    if not assessment.final:
        return why.for_agent if why in _OF_WAITING else f"{TRYING} {why.for_agent}"
    if why in _OF_WAITING or assessment.status is status.EXPIRED:
        return f"{GIVEN_UP} {_cause(why)}"
    return why.for_agent


def _special_meaning(telling: Telling, event: Event) -> str:
    """What only the deciding event shows; "" where the status or the reason says it all."""
    assessment = telling.assessment
    if event.kind is Kind.PROBED:
        return ONLY_TESTED
    if event.kind is Kind.DELIVERED:
        return {Role.MAILBOX: IN_OUR_MAILBOX, Role.OWN_HOP: IN_OUR_NETWORK}.get(telling.network.role(event), "")
    why = "" if assessment.reason is reason.OUR_SUBMISSION_REFUSED else f" The reason: {_label(assessment.reason)}."
    if event.kind is Kind.REJECTED:
        return f"{PUT_BACK_BY_US if is_for_now(event) else REFUSED_BY_US}{why}"
    if event.kind is Kind.FAILED and assessment.proof == 1 and why:
        return f"{STOPPED_BY_US}{why}"
    if assessment.retrying and assessment.reason is reason.OUR_SUBMISSION_REFUSED:
        return f"{TRYING} {PUT_OFF_BY_US}"
    return ""


def _cause(why: Reason) -> str:
    if why is reason.EXPIRED:
        return "Our records do not say why the attempts failed."
    return f"The cause was: {_label(why)}." if why in _OF_WAITING else why.for_agent


def _label(why: Reason) -> str:
    return why.label[:1].lower() + why.label[1:]


def _who_acts(telling: Telling) -> str:
    assessment, event = telling.assessment, telling.assessment.decided_by
    if event and assessment.status is status.SENT and telling.network.role(event) is Role.OWN_HOP:
        return OPERATOR
    by_reason = assessment.status in (status.HARD_BOUNCED, status.SOFT_BOUNCED)
    if by_reason or (assessment.retrying and assessment.reason not in _NOTHING_TO_DO):
        return WHO_ACTS_ON[assessment.reason.fault]
    return assessment.status.who_acts
