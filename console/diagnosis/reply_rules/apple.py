"""iCloud Mail: icloud.com, me.com, mac.com. Codes in brackets: [CS01] content, [HM08] its history, [PR…] reputation."""

from console.diagnosis.reason import (
    AUTHENTICATION,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    MESSAGE_TOO_LARGE,
    MOVED,
    NO_SUCH_USER,
    SPAM_CONTENT,
    THROTTLED,
)
from console.diagnosis.reply_rules.rule import Rule, Table

APPLE = Table(
    "apple",
    hosts=("icloud.com", "me.com", "mac.com", "apple.com"),
    marks=("support.apple.com", "icloud.com", "me.com esmtp"),
    rules=(
        Rule("apple.full", MAILBOX_FULL, words="over quota | overquota | mailbox full"),
        Rule("apple.moved", MOVED, words="no longer on server"),
        Rule(
            "apple.no-such-user",
            NO_SUCH_USER,
            words="unknown or illegal alias | user does not exist | unknown user",
        ),
        Rule("apple.disabled", MAILBOX_DISABLED, words="inactive | disabled"),
        Rule("apple.authentication", AUTHENTICATION, words="dmarc | spf␣ | dkim | unauthenticated"),
        Rule(
            "apple.rate",
            THROTTLED,
            words="too many | rate limit | mail sent too frequently | try again | excessive volume",
            codes="4xx",
        ),
        # A domain in the message stands on the Domain Block List, not our address.
        Rule("apple.domain-listed", SPAM_CONTENT, words="domain present in the spamhaus | spamhaus dbl"),
        Rule("apple.size", MESSAGE_TOO_LARGE, words="message size exceeds | message too large"),
        Rule("apple.spam", SPAM_CONTENT, words="[cs0 | [hm0 | [hc0 | due to local policy | local policy | [hme"),
        Rule("apple.reputation", IP_BLOCKED, words="blocked - see | not accepting connections | [pr0 | reputation"),
    ),
)
