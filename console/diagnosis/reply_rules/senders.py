"""Services we may send through, speaking of our own account: Amazon SES, SendGrid, Mailgun, Postmark, Zoho, any relay that
asks for a sign-in. What they refuse never reached the recipient's server.
"""

from console.diagnosis.reason import (
    OUR_SUBMISSION_REFUSED,
    RECIPIENT_POLICY,
    SPAM_CONTENT,
    SUPPRESSED,
    VIRUS_OR_ATTACHMENT,
)
from console.diagnosis.reply_rules.rule import Rule, Table

SENDERS = Table(
    "senders",
    (
        Rule(
            "senders.suppressed",
            SUPPRESSED,
            words="""
                suppression list | has suppressed sending | suppressed by | address is suppressed
                recipient suppressed | suppressed address | previously bounced address | previously unsubscribed
                who marked your messages as spam | marked as inactive | bounced address | unsubscribed address
                spam reporting address | recent history of bouncing | bounce list | do not send list
                do-not-send list | globally blacklisted recipient | marked your messages as spam
            """,
        ),
        Rule(
            "senders.not-verified",
            OUR_SUBMISSION_REFUSED,
            words="""
                email address is not verified | identities failed the check | does not match a verified sender
                sender identity | sender not verified | sender email*not verified | domain is not verified
                domain not verified | unverified sender domain | verify your account | verify your email
                verify your domain
            """,
        ),
        Rule(
            "senders.account",
            OUR_SUBMISSION_REFUSED,
            words="""
                sending paused | sending suspended for this account | account*not authorized to send
                account*not allowed to send | sending quota exceeded | daily message quota exceeded
                maximum sending rate exceeded | maximum credits exceeded | throttling failure | daily sending limit
                sending limit*exceeded | message quota exceeded | exceeded*sending limit
                exceeded the maximum number of*messages per | user*exceeded*outgoing | outgoing blocked
                unusual sending activity | outbound blocked | account*suspended*sending
                your account has been suspended | your account has been disabled | account temporarily blocked due to
                trial account | credits | unconfigured sending domain
            """,
            unless="mailbox | recipient | to this",
        ),
        Rule(
            "senders.sign-in",
            OUR_SUBMISSION_REFUSED,
            words="""
                authentication credentials invalid | authentication failed | authentication failure
                authentication unsuccessful | authentication rejected | authentication required
                authentication is required | authenticate first | authentication mechanism | bad username or password
                username and password not accepted | invalid username or password | incorrect authentication data
                invalid login or password | invalid credentials | please authenticate | must authenticate
                must be authenticated | smtp auth | smtp authentication | user not authenticated | not logged in
                you need to authenticate | requires authentication | pop before smtp | client was not authenticated
                not authenticated to send | login required | please log in
            """,
            unless="""
                spf | dkim | dmarc | resolver.rst | domain | sender policy | 5322 | relay | relaying | non-local
            """,
        ),
        Rule("senders.sign-in-code", OUR_SUBMISSION_REFUSED, codes="535 534 530 538", unless="tls | relay | sender"),
    ),
)

ZOHO = Table(
    "zoho",
    hosts=("zoho.com", "zoho.eu", "zoho.in", "zohomail.com", "zohomail.eu", "zoho.com.au"),
    marks=("zoho.com", "unusual sending activity"),
    rules=(
        Rule("zoho.outgoing", OUR_SUBMISSION_REFUSED, words="outgoing blocked | unusual sending activity"),
        Rule("zoho.virus", VIRUS_OR_ATTACHMENT, words="detected by zoho"),
        Rule("zoho.spam", SPAM_CONTENT, words="flagged as spam"),
        Rule(
            "zoho.policy",
            RECIPIENT_POLICY,
            words="policy violation | rejected by destination domain | restricted by policy",
        ),
    ),
)
