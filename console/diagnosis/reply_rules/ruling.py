"""Rules put to use: what they make of one reply."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from console.diagnosis.reason import NO_REASON, UNKNOWN, Reason
from console.diagnosis.reply_rules.block_lists import block_list_in
from console.diagnosis.reply_rules.reading import Reading, masked, reading
from console.diagnosis.reply_rules.retry_after import retry_after_in
from console.diagnosis.reply_rules.rule import Rule
from console.diagnosis.reply_rules.rulebook import Rulebook
from console.diagnosis.reply_rules.site_rule import SiteRule

_SUCCESS = Rule("success", NO_REASON)
_NOTHING_SAID = Rule("nothing-said", NO_REASON)
_UNMATCHED = Rule("unmatched", UNKNOWN)
WITHOUT_A_RULE = frozenset({_SUCCESS.id, _NOTHING_SAID.id, _UNMATCHED.id})  # what stands in the place of an id


class Ruling(NamedTuple):
    """What the rules make of a reply, and which of them decided."""

    reason: Reason
    rule: str
    block_list: str = ""  # the list named in the text
    retry_after: int | None = None  # seconds, where the text says


class Rules:
    """The site's rules, then ours. What was read once is remembered: replies repeat."""

    def __init__(self, ours: Rulebook, site: Sequence[SiteRule] = ()) -> None:
        self.site = tuple(site)
        self._ours = ours
        self._looks_at_hosts = any(rule.receiver for rule in site)
        self._ruling = lru_cache(maxsize=8192)(self._read)

    def classify(self, words: str, enhanced_status: str, remote_mta: str, command: str) -> Ruling:
        """See `reply_rules.classify`."""
        host = _host(remote_mta)
        receiver, seen_host = self._ours.receiver(host), host if self._looks_at_hosts else ""
        return self._ruling(masked(words), enhanced_status, command, receiver, seen_host)

    def _read(self, words: str, enhanced_status: str, command: str, receiver: str, host: str) -> Ruling:
        reply = reading(words, enhanced_status, command)
        if "2xx" in reply.codes:
            return Ruling(NO_REASON, _SUCCESS.id)
        if not reply.statuses and not words.strip():
            return Ruling(NO_REASON, _NOTHING_SAID.id)
        rule = self._of_site(reply, host) or self._ours.first(reply, receiver) or _UNMATCHED
        return Ruling(rule.reason, rule.id, block_list_in(reply.text), retry_after_in(reply.text))

    def _of_site(self, reply: Reading, host: str) -> SiteRule | None:
        return next((rule for rule in self.site if rule.fits(reply, host)), None)


def _host(remote_mta: str) -> str:
    """The name alone, out of "dns; mx.example.com (192.0.2.1)" as Remote-MTA fields have it (RFC 3464, 2.3.5)."""
    name = remote_mta.rpartition(";")[2].split()
    return name[0].partition("[")[0].rstrip(".").lower() if name else ""
