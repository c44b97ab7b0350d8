"""Yahoo, AOL and the mail of other houses that they run. Most replies carry a code in brackets: [TSS04], [BL21], [PH01]."""

from console.diagnosis.reason import (
    AUTHENTICATION,
    GREYLISTED,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    MALFORMED_MESSAGE,
    NO_REVERSE_DNS,
    NO_SUCH_USER,
    REMOTE_ERROR,
    SENDER_REFUSED,
    SPAM_CONTENT,
    THROTTLED,
)
from console.diagnosis.reply_rules.rule import Rule, Table

YAHOO = Table(
    "yahoo",
    hosts=(
        "yahoodns.net",
        "yahoo.com",
        "yahoo.co.jp",
        "aol.com",
        "aim.com",
        "ymail.com",
        "yahooinc.com",
        "verizon.net",
    ),
    marks=(
        "delivery error: dd ",
        "[tss",
        "[ts0",
        "[ipts0",
        "[gl01]",
        "yahoo.com/",
        "yahooinc.com/",
        "postmaster.aol.com",
        "postmaster.info.aol.com",
        "yahoo-help.jp",
        "(rtr:",
        "(rly:",
        "(con:",
        "(hvu:",
        "(dns:",
        "(dyn:",
    ),
    rules=(
        Rule(
            "yahoo.no-such-user",
            NO_SUCH_USER,
            words="""
                this user doesn't have a | mailbox not found | not a valid recipient | requested mail action aborted, mailbox not found
            """,
        ),
        Rule(
            "yahoo.disabled",
            MAILBOX_DISABLED,
            words="""
                disabled or discontinued | mailbox is disabled | account is*inactive | temporarily disabled
                is no longer valid
            """,
        ),
        Rule("yahoo.full", MAILBOX_FULL, words="over quota | exceeded storage | mailbox*full"),
        Rule("yahoo.greylisted", GREYLISTED, words="[gl01]"),
        Rule("yahoo.block-list", IP_BLOCKED, words="[bl2 | [bl0 | [bl1 | connections will not be accepted | (con:b"),
        # [TSS09] and [TSS11] are the end of the deferrals: "retrying will NOT succeed".
        Rule("yahoo.deferred-for-good", IP_BLOCKED, words="permanently deferred | retrying will not succeed"),
        Rule("yahoo.sender-domain", SENDER_REFUSED, words="unresolvable rfc.5321 | unresolvable-from-domain"),
        Rule("yahoo.malformed", MALFORMED_MESSAGE, words="not rfc compliant | headers are not"),
        Rule("yahoo.url", SPAM_CONTENT, words="(hvu: | [hvu | url listed in"),
        Rule("yahoo.sender-not-allowed", SENDER_REFUSED, words="(rly:sn"),
        Rule("yahoo.content", SPAM_CONTENT, words="(rly:bd | (rly:ch | (rtr:ch"),
        Rule("yahoo.ip-blocked", IP_BLOCKED, words="(rtr: | (rly: | (dyn:", codes="5xx"),
        Rule("yahoo.reverse-dns", NO_REVERSE_DNS, words="(dns:nr) | (dns: | reverse dns"),
        Rule("yahoo.authentication", AUTHENTICATION, words="dmarc | [aun | not authenticated | unauthenticated"),
        # Yahoo says 5.7.9 where SPF, DKIM or DMARC did not pass, even where its words speak of policy.
        Rule("yahoo.authentication-code", AUTHENTICATION, status="5.7.9"),
        Rule("yahoo.policy", SPAM_CONTENT, words="for policy reasons"),
        Rule(
            "yahoo.spam",
            SPAM_CONTENT,
            words="""
                [ph0 | message not allowed - ph | message not allowed - up | [spam
            """,
        ),
        Rule(
            "yahoo.rate",
            THROTTLED,
            words="""
                [tss | [ts0 | [ipts | temporarily deferred | unexpected volume | user complaints | excessive
                all messages from*deferred | (dyn:t | (rtr: | too many | too quickly | per connection reached
            """,
        ),
        Rule(
            "yahoo.busy",
            REMOTE_ERROR,
            words="resources temporarily | resources unavailable | try again later",
            codes="4xx",
        ),
    ),
)
