"""The one reader of what comes back by mail: structure first, then the makers' own ways, then what most have in common.

"Not a bounce" is an answer, and so is a bounce of which the recipient is not known.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache, partial

from console.diagnosis.reason import NO_REASON, UNKNOWN
from console.diagnosis.reply_rules import classify
from console.intake.bounces import ses
from console.intake.bounces.aol import AOL
from console.intake.bounces.bounce import Bounce, BouncedRecipient, BounceKind, Statement
from console.intake.bounces.challenge import is_challenge
from console.intake.bounces.characters import in_characters
from console.intake.bounces.exchange import EXCHANGE
from console.intake.bounces.exim import EXIM
from console.intake.bounces.generic import command_in, read_generic, reply_in, words_about
from console.intake.bounces.google import GOOGLE
from console.intake.bounces.japan import EZWEB, M_FILTER
from console.intake.bounces.judgement import action_of_class, judged
from console.intake.bounces.letter import Letter
from console.intake.bounces.letterhead import letterhead
from console.intake.bounces.limits import LIMITS
from console.intake.bounces.lotus import DOMINO, NOTES
from console.intake.bounces.message import read_message
from console.intake.bounces.other_makers import OTHER_MAKERS
from console.intake.bounces.postfix import POSTFIX
from console.intake.bounces.qmail import QMAIL, YAHOO
from console.intake.bounces.reports import read_disposition, read_feedback
from console.intake.bounces.sendmail import SENDMAIL, command_before
from console.intake.bounces.shapes import Maker, spoken
from console.intake.bounces.signs import has_subject_of_bounce, tells_of_delay, tells_of_failure, written_by_a_program
from console.intake.bounces.standard import read_standard
from console.intake.bounces.zoho import ZOHO
from console.mail.automatic_response import is_automatic_response
from console.mail.delivery_status import Action, DeliveryStatus
from console.mail.reply import read_reply
from console.mail.unreadable import UnreadableEvidence

# The first whose marks are there and who finds a recipient decides.
MAKERS: tuple[Maker, ...] = (
    ZOHO, YAHOO, QMAIL, EXIM, SENDMAIL, GOOGLE, POSTFIX, EXCHANGE, AOL, NOTES, DOMINO, EZWEB, M_FILTER, *OTHER_MAKERS,
)  # fmt: skip

# Sendmail leaves the reply to an earlier recipient in the fields of one that it could not try.
_SUCCESS = re.compile(r"2\d\d[ -]")
_IN_REPLY = re.compile(r"\(in reply to [^()]{1,40}\)")
_GRAVEST = (Action.FAILED, Action.DELAYED, Action.DELIVERED, Action.RELAYED, Action.EXPANDED)


def read_bounce(raw: bytes) -> Bounce:
    """Raises UnreadableEvidence for a mail over the limits, and for nothing else."""
    letter = Letter(read_message(raw))
    bounce = understood(letter)
    if len(bounce.recipients) > LIMITS.recipients:
        raise UnreadableEvidence(f"The mail speaks of more than {LIMITS.recipients:,} recipients.")
    return in_characters(replace(bounce, head=letterhead(letter)))


def understood(letter: Letter) -> Bounce:
    """What a mail is, by the first reader that makes something of it."""
    return (
        read_feedback(letter)
        or _standard(letter)
        or read_disposition(letter)
        or _ses(letter)
        or _prose(letter)
        or _bare_report(letter)
        or _other(letter)
    )


def _standard(letter: Letter) -> Bounce | None:
    report = read_standard(letter)
    if report is None:
        return None
    otherwise = Action.DELAYED if tells_of_delay(letter) else Action.FAILED
    told = [judged(one, action_of_class(one.enhanced_status) or otherwise) for one in _completed(letter, report)]
    return _bounce(letter, "rfc3464", told, report)


def _completed(letter: Letter, report: DeliveryStatus) -> Iterator[Statement]:
    """The fields of each recipient, and from the notice what they leave out."""
    prose = cache(partial(_by_recipient, letter))
    for one in report.recipients:
        recipient = (
            one.final_recipient if _is_address(one.final_recipient) else one.original_recipient or one.final_recipient
        )
        bad_news = one.action not in (Action.DELIVERED, Action.RELAYED, Action.EXPANDED)
        words = "" if bad_news and _SUCCESS.match(one.diagnostic) else one.diagnostic
        if (bad_news and not _says_something(words)) or not _is_address(recipient):
            beside = _beside(prose(), recipient, alone=len(report.recipients) == 1)
            recipient = recipient if _is_address(recipient) or beside is None else beside.recipient
            if not _says_something(words):
                words = (beside.diagnostic if beside else "") or _other_words(letter, recipient, one.status) or words
        yield Statement(
            recipient,
            words,
            one.action,
            "" if bad_news and one.status.startswith("2") else one.status,
            one.original_recipient,
            one.remote_mta,
            _command(letter.notice, words) or _command_beside(prose, recipient, words),
            one.last_attempt,
            "" if recipient else one.written_as,
        )


def _is_address(text: str) -> bool:
    return text.find("@") > 0


def _other_words(letter: Letter, recipient: str, status: str) -> str:
    """What the notice says of the cause, where the status does not tell it already."""
    vague = not status or status.endswith(".0.0")
    return _telling(words_about(letter, recipient)) if vague else reply_in(letter)


def _command(notice: str, words: str) -> str:
    """The command that was answered: Sendmail shows the session, Postfix adds it to the words in its notice."""
    if ">>> " in notice:
        return command_before(words, notice)
    flat = _flat(notice)
    if "(in reply to" not in flat:
        return ""
    found = _IN_REPLY.search(flat, max(flat.find(" ".join(words.split())[-60:]), 0))
    return read_reply(found[0]).command if found else ""


def _command_beside(prose: Callable[[], dict[str, Statement]], recipient: str, words: str) -> str:
    """Exim and others name the command in their paragraph on the recipient."""
    reply = read_reply(words)
    if reply.code is None or reply.command:
        return ""
    beside = prose().get(recipient.lower())
    told = read_reply(beside.diagnostic) if beside else None
    return told.command if told and told.code == reply.code else ""


def _by_recipient(letter: Letter) -> dict[str, Statement]:
    """What the notice says of each."""
    return {one.recipient.lower(): one for one in _from_makers(letter)[1]}


@lru_cache(maxsize=4)
def _flat(text: str) -> str:
    """White space made single blanks. Asked for each of the recipients of a report."""
    return " ".join(text.split())


def _telling(words: str) -> str:
    """Words of a notice are no diagnostic where they tell no cause."""
    return "" if classify(words).reason in (UNKNOWN, NO_REASON) else words


def _says_something(words: str) -> bool:
    return len(words) > 8


def _beside(prose: dict[str, Statement], recipient: str, *, alone: bool) -> Statement | None:
    only = next(iter(prose.values())) if alone and len(prose) == 1 else None
    return prose.get(recipient.lower(), only)


def _ses(letter: Letter) -> Bounce | None:
    told = ses.notification(letter)
    statements = list(ses.read_ses(told)) if told else []
    if not statements:
        return None
    kept = [judged(one, Action.FAILED) for one in statements]
    return _bounce(letter, "ses", kept, DeliveryStatus(), ses.original_message_id(told))


def _prose(letter: Letter) -> Bounce | None:
    if not written_by_a_program(letter) or is_challenge(letter):
        return None
    maker, told = _from_makers(letter)
    if not told:
        if wrapped := _wrapped(letter):
            return wrapped
        if not maker and not tells_of_failure(letter):
            return None
        if not maker and not has_subject_of_bounce(letter) and is_automatic_response(letter.header, letter.subject):
            return None
        told = list(read_generic(letter))
    if len(told) == 1 and not told[0].diagnostic:
        told = [told[0]._replace(diagnostic=_telling(words_about(letter, told[0].recipient)))]
    if len(told) == 1 and read_reply(told[0].diagnostic).code is None and (words := reply_in(letter)):
        told = [told[0]._replace(diagnostic=words, command=told[0].command or command_in(letter))]
    otherwise = Action.DELAYED if tells_of_delay(letter) else Action.FAILED
    told = told or [Statement("", words_about(letter))]
    return _bounce(letter, maker or "generic", [judged(one, otherwise) for one in told], DeliveryStatus())


def _bare_report(letter: Letter) -> Bounce | None:
    """It calls itself a report of RFC 3464 and has nothing of one: a bounce, and its recipient is not known."""
    if letter.message.parameter("report-type").lower() != "delivery-status":
        return None
    return _bounce(letter, "rfc3464", [judged(Statement(""), Action.FAILED)], DeliveryStatus())


def _wrapped(letter: Letter) -> Bounce | None:
    """A gateway put its own cover around a report: the report is the attached mail."""
    part = letter.returned_part
    if part is None or not part.parts or part.parts[0].parameter("report-type").lower() != "delivery-status":
        return None
    return _standard(Letter(part.parts[0]))


def _from_makers(letter: Letter) -> tuple[str, list[Statement]]:
    """The name of the maker that is recognised, and what it says."""
    first = ""
    for maker in MAKERS:
        if maker.recognises(letter):
            first = first or maker.name
            if told := _distinct(map(spoken, maker.read(letter))):
                return maker.name, told
    return first, []


def _distinct(statements: Iterable[Statement]) -> list[Statement]:
    """One a recipient; the one with a server's words goes before one without."""
    kept: dict[str, Statement] = {}
    for one in statements:
        key = one.recipient.lower()
        if key not in kept or not kept[key].diagnostic:
            kept[key] = one
    return list(kept.values())


def _other(letter: Letter) -> Bounce:
    if is_challenge(letter):
        kind = BounceKind.CHALLENGE
    elif is_automatic_response(letter.header, letter.subject):
        kind = BounceKind.AUTOMATIC_RESPONSE
    else:
        kind = BounceKind.NOT_A_BOUNCE
    return Bounce(kind, own_subject=letter.subject)


def _bounce(
    letter: Letter, maker: str, told: list[BouncedRecipient], report: DeliveryStatus, message_id: str = ""
) -> Bounce:
    actions = {one.action for one in told}
    gravest = next(
        action
        for action in (*_GRAVEST, Action.FAILED)
        if action in actions or (action is Action.FAILED and not actions)
    )
    return Bounce(
        kind=BounceKind(gravest.value),
        maker=maker,
        recipients=tuple(told),
        reporting_mta=report.reporting_mta,
        original_message_id=message_id or letter.original_message_id,
        envelope_id=report.envelope_id,
        queue_id=report.queue_id,
        subject=letter.of_returned("subject"),
        arrival=report.arrival,
        own_subject=letter.subject,
    )
