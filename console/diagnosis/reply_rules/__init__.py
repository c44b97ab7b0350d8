"""What a server's reply means: the one reader of replies for logs, bounces and webhooks.

The tables are tried in the order of `TABLES`, and the first rule that fits decides: what our own MTA says happened, then
the ways of single receivers (their codes mean what they say they mean), then server software, then plain words from the
clearest to the vaguest, then the codes alone. A new table is a module and a line here.
"""

from functools import lru_cache
from typing import NamedTuple

from console.diagnosis.reason import NO_REASON, UNKNOWN, Reason
from console.diagnosis.reply_rules.apple import APPLE
from console.diagnosis.reply_rules.asia import CHINA, JAPAN
from console.diagnosis.reply_rules.block_lists import block_list_in
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
from console.diagnosis.reply_rules.reading import masked, reading
from console.diagnosis.reply_rules.retry_after import retry_after_in
from console.diagnosis.reply_rules.rule import Rule, Table
from console.diagnosis.reply_rules.rulebook import Rulebook
from console.diagnosis.reply_rules.senders import SENDERS, ZOHO
from console.diagnosis.reply_rules.servers import SERVERS
from console.diagnosis.reply_rules.vague_words import VAGUE
from console.diagnosis.reply_rules.words_on_content import ON_CONTENT
from console.diagnosis.reply_rules.words_on_recipients import GREYLISTING, ON_RECIPIENTS
from console.diagnosis.reply_rules.words_on_senders import ON_SENDERS
from console.diagnosis.reply_rules.words_on_traffic import ON_TRAFFIC
from console.diagnosis.reply_rules.yahoo import YAHOO

RULES_VERSION = 5  # goes up with every change that gives a reply another reason: `flask reparse` then reads again

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

_RULEBOOK = Rulebook(TABLES)
_SUCCESS = Rule("success", NO_REASON)
_NOTHING_SAID = Rule("nothing-said", NO_REASON)
_UNMATCHED = Rule("unmatched", UNKNOWN)


class Ruling(NamedTuple):
    """What the rules make of a reply, and which of them decided."""

    reason: Reason
    rule: str
    block_list: str = ""  # the list named in the text
    retry_after: int | None = None  # seconds, where the text says


def classify(words: str, enhanced_status: str = "", remote_mta: str = "") -> Ruling:
    """The reason for a refusal or a delay; never raises.

    `words` as the evidence has them, `enhanced_status` as stated beside them (a log's dsn=, a DSN's Status field),
    `remote_mta` the name of the server that replied, where the words do not hold it.
    """
    return _ruling(masked(words), enhanced_status, _RULEBOOK.receiver(_host(remote_mta)))


@lru_cache(maxsize=8192)
def _ruling(words: str, enhanced_status: str, receiver: str) -> Ruling:
    reply = reading(words, enhanced_status)
    if "2xx" in reply.codes:
        return Ruling(NO_REASON, _SUCCESS.id)
    if not reply.statuses and not words.strip():
        return Ruling(NO_REASON, _NOTHING_SAID.id)
    rule = _RULEBOOK.first(reply, receiver) or _UNMATCHED
    return Ruling(rule.reason, rule.id, block_list_in(reply.text), retry_after_in(reply.text))


def _host(remote_mta: str) -> str:
    """The name alone, out of "dns; mx.example.com (192.0.2.1)" as Remote-MTA fields have it (RFC 3464, 2.3.5)."""
    name = remote_mta.rpartition(";")[2].split()
    return name[0].partition("[")[0].rstrip(".").lower() if name else ""
