"""What is left when the words say nothing: the enhanced status code (RFC 3463 and the IANA registry), then the reply code
(RFC 5321, 4.2.3), with the command it answered.
"""

from console.diagnosis.reason import (
    ACCEPTS_NO_MAIL,
    AUTHENTICATION,
    EXPIRED,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    MALFORMED_MESSAGE,
    MESSAGE_TOO_LARGE,
    MOVED,
    NO_REVERSE_DNS,
    NO_SUCH_DOMAIN,
    NO_SUCH_USER,
    OUR_SUBMISSION_REFUSED,
    RECIPIENT_POLICY,
    REMOTE_ERROR,
    SENDER_REFUSED,
    THROTTLED,
    TLS_REQUIRED,
    UNREACHABLE,
)
from console.diagnosis.reply_rules.rule import Rule, Table

# Codes that mean one thing wherever they are used: they count before the words.
CERTAIN_STATUS = Table(
    "status",
    (
        Rule("status.sender", SENDER_REFUSED, status="x.1.7 x.1.8", unless="outbound"),
        Rule("status.authentication", AUTHENTICATION, status="x.7.20-24 x.7.26 x.7.29"),
        Rule("status.reverse-dns", NO_REVERSE_DNS, status="x.7.25"),
        Rule("status.null-mx", ACCEPTS_NO_MAIL, status="x.1.10", unless="recip | user"),
    ),
)

# Codes that are clearer than vague words, and yet often wrong.
CLEAR_STATUS = Table(
    "status",
    (
        Rule("status.no-such-user", NO_SUCH_USER, status="x.1.1 x.1.3 x.1.4 x.1.10"),
        Rule("status.no-such-domain", NO_SUCH_DOMAIN, status="x.1.2 5.4.4"),
        Rule("status.sender-null-mx", SENDER_REFUSED, status="x.7.27"),
        Rule("status.moved", MOVED, status="x.1.6 x.7.17 x.7.18"),
        Rule("status.disabled", MAILBOX_DISABLED, status="5.2.1 x.7.13"),
        Rule("status.full", MAILBOX_FULL, status="x.2.2"),
        Rule("status.too-large", MESSAGE_TOO_LARGE, status="x.2.3 x.3.4 x.7.16"),
        Rule("status.expired", EXPIRED, status="x.4.7"),
        Rule("status.congested", THROTTLED, status="x.4.5 x.5.3 x.7.28 4.3.2"),
        Rule("status.sign-in", OUR_SUBMISSION_REFUSED, status="x.7.8 x.7.9 x.5.6"),
        Rule("status.tls", TLS_REQUIRED, status="x.7.10 x.7.11 x.7.30 x.7.4 x.7.5 x.7.6"),
        Rule("status.malformed", MALFORMED_MESSAGE, status="x.6.1-6 5.6.0"),
        Rule("status.changed-on-the-way", AUTHENTICATION, status="x.7.7"),
    ),
)

VAGUE_STATUS = Table(
    "status",
    (
        Rule("status.unreachable", UNREACHABLE, status="x.4.x"),
        Rule("status.their-system", REMOTE_ERROR, status="x.3.x x.5.x x.6.x x.2.4"),
        Rule("status.connect", IP_BLOCKED, status="5.7.x", commands="CONNECT EHLO"),
        Rule("status.sender-policy", SENDER_REFUSED, status="5.7.1 5.1.0", commands="MAIL"),
        Rule("status.policy", RECIPIENT_POLICY, status="5.7.x"),
        Rule("status.later", THROTTLED, status="4.7.x"),
        Rule("status.address", NO_SUCH_USER, status="5.1.0"),
        Rule("status.mailbox", REMOTE_ERROR, status="4.2.x 4.1.x"),
        Rule("status.mailbox-for-good", RECIPIENT_POLICY, status="5.2.x"),
    ),
)

REPLY_CODES = Table(
    "code",
    (
        # The text of RFC 5321 for 554, said alone: something failed, and it is not told what.
        Rule("code.transaction-failed", REMOTE_ERROR, words="transaction failed", codes="554"),
        Rule("code.connect", IP_BLOCKED, codes="550 553 554 571", commands="CONNECT EHLO"),
        Rule("code.sender", SENDER_REFUSED, codes="550 553 554 501", commands="MAIL"),
        Rule("code.data", RECIPIENT_POLICY, codes="550 554 571", commands="DATA"),
        Rule("code.no-mail", ACCEPTS_NO_MAIL, codes="521 556"),
        Rule("code.full", MAILBOX_FULL, codes="552"),
        Rule("code.moved", MOVED, codes="551"),
        Rule("code.no-such-user", NO_SUCH_USER, codes="550 553", commands="RCPT"),
        Rule("code.storage", REMOTE_ERROR, codes="452 431"),
        Rule("code.their-system", REMOTE_ERROR, codes="500 501 502 503 504 421 451"),
        Rule("code.encryption", TLS_REQUIRED, codes="523 454"),
        Rule("code.refused", RECIPIENT_POLICY, codes="541 550 553 554 571"),
        Rule("code.later", THROTTLED, codes="450"),
        Rule("code.temporary", REMOTE_ERROR, codes="4xx"),
    ),
)
