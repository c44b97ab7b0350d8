"""Gmail and Google Workspace. The link at the end of their replies (p=…) says most clearly which rule was met."""

from console.diagnosis.reason import (
    AUTHENTICATION,
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
    SPAM_CONTENT,
    THROTTLED,
    TLS_REQUIRED,
    UNREACHABLE,
    VIRUS_OR_ATTACHMENT,
)
from console.diagnosis.reply_rules.rule import Rule, Table

GOOGLE = Table(
    "google",
    hosts=("google.com", "googlemail.com", "gmail.com", "psmtp.com", "postini.com"),
    marks=(
        " gsmtp",
        "support.google.com/",
        "gsmtp)",
        "google.com/support",
        "mail.google.com/support",
        "google groups",
        "groups.google.com",
        "because the address couldn't be found",
    ),
    rules=(
        # One notice, in every language, for a group that does not exist and for one that the sender may not write to.
        Rule(
            "google.group", RECIPIENT_POLICY, words="google groups | groups.google.com | google 群組 | google 网上论坛"
        ),
        Rule(
            "google.no-such-user",
            NO_SUCH_USER,
            words="p=nosuchuser | that you tried to reach does not exist | is not a valid rfc | because the address couldn't be found",
        ),
        # Their limits on form are told in the words of their limits on size: 500 parts, 8 KB a field, 500 KB of header.
        Rule(
            "google.header-or-parts",
            MALFORMED_MESSAGE,
            words="number of attachments | header value | header size | header name | total header",
        ),
        Rule("google.timeout", UNREACHABLE, words="timeout - closing | connection expired"),
        Rule("google.greeting", NO_REVERSE_DNS, words="p=helo | helo/ehlo argument"),
        Rule("google.quota-of-domain", MAILBOX_FULL, words="email quota exceeded | domain*over quota"),
        Rule(
            "google.disabled",
            MAILBOX_DISABLED,
            words="""
                p=disableduser | p=inactiveuser | tried to reach is disabled | tried to reach is inactive
            """,
        ),
        Rule(
            "google.full",
            MAILBOX_FULL,
            words="""
                p=overquota | out of storage space | tried to reach is over quota | over*storage quota
            """,
        ),
        Rule(
            "google.rate-of-recipient",
            THROTTLED,
            words="p=receivingrate | you are trying to contact is receiving mail",
        ),
        Rule(
            "google.sending-limit",
            OUR_SUBMISSION_REFUSED,
            words="""
                sending limit exceeded | sending quota exceeded | p=dailysending | user sending quota
            """,
        ),
        Rule(
            "google.sign-in",
            OUR_SUBMISSION_REFUSED,
            words="""
                username and password not accepted | application-specific password required
                please log in via your web browser | p=badcredentials | p=wantauthenticate | p=webloginrequired
                p=invalidsecondfactor | authentication required | invalid credentials for relay
            """,
        ),
        Rule(
            "google.reverse-dns",
            NO_REVERSE_DNS,
            words="""
                ptr record | p=ipv6autherror | reverse dns | does not have a ptr | sending guidelines regarding ptr
            """,
        ),
        Rule(
            "google.authentication",
            AUTHENTICATION,
            words="""
                unauthenticated email | does not have authentication information | does not pass authentication
                p=unauthenticated | is unauthenticated | dmarc | spf check | spf record | passed dkim | dkim check
                has to be authenticated | sender is unauthenticated | authentication checks | requires*authenticat
            """,
        ),
        Rule(
            "google.tls",
            TLS_REQUIRED,
            words="tls required | requires a secure connection | tls connection | p=tlsrequired",
        ),
        Rule("google.authentication-code", AUTHENTICATION, status="x.7.26 x.7.27 x.7.30-32 x.7.40"),
        Rule("google.reverse-dns-code", NO_REVERSE_DNS, status="x.7.25"),
        Rule(
            "google.malformed",
            MALFORMED_MESSAGE,
            words="""
                p=rfcmessagenoncompliant | not rfc 5322 compliant | not rfc 2822 compliant | not compliant with rfc
                addresses in from: | from: header | message-id: header | duplicate*header | multiple*headers
            """,
        ),
        Rule(
            "google.attachment",
            VIRUS_OR_ATTACHMENT,
            words="""
                p=blockedmessage | potential security issue | violates our*attachment | content presents a potential
                illegal attachment | blocked*attachment
            """,
        ),
        Rule(
            "google.rate-of-sender",
            THROTTLED,
            words="""
                unusual {rate,amount} of | temporarily blocked | p=unsolicitedratelimit | p=ratelimit | rate limited | rate limit | same message-id
                try again later, closing connection | suspicious*rate
            """,
            codes="4xx",
            unless="rate of unsolicited",
        ),
        Rule(
            "google.reputation",
            IP_BLOCKED,
            words="""
                p=unsolicitedip | reputation of the sending | unsolicited mail originating from your ip
                ip you're using to send mail is not authorized | p=notauthorized | unusual rate of unsolicited
                reputation of your
            """,
        ),
        Rule(
            "google.spam",
            SPAM_CONTENT,
            words="""
                p=unsolicitedmessage | likely unsolicited mail | likely suspicious | unsolicited | looks like spam
            """,
        ),
        Rule(
            "google.policy",
            RECIPIENT_POLICY,
            words="""
                has a policy that prohibited | p=policyviolation | administrator*polic | not accept mail from*group
                group*does not accept | not have permission to post | may not have permission to post
                ip not in whitelist | not in whitelist for rcpt domain
            """,
        ),
        Rule("google.relay", RELAY_DENIED, words="mail relay denied | p=mailrelay | relay denied"),
        Rule("google.no-such-domain", NO_SUCH_DOMAIN, status="x.1.2"),
        Rule("google.too-large", MESSAGE_TOO_LARGE, status="x.2.3 x.3.4", words="size | large"),
        Rule("google.busy", REMOTE_ERROR, status="4.3.0 4.5.0 4.4.2"),
    ),
)
