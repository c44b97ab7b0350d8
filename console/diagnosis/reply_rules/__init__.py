"""What a server's reply means: the one reader of replies for logs, bounces and webhooks.

The rules that the site wrote are tried first. Then come the tables in the order of `TABLES`, and the first rule that fits
decides: what our own MTA says happened, then the ways of single receivers (their codes mean what they say they mean),
then server software, then plain words from the clearest to the vaguest, then the codes alone. A new table is a module
and a line here.
"""

from collections.abc import Iterable

from console.diagnosis.reply_rules.apple import APPLE
from console.diagnosis.reply_rules.asia import CHINA, JAPAN
from console.diagnosis.reply_rules.codes import CERTAIN_STATUS, CLEAR_STATUS, REPLY_CODES, VAGUE_STATUS
from console.diagnosis.reply_rules.europe import FRANCE, RUSSIA, T_ONLINE, UNITED_INTERNET
from console.diagnosis.reply_rules.facebook import FACEBOOK
from console.diagnosis.reply_rules.gateways import (
    BARRACUDA,
    CISCO,
    CLOUD_FILTERS,
    MIMECAST,
    PROOFPOINT,
    SYMANTEC,
    TREND_MICRO,
)
from console.diagnosis.reply_rules.google import GOOGLE
from console.diagnosis.reply_rules.local import LOCAL
from console.diagnosis.reply_rules.microsoft import MICROSOFT, MICROSOFT_CODES
from console.diagnosis.reply_rules.north_america import NORTH_AMERICA
from console.diagnosis.reply_rules.rule import Table
from console.diagnosis.reply_rules.rulebook import Rulebook
from console.diagnosis.reply_rules.ruling import WITHOUT_A_RULE, Rules, Ruling
from console.diagnosis.reply_rules.senders import SENDERS, ZOHO
from console.diagnosis.reply_rules.servers import SERVERS
from console.diagnosis.reply_rules.site_rule import BadRule, SiteRule, digest
from console.diagnosis.reply_rules.vague_words import VAGUE
from console.diagnosis.reply_rules.words_on_content import ON_CONTENT
from console.diagnosis.reply_rules.words_on_recipients import GREYLISTING, ON_RECIPIENTS
from console.diagnosis.reply_rules.words_on_senders import ON_SENDERS
from console.diagnosis.reply_rules.words_on_traffic import ON_TRAFFIC
from console.diagnosis.reply_rules.yahoo import YAHOO
from console.mail.event import Event

RULES_VERSION = 6  # goes up with every change that gives a reply another reason: `flask reparse` then reads again

TABLES: tuple[Table, ...] = (
    LOCAL,
    GREYLISTING,
    MICROSOFT_CODES,
    MICROSOFT,
    GOOGLE,
    YAHOO,
    APPLE,
    PROOFPOINT,
    MIMECAST,
    CISCO,
    SYMANTEC,
    BARRACUDA,
    TREND_MICRO,
    CLOUD_FILTERS,
    UNITED_INTERNET,
    T_ONLINE,
    FRANCE,
    RUSSIA,
    CHINA,
    JAPAN,
    NORTH_AMERICA,
    FACEBOOK,
    ZOHO,
    SENDERS,
    *SERVERS,
    CERTAIN_STATUS,
    ON_RECIPIENTS,
    ON_SENDERS,
    ON_CONTENT,
    ON_TRAFFIC,
    CLEAR_STATUS,
    VAGUE,
    VAGUE_STATUS,
    REPLY_CODES,
)

_OURS = Rulebook(TABLES)
_IDS = frozenset(rule.id for table in TABLES for rule in table.rules) | WITHOUT_A_RULE


class _InForce:
    """The rules of this process, replaced as a whole."""

    rules = Rules(_OURS)


def adopt(site_rules: Iterable[SiteRule]) -> None:
    """Try these before ours, in this process, from now on. Once at its start; a process that it starts is told by it.

    Raises BadRule for an id that another of them, or a rule of ours, has.
    """
    site_rules = tuple(site_rules)
    if site_rules == adopted():
        return
    if faults := clashes(site_rules):
        raise BadRule(faults)
    _InForce.rules = rules_with(site_rules)


def adopted() -> tuple[SiteRule, ...]:
    """The site's rules in force."""
    return _InForce.rules.site


def clashes(site_rules: Iterable[SiteRule]) -> list[str]:
    """A sentence for each rule whose id is taken."""
    seen: set[str] = set()
    faults = []
    for rule in site_rules:
        if rule.id in _IDS:
            faults.append(f"The id {rule.id!r} is that of a rule of ours; give the rule another.")
        elif rule.id in seen:
            faults.append(f"The id {rule.id!r} is used twice; give one of the rules another.")
        seen.add(rule.id)
    return faults


def rules_with(site_rules: Iterable[SiteRule]) -> Rules:
    """Ours with these before them, beside those in force."""
    return Rules(_OURS, tuple(site_rules))


def edition() -> str:
    """Which rules are in force, kept beside what they read: "5", or "5+1a2b3c4d" where the site has some of its own."""
    return "+".join(filter(None, (str(RULES_VERSION), digest(adopted()))))


def ruling_of(event: Event) -> Ruling:
    """The reason that an event gives; never raises."""
    return classify(event.reply, event.enhanced_status, event.remote_mta, event.command)


def classify(words: str, enhanced_status: str = "", remote_mta: str = "", command: str = "") -> Ruling:
    """The reason for a refusal or a delay; never raises.

    `words` as the evidence has them, `enhanced_status` as stated beside them (a log's dsn=, a DSN's Status field),
    `remote_mta` the name of the server that replied and `command` what it replied to, where the words do not hold them.
    """
    return _InForce.rules.classify(words, enhanced_status, remote_mta, command)
