"""Trying a rule before it is written into the file: which of the replies that are held would get another reason."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from console.diagnosis.reason import Reason
from console.diagnosis.reply_rules import adopted, rules_with
from console.diagnosis.reply_rules.site_rule import SiteRule


class Told(NamedTuple):
    """A reply as it is held, with the reason that is stored beside it."""

    words: str
    enhanced_status: str
    remote_mta: str
    command: str
    reason: Reason


class Change(NamedTuple):
    """A reply that the rule would give another reason."""

    at: int  # the how manieth of the texts, from 0
    told: Told
    reason: Reason


def would_change(texts: Iterable[Told], candidate: SiteRule) -> Iterator[Change]:
    """Those of the texts, in their order, that `candidate` would change.

    It is tried behind the site's other rules, as it would stand at the end of their file; in the place of the one that
    has its id, if there is one. A text whose stored reason is only out of date is not named: `flask reparse` mends that.
    """
    now, then = rules_with(adopted()), rules_with(_with(adopted(), candidate))
    for at, told in enumerate(texts):
        before, after = (rules.classify(*told[:4]) for rules in (now, then))
        if after.reason != before.reason and after.reason != told.reason:
            yield Change(at, told, after.reason)


def _with(rules: tuple[SiteRule, ...], candidate: SiteRule) -> tuple[SiteRule, ...]:
    if not any(rule.id == candidate.id for rule in rules):
        return (*rules, candidate)
    return tuple(candidate if rule.id == candidate.id else rule for rule in rules)
