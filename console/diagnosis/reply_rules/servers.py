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
    VIRUS_OR_ATTACHMENT,
)
from console.diagnosis.reply_rules.rule import Rule, Table

# COMPONENT.AREA.Name: the resolver, the store driver and the transport rules of Exchange name themselves.
EXCHANGE = Table(
    "exchange",
    (
        Rule("exchange.no-such-user", NO_SUCH_USER, words="resolver.adr. | recipientnotfound | recipnotfound"),
        # Exchange 5.5 to 2003, of its own directory.
        Rule(
            "exchange.not-recognized",
            NO_SUCH_USER,
            words="recipient name is not recognized | does not exist at the organization this message was sent to",
        ),
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
        # The sentences of Exchange 2000 to 2007, which carry the code only in angle brackets at their end.
        Rule("exchange.limit-or-full", MESSAGE_TOO_LARGE, words="larger than the current system limit"),
        Rule("exchange.protocol", REMOTE_ERROR, words="smtp communication problem | smtp protocol error"),
        Rule("exchange.no-permission", RECIPIENT_POLICY, words="do not have permission to send to this recipient"),
        Rule("exchange.forward", REMOTE_ERROR, words="resolver.fwd. | resolver.grp."),
        Rule("exchange.routing", UNREACHABLE, words="routing.noconnector | routing. | smtpsend.dns | queue."),
        Rule("exchange.store", REMOTE_ERROR, words="storedrv. | mapiexception"),
    ),
)

# Postfix names what it looked at before "rejected:" (client host, helo command, sender address, recipient address), and the
# cause, or the words of whoever runs the server, behind it.
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
        # policyd-weight adds up HELO, DNS and block lists; its words name all of them whichever it was.
        Rule("postfix.policyd-weight", IP_BLOCKED, words="mail appeared to be spam or forged"),
        Rule("postfix.bare-line-end", MALFORMED_MESSAGE, words="bare <lf> | bare <cr> | bare newline"),
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

# Exim has few words of its own; most that is said before "Sender verify failed" is another server's. A callout is a question
# to the recipient's server behind it: what that server says of the mailbox counts, and only its silence is a fault.
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
        Rule(
            "exim.callout",
            REMOTE_ERROR,
            words="could not complete*verify | callout verification | verify callout",
            unless="not exist | unknown | no such | not found | invalid | full | quota",
        ),
        Rule("exim.rate", THROTTLED, words="max emails per hour | rate overlimit | max defers and failures"),
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

# Sendmail writes <address>... before the cause. "Access denied" is its access file speaking of the client; x.1.8 is the sender.
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
            words="fix reverse dns | cannot resolve ptr | ip name lookup failed | possibly forged hostname",
        ),
        Rule("sendmail.loop", UNREACHABLE, words="points back to"),
        # Its own words about the line, behind a code that looks like the other side's.
        Rule("sendmail.connection", UNREACHABLE, words="reply: read error from | unexpected close on connection"),
        Rule(
            "sendmail.too-large",
            MESSAGE_TOO_LARGE,
            words="message size exceeds fixed maximum | exceeds fixed maximum",
        ),
        Rule(
            "sendmail.disk",
            REMOTE_ERROR,
            words="insufficient disk space | insufficient storage | insufficient main mem",
            unless="mailbox",
        ),
        Rule(
            "sendmail.setup",
            REMOTE_ERROR,
            words="local configuration error | local error in processing | collect:␣",
        ),
        Rule("sendmail.header", MALFORMED_MESSAGE, words="data format error | headers too large | header error"),
    ),
)

