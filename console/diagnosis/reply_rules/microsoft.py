"""Microsoft 365, Outlook.com and Hotmail. Their enhanced status codes have meanings of their own: 5.4.1 is a mailbox that
their edge does not know, not a host that does not answer.
"""

from console.diagnosis.reason import (
    AUTHENTICATION,
    EXPIRED,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    MALFORMED_MESSAGE,
    MESSAGE_TOO_LARGE,
    NO_REVERSE_DNS,
    NO_SUCH_DOMAIN,
    NO_SUCH_USER,
    OUR_SUBMISSION_REFUSED,
    RECIPIENT_POLICY,
    RELAY_DENIED,
    REMOTE_ERROR,
    SENDER_REFUSED,
    SPAM_CONTENT,
    THROTTLED,
    TLS_REQUIRED,
    UNREACHABLE,
)
from console.diagnosis.reply_rules.rule import Rule, Table

# Nobody else uses details of three digits, and few others their words: these count whoever passes them on.
MICROSOFT_CODES = Table(
    "microsoft-codes",
    (
        Rule("microsoft.edge", NO_SUCH_USER, status="5.4.1", words="recipient address*rejected*access denied"),
        Rule(
            "microsoft.block-list",
            IP_BLOCKED,
            words="""
                on our block list | (s3140) | (s3150) | (s3114) | (s844) | (s775) | banned sending ip | to request removal*sender.office
                {dy,sc,ou}-00{1,2,3,4} | (fblw
            """,
            codes="5xx",
        ),
        Rule("microsoft.ip-banned", IP_BLOCKED, status="5.7.511 5.7.514 5.7.606-649"),
        # Behind the arrow stands what the other server said; KDDI says this for the subscriber's own filter.
        Rule(
            "microsoft.unknown-at-remote",
            NO_SUCH_USER,
            status="5.1.351 5.7.504 5.7.505",
            unless="-> 550 : user unknown",
        ),
        # Slowed down for who we are, not for how much we send: delisting helps, waiting does not.
        Rule("microsoft.rate-by-reputation", IP_BLOCKED, words="rate limited due to ip reputation"),
        Rule("microsoft.domain-unreachable", NO_SUCH_DOMAIN, words="because the domain is not reachable"),
        Rule("microsoft.rate", THROTTLED, status="4.7.500-699 4.7.850-899 5.7.508 x.2.121 x.2.122 4.3.250"),
        Rule("microsoft.our-tenant", OUR_SUBMISSION_REFUSED, status="5.7.230-239 5.7.501-503 5.7.700-750 5.7.139"),
        Rule(
            "microsoft.our-account",
            OUR_SUBMISSION_REFUSED,
            words="bad outbound sender | client {was not,not} authenticated | send as this sender | sendasdenied",
        ),
        Rule("microsoft.greeting", NO_REVERSE_DNS, status="5.7.506"),
        Rule("microsoft.authentication", AUTHENTICATION, status="5.7.509 5.7.515"),
        Rule(
            "microsoft.restricted", RECIPIENT_POLICY, status="5.7.100-138 5.7.140-199 5.7.507 5.7.510 5.7.513 5.7.520"
        ),
        Rule("microsoft.malformed", MALFORMED_MESSAGE, status="5.7.512"),
        Rule("microsoft.tls", TLS_REQUIRED, status="x.7.320-326 x.4.318"),
        Rule("microsoft.no-such-domain", NO_SUCH_DOMAIN, status="5.4.310"),
        # 5.4.312 is DNS that gave no answer until the message expired.
        Rule("microsoft.dns", UNREACHABLE, status="x.4.312"),
        Rule("microsoft.expired", EXPIRED, status="5.4.300-301 5.4.316-317"),
        Rule("microsoft.unreachable", UNREACHABLE, status="x.4.300-399"),
    ),
)

MICROSOFT = Table(
    "microsoft",
    hosts=(
        "outlook.com",
        "hotmail.com",
        "live.com",
        "msn.com",
        "office365.us",
        "outlook.cn",
        "microsoft.com",
        "exchangelabs.com",
        "mx.microsoft",
        "frontbridge.com",
        "bigfish.com",
    ),
    marks=(
        "outlook.com",
        ".live.com",
        "sender.office.com",
        "go.microsoft.com",
        "aka.ms/",
        "support.microsoft.com",
        "weren't sent. please contact your internet service provider",
        " attr1",
        " attr3",
        " attr5",
    ),
    rules=(
        Rule("microsoft.no-such-user", NO_SUCH_USER, status="5.1.10 x.4.1", unless="expired | timed out | connection"),
        Rule(
            "microsoft.mailbox-unavailable",
            NO_SUCH_USER,
            words="requested action not taken: mailbox unavailable | mailbox unavailable*(s20",
            codes="550",
        ),
        Rule("microsoft.recipients", THROTTLED, status="4.5.3"),
        Rule(
            "microsoft.rate-words",
            THROTTLED,
            words="""
                rp-00{1,2,3} | rate limited | server busy | concurrent connections limit | connection limit exceeded | throttl
                maximum number of concurrent | queue quota exceeded | submission rate | thread limit exceeded
            """,
        ),
        # 5.1.8 is theirs for an account of ours that sent spam, and IANA's for a sender that takes no mail back.
        Rule("microsoft.bad-sender", SENDER_REFUSED, status="x.1.8", words="null mx | domain | not exist | resolve"),
        Rule("microsoft.our-limit", OUR_SUBMISSION_REFUSED, status="5.1.8 5.1.90 5.7.57 5.7.60 5.7.3"),
        Rule("microsoft.reverse-dns", NO_REVERSE_DNS, status="x.7.25"),
        Rule("microsoft.authentication-code", AUTHENTICATION, status="x.7.23 x.7.26 5.7.29"),
        Rule("microsoft.not-for-outsiders", RECIPIENT_POLICY, status="5.7.12 5.7.13"),
        Rule("microsoft.relay", RELAY_DENIED, status="x.7.54 x.7.64"),
        Rule("microsoft.form", MALFORMED_MESSAGE, status="5.6.11 5.1.20"),
        Rule("microsoft.tls-code", TLS_REQUIRED, status="x.7.51"),
        Rule("microsoft.disabled", MAILBOX_DISABLED, status="x.2.1", words="disabled | inactive | suspended"),
        Rule("microsoft.submission-quota", OUR_SUBMISSION_REFUSED, status="5.2.2", words="submission | sender's quota"),
        Rule("microsoft.full", MAILBOX_FULL, status="x.2.2"),
        Rule("microsoft.too-large", MESSAGE_TOO_LARGE, status="x.2.3 x.3.4"),
        Rule("microsoft.domain", NO_SUCH_DOMAIN, status="5.4.4"),
        Rule("microsoft.loop", UNREACHABLE, status="x.4.6 x.4.14 x.4.8 x.4.11"),
        Rule("microsoft.too-long", EXPIRED, status="x.4.7", words="expired"),
        Rule("microsoft.sender-denied", SENDER_REFUSED, status="5.1.0", words="sender"),
        Rule(
            "microsoft.spam",
            SPAM_CONTENT,
            words="message content*spam | identified as spam | spam abuse | message was rejected*spam | phish",
        ),
        Rule("microsoft.access-denied", IP_BLOCKED, words="access denied", status="5.7.1", unless="recipient address"),
        Rule("microsoft.temporary", REMOTE_ERROR, words="temporary server error | service*not available"),
    ),
)
