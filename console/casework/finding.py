"""What became of one recipient's copy of a message, and everything that this rests on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import NamedTuple

from sqlalchemy.orm import Session

from console.casework.context import context_of
from console.casework.investigation import Copy, Investigation
from console.casework.lately import DomainLately, Sending, address_lately, domain_lately
from console.casework.look_alikes import LookAlikes, look_alikes
from console.casework.notices import messages_by_queue_id
from console.casework.trail_rows import Row, ToldByEvent, first_hand, rows_of
from console.diagnosis.assessment import Assessment, assess
from console.diagnosis.facts import Facts, facts_of
from console.diagnosis.network import Network
from console.diagnosis.reason import NO_SUCH_DOMAIN, NO_SUCH_USER
from console.diagnosis.reply_text import phone_sentence, reply_text
from console.diagnosis.standing import Standing, standing
from console.diagnosis.status import PROOF_WORDS
from console.diagnosis.telling import Clause
from console.diagnosis.verdict import Answer, Verdict, verdict
from console.intake.evidence import Told
from console.mail.unseen import without_unseen

# Where the clauses of `diagnosis.telling` put a server's words: `: "550 …".` or ` (250 …).`
_QUOTATION = re.compile(r"""((?<=: )".+"|(?<= )\(\d{3}[ -].*\))([.,]?)$""")

LEFT_US = 2  # the step of the ladder; what was refused never did
TRIED = "we tried to hand it over"
MISTYPED = frozenset({NO_SUCH_USER, NO_SUCH_DOMAIN})  # reasons to look for the address that was meant


class Proof(NamedTuple):
    """A clause of the verdict with the lines, or else mails, that prove it; none where it says what we cannot know."""

    clause: str
    text: str  # of it, without the words that it quotes
    quoted: str  # a server's own words at its end
    stop: str  # behind them
    told: tuple[Told, ...]


class Rung(NamedTuple):
    """A step of the ladder from "our system has it" to "a person acted on it"."""

    number: int
    words: str
    reached: bool
    here: bool  # as far as it is proven


@dataclass(frozen=True, slots=True)
class Finding:
    """One recipient's copy, gathered for a page."""

    copy: Copy
    facts: Facts
    rows: tuple[Row, ...]
    assessment: Assessment
    verdict: Verdict
    proofs: tuple[Proof, ...]
    notices: Mapping[str, int]  # messages that carry notifications about it, by queue ID
    address_lately: tuple[Sending, ...]  # newest first, this one included
    domain_lately: DomainLately
    standing: Standing  # of the address
    look_alikes: LookAlikes | None  # of an address that does not exist
    reply: str  # for the customer, in writing
    phone: str  # the same, to be said

    @property
    def ladder(self) -> list[Rung]:
        """Five steps in words; the one that is reached says what it is here."""
        proof = self.verdict.proof
        words = list(PROOF_WORDS)
        words[proof] = self.verdict.proven
        if self.verdict.answer is Answer.NO and proof > LEFT_US:
            words[LEFT_US] = TRIED
        return [
            Rung(number, _capital(words[number]), number <= proof, number == proof) for number in range(1, len(words))
        ]


def finding(
    session: Session, investigation: Investigation, copy: Copy, network: Network, now: float, zone: tzinfo
) -> Finding:
    """Gather what is known of one recipient's copy. `now` is seconds since 1970 UTC; sentences have times of `zone`."""
    trail = investigation.trail(copy)
    told = investigation.by_event
    facts = facts_of(copy.address, trail)
    assessment = assess(trail, network)
    context = context_of(session, investigation, copy, assessment, network, now)
    answer = verdict(trail, assessment, facts, now, zone, network, context)
    rows = rows_of(trail, copy.address, told, network)
    queue_ids = {notice.queue_id for row in rows for notice in row.notices}
    lately = tuple(address_lately(session, copy.address_id)) if copy.address else ()
    return Finding(
        copy=copy,
        facts=facts,
        rows=tuple(rows),
        assessment=assessment,
        verdict=answer,
        proofs=tuple(_proof(clause, told) for clause in answer.clauses),
        notices=messages_by_queue_id(session, queue_ids, investigation.source_ids, investigation.at)
        if queue_ids
        else {},
        address_lately=lately,
        domain_lately=domain_lately(session, copy.domain_id, now) if copy.address else DomainLately(()),
        standing=standing([sending.outcome for sending in lately], now, zone),
        look_alikes=look_alikes(session, copy.address) if answer.reason in MISTYPED else None,
        reply=without_unseen(reply_text(answer, facts, zone)),
        phone=without_unseen(phone_sentence(answer, zone)),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _proof(clause: Clause, told: ToldByEvent) -> Proof:
    quotation = _QUOTATION.search(clause.text) if clause.events else None
    if not quotation:
        return Proof(clause.text, clause.text, "", "", first_hand(clause.events, told))
    text = clause.text[: quotation.start()]
    return Proof(clause.text, text, quotation[1], quotation[2], first_hand(clause.events, told))