# qmail and its many patches (vpopmail, chkuser, simscan, qmail-toaster) say sorry, and put the status behind the words: (#5.1.1).
QMAIL = Table(
    "qmail",
    (
        Rule("qmail.relay", RELAY_DENIED, words="allowed rcpthosts | list of allowed rcpt | rcpthosts"),
        Rule(
            "qmail.no-such-user",
            NO_SUCH_USER,
            words="no mailbox here by that name | badrcptto | badrecipientto | no mailbox here by | unknown virtual user",
        ),
        Rule("qmail.sender", SENDER_REFUSED, words="badmailfrom | envelope sender has been denied"),
        # djb's page on servers that refuse a bare line feed.
        Rule("qmail.bare-line-feed", MALFORMED_MESSAGE, words="smtplf"),
        Rule(
            "qmail.virus", VIRUS_OR_ATTACHMENT, words="rejected message: message contains a virus | executable content"
        ),
        Rule("qmail.spam", SPAM_CONTENT, words="spam-hits | rejected message, spam"),
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

# Domino, Dovecot, Cyrus, IMail, Smail, Zimbra, GroupWise, Oracle (iPlanet), CommuniGate, Kerio, MDaemon, hMailServer, OpenSMTPD, PowerMTA.
OTHERS = Table(
    "servers",
    (
        Rule(
            "servers.domino-no-such-user",
            NO_SUCH_USER,
            words="""
                not listed in domino directory | name & address book | not listed in public
                cannot route mail to user | several matches found in domino | email name is not found
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
        Rule("servers.imail-no-such-user", NO_SUCH_USER, words="invalid final delivery userid"),
        # Smail 3, when it has resolved all addresses; Verizon Wireless, of a multimedia message.
        Rule(
            "servers.no-valid-recipients",
            NO_SUCH_USER,
            words="no valid recipients were found for this message | no valid recipients for this mm",
        ),
        # MessageLabs, now Broadcom, where the customer's list of addresses does not have this one. The code is in no standard.
        Rule("servers.not-registered", NO_SUCH_USER, words="@ rejected | @> rejected", codes="542"),
        Rule("servers.oracle-no-such-user", NO_SUCH_USER, words="unknown or illegal alias | illegal alias"),
        Rule(
            "servers.relay",
            RELAY_DENIED,
            words="delivery is not allowed to this address | not a gateway | to a non-local e-mail address",
        ),
        Rule(
            "servers.out-of-order",
            REMOTE_ERROR,
            words="please say {helo,mail,rcpt} | say helo first | send {helo,ehlo} first | need {mail,rcpt} {command,before,(rec}",
        ),
        # Sina, in China, has a reply of two or three words for each of its checks.
        Rule("servers.sina-limit", THROTTLED, words="out of allow rcpt | too many same size mails"),
        Rule("servers.sina-greeting", NO_REVERSE_DNS, words="helohost error"),
        Rule("servers.sina-sender", SENDER_REFUSED, words="remote ip check error | black mail address"),
        Rule("servers.sina-address", IP_BLOCKED, words="black ip. | rbl deny | smtpport check | openrelay check"),
        Rule("servers.locked-mailbox", REMOTE_ERROR, words="cannot open mailbox | mailbox is locked by"),
        Rule("servers.opensmtpd-no-such-user", NO_SUCH_USER, words="invalid recipient"),
        Rule("servers.powermta-no-host", NO_SUCH_DOMAIN, words="no mail hosts for domain | bad destination system"),
        Rule("servers.rspamd", SPAM_CONTENT, words="spam message rejected | gtube"),
        Rule("servers.submission", OUR_SUBMISSION_REFUSED, words="submission port | use port 587 | msa port"),
    ),
)

# Coremail serves most Chinese companies and universities: "Requested action not taken:" and two or three words.
COREMAIL = Table(
    "coremail",
    (
        Rule("coremail.ip", IP_BLOCKED, words="taken: invalid ip | ip is hangup | ip is rejected | ip in blacklist"),
        Rule(
            "coremail.sender",
            SENDER_REFUSED,
            words="fake sender | local user only | null sender is not allowed | sender is rejected",
        ),
        Rule("coremail.relay", RELAY_DENIED, words="no smtp mx only"),
        Rule("coremail.user", MAILBOX_DISABLED, words="user hangup"),
        Rule("coremail.policy", RECIPIENT_POLICY, words="rcpt is rejected | user in blacklist | rcpt in blacklist"),
    ),
)

SERVERS = (EXCHANGE, POSTFIX, EXIM, SENDMAIL, QMAIL, COREMAIL, OTHERS)
