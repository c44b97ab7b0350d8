"""Mail server software on the receiving side, by its own turns of phrase: Exchange, Postfix, Exim, Sendmail, qmail …"""

from console.diagnosis.reason import (
    GREYLISTED,
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
    UNREACHABLE,
)
from console.diagnosis.reply_rules.rule import Rule, Table

# COMPONENT.AREA.Name: the resolver, the store driver and the transport rules of Exchange name themselves.
EXCHANGE = Table(
    "exchange",
    (
        Rule("exchange.no-such-user", NO_SUCH_USER, words="resolver.adr. | recipientnotfound | recipnotfound"),
        Rule("exchange.too-large", MESSAGE_TOO_LARGE, words="sizelimit | resolver.rst.*size"),
        Rule(
            "exchange.restricted",
            RECIPIENT_POLICY,
            words="""
                resolver.rst. | transport.rules | rejected by organization policy | notauthorized | authrequired
            """,
        ),
        Rule("exchange.full", MAILBOX_FULL, words="quotaexceeded | storedrv*quota | mapiexceptionshutoffquota"),
        Rule("exchange.disabled", MAILBOX_DISABLED, words="accountdisabled | mailboxdisabled | storedrv*disabled"),
        Rule(
            "exchange.too-many",
            THROTTLED,
            words="storedrv*limit | recipientthreadlimit | dynamicmailboxdatabasethrottl",
        ),
        Rule("exchange.malformed", MALFORMED_MESSAGE, words="invalidcontent | cat.invalid | conversionfailed"),
        Rule("exchange.loop", UNREACHABLE, words="resolver.fwd.loop | loopdetected"),
        Rule("exchange.forward", REMOTE_ERROR, words="resolver.fwd. | resolver.grp."),
        Rule("exchange.routing", UNREACHABLE, words="routing.noconnector | routing. | smtpsend.dns | queue."),
        Rule("exchange.store", REMOTE_ERROR, words="storedrv. | mapiexception"),
    ),
)

POSTFIX = Table(
    "postfix",
    (
        Rule(
            "postfix.sender-domain",
            SENDER_REFUSED,
            words="sender address rejected",
            unless="spf | greylist | graylist",
        ),
        Rule(
            "postfix.greeting",
            NO_REVERSE_DNS,
            words="helo command rejected | ehlo command rejected | lhlo command rej",
        ),
        Rule(
            "postfix.client-name",
            NO_REVERSE_DNS,
            words="cannot find your hostname | cannot find your reverse hostname",
        ),
        Rule("postfix.client", IP_BLOCKED, words="client host rejected", unless="greylist | graylist | too many"),
        Rule(
            "postfix.verification",
            GREYLISTED,
            words="""
                address verification in progress | unverified address: address lookup | verification in progress
            """,
        ),
        Rule("postfix.relay", RELAY_DENIED, words="relay access denied"),
        Rule(
            "postfix.no-such-user",
            NO_SUCH_USER,
            words="""
                user unknown in | undeliverable address | unverified address | unknown user:
                recipient address rejected: user unknown | recipient address rejected: unknown
            """,
            unless="over quota | mailbox full | greylist | is full | timed out | connect to | lost connection",
        ),
        Rule("postfix.too-large", MESSAGE_TOO_LARGE, words="message size exceeds fixed | message file too big"),
        Rule("postfix.queue-full", REMOTE_ERROR, words="insufficient system storage | queue file write error"),
        Rule("postfix.setup", REMOTE_ERROR, words="server configuration error | server configuration problem"),
        Rule("postfix.busy", THROTTLED, words="all server ports are busy | all screening ports are busy"),
    ),
)

EXIM = Table(
    "exim",
    (
        Rule(
            "exim.sender-verify",
            SENDER_REFUSED,
            words="""
                sender verify failed | verify sender | {sender,postmaster} verification | sender callout
                verification failed for <@>
            """,
        ),
        Rule("exim.callout", REMOTE_ERROR, words="could not complete*verify | callout verification | verify callout"),
        Rule("exim.relay", RELAY_DENIED, words="relay not permitted | relaying not permitted"),
        Rule("exim.unrouteable", NO_SUCH_USER, words="unrouteable address | unroutable address"),
        Rule(
            "exim.long-lines",
            MALFORMED_MESSAGE,
            words="maximum allowed line length | 998 octets | lines longer than",
        ),
        Rule("exim.quota", MAILBOX_FULL, words="mta-imposed quota | quota exceeded while writing"),
        Rule("exim.local", REMOTE_ERROR, words="temporary local problem | local delivery failed | transport filter"),
    ),
)

