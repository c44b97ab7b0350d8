"""The words of our own MTA, where no server answered or the answer did not count: Postfix, Exim, Sendmail, OpenSMTPD …

Haraka, ZoneMTA and Nodemailer say what Node.js says (ECONNREFUSED), mailers in Go what its network package says (dial tcp).
"""

from console.diagnosis.reason import (
    ACCEPTS_NO_MAIL,
    EXPIRED,
    MALFORMED_MESSAGE,
    MESSAGE_TOO_LARGE,
    NO_REASON,
    NO_SUCH_DOMAIN,
    OUR_SUBMISSION_REFUSED,
    REMOTE_ERROR,
    TLS_REQUIRED,
    UNREACHABLE,
)
from console.diagnosis.reply_rules.rule import Rule, Table

LOCAL = Table(
    "local",
    (
        # Exim did not try, since it had failed at this host a while ago: why, an earlier line tells. Where it has failed
        # for longer than its last retry rule allows, it says so in the same breath, and that is the end.
        Rule(
            "local.not-tried",
            NO_REASON,
            words="retry time not reached",
            codes="none",
            unless="failing for a long time | after a long failure period",
        ),
        Rule(
            "local.null-mx",
            ACCEPTS_NO_MAIL,
            words="""
                nullmx | null mx | an mx or srv record indicated no smtp service | domain does not accept mail
                (name server: .: | mx 0 . | {host,host/domain} does not accept mail
            """,
            unless="sender address | sender domain | envelope from",
        ),
        Rule(
            "local.expired",
            EXPIRED,
            words="""
                retry timeout exceeded | message expired | queue.expired | envelope expired
                message has been in the queue too long | message*in the queue too long
                unable to deliver this message after | retry time has expired | delivery time expired
                retry limit exceeded | delivery failed*attempts | message timed out | cannot send message for *days
                could not send message for *days | could not be delivered for *days | after a long failure period
                not be delivered {within,in} the {time,allowed} | in the time limit specified | within the allowed queue period
                has not been collected after | undeliverable after*{hours,days}
                message could not be delivered for | delivery expired | maximum queue lifetime
                queue lifetime exceeded | giving up after | could not deliver for
            """,
            unless="certificate | account*expired | mailbox is full | quota | reject | denied | block | {grey,gray}list | ldap | unknown",
        ),
        # Postfix: the MX record is there and names no host. Before 2.12 it said so of a null MX (RFC 7505), too. Where the
        # name server was only misunderstood, Postfix tries again (4.4.3).
        Rule(
            "local.unusable-mx",
            ACCEPTS_NO_MAIL,
            words="type=mx: malformed or unexpected name server reply",
            status="5.4.4",
            codes="none",
        ),
        # The name servers gave no answer, which says nothing about the domain: ask again.
        Rule(
            "local.dns-silent",
            UNREACHABLE,
            words="""
                host not found, try again | temporary failure in mx lookup | temporary failure in name resolution
                host lookup did not complete | host name lookup failure | hostname lookup failure
                name server timeout | name server: host name lookup | dns server failure | dns query failed
                dns lookup failed | dns timeout | servfail | lookup failed temporarily
                malformed or unexpected name server reply | lookup defer for | name service error*try again
                temporary dns | transient dns | domain lookup timeout | eai_again | dns lookup failure | server misbehaving
            """,
            unless="""
                sender address | sender domain | client host | helo | spf | dkim | dmarc | tlsa | callout
            """,
        ),
        # qmail and OpenSMTPD, of a domain that is there and names no host for mail.
        Rule(
            "local.no-mail-host",
            NO_SUCH_DOMAIN,
            words="couldn't find a mail exchanger or ip address | no mx found for domain",
        ),
        Rule(
            "local.no-such-domain",
            NO_SUCH_DOMAIN,
            words="""
                host or domain name not found | name service error for
                all relevant mx records point to non-existent hosts | missing mx, or all mxs point to missing
                mx records point to non-existent | failed to lookup ip address for | unrouteable mail domain
                unroutable mail domain | host unknown (name server | couldn't find any host named
                couldn't find any host by that name
                could not be found in domain name service | mail domain mentioned in*is unknown
                nowhere to deliver mail to | no mx or srv records found | no mail hosts for domain | host unknown | no mail servers for
                no mail server found for | no route found to domain | responded with code nxdomain | nxdomain
                no hosts found for domain | bad destination system: no such domain
                has no valid address records | no relevant mx records | enotfound | enodata
            """,
            unless="""
                verif*failed | sender address | sender domain | client host | helo | envelope-from | dkim | spf | greet
            """,
        ),
        # Exim: none of our routers takes the address; with a remote code in front it is another server's word.
        Rule("local.unrouteable", NO_SUCH_DOMAIN, words="unrouteable address | unroutable address", codes="none"),
        Rule(
            "local.loop",
            UNREACHABLE,
            words="""
                loops back to myself | loops back to me | mail loop | mailer loop | mail forwarding loop
                forwarding loop | routing loop | message loop | message is looping | loop detected | looping message
                too many hops | too many received | hop count exceeded | hops exceeded | hop limit | maximum hop count
                too many "received" headers | best-preference mx | remote host address is the local host
                found host*to be local | already has my delivered-to line | delivered-to: line | received*header count
                mx list for*points back | bounce between two servers | exceeded*hops | forwarding loop count
                received headers*loop | would create a mail loop | loop broken | loop was found
            """,
        ),
        Rule(
            "local.tls",
            TLS_REQUIRED,
            words="""
                cannot start tls | tls is required, but was not offered | a tls session is required | tls session
                tls handshake fail | tls negotiation fail | starttls handshake | starttls failed
                starttls was not offered | starttls not offered | failed to start tls | dane error | dane fail
                dane required | tlsa lookup | tlsa record | server certificate not trusted
                server certificate not verified | server certificate verification failed
                certificate verification fail | certificate verify failed | invalid certificate | ssl certificate
                certificate has expired | untrusted certificate | ssl_connect | gnutls | non dnssec destination
                lookup not dnssec | mta-sts | sts policy | no tlsa | requiretls
            """,
            codes="none 4xx 454 554 550",
            unless="client certificate required",
        ),
        Rule(
            "local.smtputf8",
            REMOTE_ERROR,
            words="""
                smtputf8 is required | utf8 support required | does not support smtputf8 | smtputf8 not supported | internationalized
                internationalised | utf-8 addresses | eai not supported
            """,
        ),
        Rule(
            "local.size",
            MESSAGE_TOO_LARGE,
            words="""
                message size*exceeds size limit | exceeds size limit*of server | file too big | file too large
            """,
            unless="error writing message",
        ),
        Rule(
            "local.sasl",
            OUR_SUBMISSION_REFUSED,
            words="""
                sasl authentication failed | sasl authentication failure | could not retrieve credentials
            """,
        ),
        # The delivery agent of our own MTA stumbled over a setting.
        Rule(
            "local.delivery-agent",
            REMOTE_ERROR,
            words="""
                child process of | never_users | tainted | failed to expand | not an absolute path | is not absolute
                error in filter file | transport filter | transport is unavailable | transport unavailable
            """,
            codes="none",
        ),
        # Exim, of recipients in the header of a message that it was given (-t).
        Rule(
            "local.malformed-address",
            MALFORMED_MESSAGE,
            words="malformed address: | missing or malformed local part | domain missing or malformed",
            codes="none",
        ),
        Rule("local.long-lines", MALFORMED_MESSAGE, words="lines too long for transport"),
        Rule(
            "local.lost-connection",
            UNREACHABLE,
            words="""
                lost connection with | lost connection while | lost input channel | timed out while
                remote host closed connection | remote host terminated | server closed connection
                server unexpectedly closed | connection closed unexpectedly | connection unexpectedly closed
                connection closed by | connection lost | connection dropped | connection broken | connection died
                connection*is broken | connection aborted | connection was aborted | connection was closed | connection reset by
                broken pipe | smtp timeout | premature end-of-input | read error from | malformed smtp reply
                unexpected eof | bad greeting | econnreset | epipe | i/o timeout | read tcp | write tcp
            """,
            codes="none",
        ),
        Rule(
            "local.no-connection",
            UNREACHABLE,
            words="""
                connection timed out | connection timeout | connect timed out | operation timed out
                connection refused | connection failed | connection error | no route to host | network is unreachable
                network unreachable | host is unreachable | host unreachable | host is down | connect to
                could not connect | couldn't connect | cannot connect | can't connect | can not connect
                unable to connect | failed to connect | establish an smtp connection | not able to establish
                network error on destination | tried all mxs | no answer from host | no response from | did not respond
                could not find a gateway for | not responding | was unable to contact | could not be contacted | all hosts*failing for a long time
                have been failing for a long time | no host available | no valid hosts
                destination seem | no mx hosts | econnrefused | etimedout | ehostunreach | enetunreach | esockettimedout | dial tcp
            """,
            codes="none",
        ),
    ),
)
