"""`flask lookup`: the verdict in a terminal, and as JSON for programs."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.console import Console

from console.audit import COMMAND_LINE
from console.casework.absent import Absent
from console.casework.bounces import Listed
from console.casework.lookup import Answered, Asked, Other, look_up
from console.casework.our_network import our_network
from console.commands.printed_verdict import print_absence, print_answer
from console.database import db
from console.diagnosis.reason import NO_REASON, Reason
from console.diagnosis.stale import Staleness
from console.diagnosis.unread import Unread
from console.search import BadSearch
from console.settings import Settings


@click.command("lookup")
@click.argument("question", metavar="ADDRESS|ID")
@click.option("--json", "as_json", is_flag=True, help="An object for programs; its keys are listed above.")
@with_appcontext
def command(question: str, as_json: bool) -> None:
    """Was it sent? The newest message to an address, or the one with a Message-ID, queue ID or number.

    Where there is none, whether that proves anything.

    \b
    Keys of --json, always all of them; times are ISO 8601 in UTC, null is what we do not know:
      query      what was asked
      found      whether there is any such message
      answer     "yes", "no", "not yet" or "we cannot know"
      sentence   the answer in full
      proof      how far delivery is proven, 0 to 5; proven: the same in words
      status, reason, fault            by name; reason and fault may be null
      stale      where there was no news for longer than is usual: since, decided_by; else null
      next_attempt, gives_up           about when, where it is tried again and again; else null
      meaning, who_acts, reply         what it means, whose turn it is, a text for the customer
      recipient, original_recipient    where it went, and what it was addressed to if that differs
      message    id, message_id, envelope_sender, subject, size, queue_ids, first_at, last_at; null if not found
      evidence   a list of clause and lines, each line with evidence, source, at and line
      others     the next messages: message, recipient, status, stale, reason, first_at, about
      unread     what our records lack, where that matters: source, first_at, last_at, cause, remedy
      look_alikes  addresses or domains that may have been meant: text, difference, status
      bounces    where there is no message, mails that speak of the address: bounce, at, kind, reason
    """
    settings: Settings = current_app.extensions["postdesk_settings"]
    asked = Asked(COMMAND_LINE, our_network(db.session, settings), time.time(), settings.zone)
    try:
        answer = look_up(db.session, asked, question)
    except BadSearch as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        click.echo(json.dumps(as_object(question, answer), indent=2))
    elif isinstance(answer, Answered):
        print_answer(terminal(), answer, asked.zone)
    else:
        print_absence(terminal(), answer, asked.zone)


def terminal() -> Console:
    """Standard output; colours only where it is a terminal, and no word of a stranger is markup."""
    return Console(soft_wrap=True, markup=False, highlight=False, emoji=False)


def as_object(question: str, answer: Answered | Absent) -> dict[str, Any]:
    """The answer under the keys that the help of the command lists."""
    given = _found(answer) if isinstance(answer, Answered) else _not_found(answer)
    return {"query": question, "found": isinstance(answer, Answered), **_NOTHING, **given}


_NOTHING: dict[str, Any] = {
    "answer": "we cannot know",
    "sentence": "Nothing is on record that answers this.",
    "proof": 0,
    "proven": "no trace of it",
    "status": None,
    "reason": None,
    "fault": None,
    "stale": None,
    "next_attempt": None,
    "gives_up": None,
    "meaning": None,
    "who_acts": None,
    "reply": None,
    "recipient": None,
    "original_recipient": None,
    "message": None,
    "evidence": [],
    "others": [],
    "unread": [],
    "look_alikes": [],
    "bounces": [],
}


def _found(answer: Answered) -> dict[str, Any]:
    finding, verdict = answer.finding, answer.finding.verdict
    ahead = verdict.outlook
    return {
        "answer": verdict.answer.value,
        "sentence": verdict.sentence,
        "proof": verdict.proof,
        "proven": verdict.proven,
        "status": verdict.status.name,
        "reason": _reason(verdict.reason),
        "fault": verdict.reason.fault.value if _reason(verdict.reason) else None,
        "stale": _stale(ahead.stale),
        "next_attempt": _iso_or_none(ahead.prospects.next_attempt),
        "gives_up": _iso_or_none(ahead.prospects.gives_up),
        "meaning": verdict.meaning,
        "who_acts": verdict.who_acts,
        "reply": finding.reply,
        "recipient": finding.copy.address or None,
        "original_recipient": finding.copy.original_address or None,
        "message": _message(answer),
        "evidence": [_evidence(proof) for proof in finding.proofs],
        "others": [_other(other) for other in answer.others],
        "unread": [_unread(one) for one in ahead.unread],
    }


def _stale(stale: Staleness | None) -> dict[str, str] | None:
    return {"since": _iso(stale.since), "decided_by": _iso(stale.decided_by)} if stale else None


def _message(answer: Answered) -> dict[str, Any]:
    message = answer.investigation
    return {
        "id": message.id,
        "message_id": message.message_id or None,
        "envelope_sender": message.envelope_sender,
        "subject": message.subject or None,
        "size": message.size,
        "queue_ids": [hop.queue_id for hop in message.hops],
        "first_at": _iso(message.at),
        "last_at": _iso(answer.finding.copy.last_at),
    }


def _evidence(proof: Any) -> dict[str, Any]:
    lines = [
        {
            "evidence": f"{told.reference.evidence_id}/{told.reference.line}",
            "source": told.source,
            "at": _iso(told.event.at),
            "line": told.line,
        }
        for told in proof.told
    ]
    return {"clause": proof.clause, "lines": lines}


def _other(other: Other) -> dict[str, Any]:
    return {
        "message": other.message,
        "recipient": other.recipient or None,
        "status": other.status.name,
        "stale": other.stale,
        "reason": _reason(other.reason),
        "first_at": _iso(other.first_at),
        "about": other.about or None,
    }


def _not_found(answer: Absent) -> dict[str, Any]:
    proven, like = answer.absence, answer.look_alikes
    addresses = [*like.addresses, *like.same_name] if like else []
    domains = [*answer.domains, *(like.domains if like else ())]
    given: dict[str, Any] = {
        "look_alikes": [
            {"text": one.address, "difference": one.difference or None, "status": one.status.name} for one in addresses
        ]
        + [{"text": one.domain, "difference": one.difference, "status": None} for one in domains],
        "bounces": [_bounce(mail) for mail in answer.untraced.mails],
    }
    if proven:
        given |= {"answer": proven.answer.value, "sentence": proven.sentence}
        given["unread"] = [_unread(one) for one in proven.unread]
    return given


def _bounce(mail: Listed) -> dict[str, Any]:
    reason = next(iter(mail.reasons), NO_REASON)
    return {"bounce": mail.id, "at": _iso(mail.arrived_at), "kind": mail.kind, "reason": _reason(reason)}


def _reason(reason: Reason) -> str | None:
    return reason.name if reason != NO_REASON else None


def _unread(one: Unread) -> dict[str, str]:
    return {
        "source": one.source,
        "first_at": _iso(one.first_at),
        "last_at": _iso(one.last_at),
        "cause": one.cause.name,
        "remedy": one.cause.remedy,
    }


def _iso_or_none(at: float | None) -> str | None:
    return None if at is None else _iso(at)


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat()
