"""Texts that no rule matched, those that mean the same together; and a rule tried on all that is held, before it is used."""

import re
from collections import Counter, defaultdict
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.diagnosis.reason import UNKNOWN, Reason, reason_of
from console.diagnosis.reply_rules.reading import masked, reading
from console.diagnosis.reply_rules.site_rule import SiteRule, can_be_looked_for
from console.diagnosis.reply_rules.trial import Told, would_change
from console.models.bounce import BouncedRecipient

MOST_TEXTS = 20_000  # different ones that are looked at
EXAMPLES = 20
_MASKED = re.compile("[#@]")
_EDGES = " .,:;-_()[]<>\"'/="
_DIGITS = re.compile(r"\d+")
TEXT = (BouncedRecipient.diagnostic, BouncedRecipient.enhanced_status, BouncedRecipient.remote_mta)
AS_READ = (*TEXT, BouncedRecipient.command)
MAILS = func.count(BouncedRecipient.bounce_id.distinct())


class SameText(NamedTuple):
    """Texts that differ in their numbers and addresses only."""

    gist: str  # what they share
    mails: int
    example: str  # one of them, word for word
    enhanced_status: str  # of that one
    remote_mta: str
    bounce: int  # the newest mail with such a text

    @property
    def words(self) -> str:
        """The stretch of most words that all of them have: what a rule may look for."""
        return max((piece.strip(_EDGES) for piece in _MASKED.split(self.gist)), key=lambda piece: len(piece.split()))

    @property
    def no_rule_because(self) -> str:
        """Why no rule can be made of it; "" where one can."""
        return "" if can_be_looked_for(self.words) else "Too few words"


class UnknownTexts(NamedTuple):
    """What no rule matched, the most frequent first."""

    groups: tuple[SameText, ...]
    all: bool  # whether all texts were looked at

    @property
    def mails(self) -> int:
        """In how many mails; one with two such texts counts twice."""
        return sum(group.mails for group in self.groups)


class Changed(NamedTuple):
    """Texts that a rule would give another reason, by the reason that they have."""

    before: Reason
    mails: int
    texts: int
    examples: tuple[str, ...]


class Trial(NamedTuple):
    """What a rule would change."""

    changed: tuple[Changed, ...]
    mails: int
    of: int  # texts that were tried


def unknown_texts(session: Session) -> UnknownTexts:
    """All of them, by their gist."""
    query = select(*TEXT, MAILS, func.max(BouncedRecipient.bounce_id)).where(
        BouncedRecipient.reason == UNKNOWN.code, BouncedRecipient.diagnostic != ""
    )
    rows = session.execute(query.group_by(*TEXT).order_by(MAILS.desc()).limit(MOST_TEXTS)).all()
    groups: dict[str, SameText] = {}
    for words, status, server, mails, newest in rows:
        gist = gist_of(words)
        known = groups.get(gist)
        if known is None:
            groups[gist] = SameText(gist, mails, words, status, server, newest)
        else:
            groups[gist] = known._replace(mails=known.mails + mails, bounce=max(known.bounce, newest))
    ordered = sorted(groups.values(), key=lambda group: (-group.mails, group.gist))
    return UnknownTexts(tuple(ordered), len(rows) < MOST_TEXTS)


def gist_of(words: str) -> str:
    """The text of a reply without its codes, in lower case; numbers and addresses are one like the other."""
    return " ".join(_DIGITS.sub("#", reading(masked(words), "").text).split())


def trial(session: Session, rule: SiteRule) -> Trial:
    """What the rule would change of the texts that are held."""
    row = BouncedRecipient
    query = select(*AS_READ, row.reason, MAILS).where(row.diagnostic != "").group_by(*AS_READ, row.reason)
    rows = session.execute(query.order_by(func.max(row.bounce_id).desc()).limit(MOST_TEXTS)).all()
    told = [Told(words, status, server, step, reason_of(reason)) for words, status, server, step, reason, _ in rows]
    mails: Counter[Reason] = Counter()
    texts: dict[Reason, list[str]] = defaultdict(list)
    for change in would_change(told, rule):
        mails[change.told.reason] += rows[change.at][5]
        texts[change.told.reason].append(change.told.words)
    changed = [
        Changed(reason, count, len(texts[reason]), tuple(texts[reason][:EXAMPLES]))
        for reason, count in mails.most_common()
    ]
    return Trial(tuple(changed), mails.total(), len(rows))