SENDMAIL = Table(
    "sendmail",
    (
        Rule(
            "sendmail.sender-domain",
            SENDER_REFUSED,
            words="""
                domain of sender address | sender domain must | real domain name required for sender
                sender domain*not
            """,
        ),
        Rule("sendmail.relay", RELAY_DENIED, words="relaying denied | we do not relay | relaying is denied"),
        Rule(
            "sendmail.reverse-dns",
            NO_REVERSE_DNS,
            words="fix reverse dns | cannot resolve ptr | ip name lookup failed",
        ),
        Rule(
            "sendmail.too-large",
            MESSAGE_TOO_LARGE,
            words="message size exceeds fixed maximum | exceeds fixed maximum",
        ),
        Rule(
            "sendmail.disk",
            REMOTE_ERROR,
            words="insufficient disk space | insufficient storage | insufficient main mem",
        ),
        Rule(
            "sendmail.setup",
            REMOTE_ERROR,
            words="local configuration error | local error in processing | collect:␣",
        ),
        Rule("sendmail.header", MALFORMED_MESSAGE, words="data format error | headers too large | header error"),
    ),
)

QMAIL = Table(
    "qmail",
    (
        Rule("qmail.relay", RELAY_DENIED, words="allowed rcpthosts | list of allowed rcpt | rcpthosts"),
        Rule(
            "qmail.no-such-user",
            NO_SUCH_USER,
            words="no mailbox here by that name | badrcptto | no mailbox here by",
        ),
        Rule("qmail.sender", SENDER_REFUSED, words="badmailfrom"),
        Rule("qmail.too-large", MESSAGE_TOO_LARGE, words="databytes"),
        Rule("qmail.disabled", MAILBOX_DISABLED, words="address no longer accepts mail | mailbox is closed"),
        Rule(
            "qmail.maildir-quota",
            MAILBOX_FULL,
            words="maildir has overdrawn | maildir*overdrawn | maildir over quota",
        ),
        Rule(
            "qmail.local",
            REMOTE_ERROR,
            words="unable to chdir to maildir | unable to open mailbox | qq write error",
        ),
    ),
)

# Domino, Dovecot, Cyrus, Zimbra, GroupWise, Oracle (iPlanet), CommuniGate, Kerio, MDaemon, hMailServer, OpenSMTPD, PowerMTA.
OTHERS = Table(
    "servers",
    (
        Rule(
            "servers.domino-no-such-user",
            NO_SUCH_USER,
            words="""
                not listed in domino directory | name & address book | not listed in public
                cannot route mail to user
            """,
        ),
        Rule("servers.domino-quota", MAILBOX_FULL, words="database disk quota | mail file*quota"),
        Rule("servers.dovecot-no-such-user", NO_SUCH_USER, words="user doesn't exist: | mailbox doesn't exist"),
        Rule("servers.dovecot-internal", REMOTE_ERROR, words="internal error occurred. refer to server log"),
        Rule("servers.dovecot-busy", THROTTLED, words="too many concurrent deliveries"),
        Rule(
            "servers.cyrus-no-such-user",
            NO_SUCH_USER,
            words="no mailbox associated with this name | mailbox unknown",
        ),
        Rule("servers.oracle-no-such-user", NO_SUCH_USER, words="unknown or illegal alias | illegal alias"),
        Rule("servers.hmail-relay", RELAY_DENIED, words="delivery is not allowed to this address"),
        Rule("servers.opensmtpd-no-such-user", NO_SUCH_USER, words="invalid recipient"),
        Rule("servers.powermta-no-host", NO_SUCH_DOMAIN, words="no mail hosts for domain | bad destination system"),
        Rule("servers.facebook-policy", RECIPIENT_POLICY, words="due to recipient preferences"),
        Rule("servers.rspamd", SPAM_CONTENT, words="spam message rejected | gtube"),
        Rule("servers.submission", OUR_SUBMISSION_REFUSED, words="submission port | use port 587 | msa port"),
    ),
)

SERVERS = (EXCHANGE, POSTFIX, EXIM, SENDMAIL, QMAIL, OTHERS)
