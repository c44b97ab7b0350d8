"""Large access and mailbox providers of the United States and Canada."""

from console.diagnosis.reason import (
    AUTHENTICATION,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    MALFORMED_MESSAGE,
    MESSAGE_TOO_LARGE,
    NO_REVERSE_DNS,
    NO_SUCH_USER,
    OUR_SUBMISSION_REFUSED,
    RECIPIENT_POLICY,
    REMOTE_ERROR,
    SENDER_REFUSED,
    SPAM_CONTENT,
    THROTTLED,
    VIRUS_OR_ATTACHMENT,
)
from console.diagnosis.reply_rules.rule import Rule, Table

# Comcast, Cox, Spectrum (Charter), AT&T, EarthLink, GoDaddy, Rackspace. Cox and Spectrum write AUP# (acceptable use policy),
# Cox with letters, Spectrum with I for incoming or O for outgoing and four digits: 10 an address or account that is
# blocked, 11 the name in DNS, 116 policy, 12 Cloudmark and Spamhaus, 13 and 14 rates, 15 sender, size and recipients.
# GoDaddy writes IB and three digits, Comcast points to an anchor such as #RL000001 of its page on SMTP errors.
NORTH_AMERICA = Table(
    "north-america",
    hosts=(
        "comcast.net",
        "cox.net",
        "charter.net",
        "rr.com",
        "twc.com",
        "spectrum.net",
        "prodigy.net",
        "att.net",
        "sbcglobal.net",
        "bellsouth.net",
        "earthlink.net",
        "earthlink-vadesecure.net",
        "secureserver.net",
        "emailsrvr.com",
        "centurylink.net",
        "windstream.net",
        "frontier.com",
        "optonline.net",
        "bell.net",
        "rogers.com",
        "shaw.ca",
        "telus.net",
        "videotron.ca",
    ),
    marks=(
        "aup#",
        "comcast.net",
        "xfinity.com",
        "spectrum.net",
        "cox.com",
        "abuse_rbl",
        "attrbl",
        "secureserver.net",
        "x.co/",
        " ib0",
        " ib1",
        " ib2",
        " ib4",
        " ib5",
        " ib6",
        " ib7",
        "blocked by earthlink",
        "bounce.secureserver",
    ),
    rules=(
        Rule(
            "north-america.reverse-dns",
            NO_REVERSE_DNS,
            words="""
                reverse dns | aup#dns | aup#cxdns | ptr record | ptr lookup | ptr # | ib108 | ptr dns | no rdns | dns check failure | #dns0
                aup#{i,o,i-,in-,o-,out-}11{0,1,2,3,4,5}
            """,
        ),
        Rule(
            "north-america.blocked-for-a-time",
            IP_BLOCKED,
            words="ib11{0,1,2,3} | too many invalid recipients | too many bad commands | aup#ipbl",
        ),
        Rule(
            "north-america.sender-differs",
            SENDER_REFUSED,
            words="aup#{i,o,i-,in-,o-,out-}15{0,2} | aup#{i,o,i-,in-,o-,out-}10{1,2,3,4,5,6,7,8} | ib506 | aup#cxsmtp",
        ),
        Rule("north-america.size", MESSAGE_TOO_LARGE, words="aup#{i,o,i-,in-,o-,out-}153"),
        Rule("north-america.their-system", REMOTE_ERROR, words="aup#{i,o,i-,in-,o-,out-}109 | ib101"),
        Rule("north-america.from-field", MALFORMED_MESSAGE, words="ib501 | ib502"),
        Rule("north-america.our-account", OUR_SUBMISSION_REFUSED, words="aup#cxthrt | aup#cxmj | ib401"),
        Rule(
            "north-america.rate",
            THROTTLED,
            words="""
                aup#{cxcnct,cxmxrt,limit,cncts,cxconn} | aup#{,i,o,i-,in-,o-,out-}1{3,4} | aup#{i,o,i-,in-,o-,out-}15{4,5,8}
                rl000 | rate limit | too many | ib{605,007,504,510,607} | throttled | concurrent connections | message threshold exceeded
            """,
        ),
        Rule(
            "north-america.authentication",
            AUTHENTICATION,
            words="dmarc | aup#spf | aup#dkim | aup#cxsndr | spf␣ | dkim | ib508 | dm000",
        ),
        Rule(
            "north-america.ip-blocked",
            IP_BLOCKED,
            words="""
                aup#{cxbl,rbl,cdrbl,blk} | aup#{,i,o,i-,in-,o-,out-}1{0,2} | comcast block | #bl0 | attrbl | dnsbl:
                is_blocked | rbl reject | ib10{3,4,5,6} | ib001
                no relay access allowed from | blocked by | mail refused
            """,
        ),
        Rule(
            "north-america.sender",
            SENDER_REFUSED,
            words="aup#sndr | aup#sender | sender rejected",
        ),
        Rule(
            "north-america.attachment",
            VIRUS_OR_ATTACHMENT,
            words="ib705 | ib503 | virus infected | attachment extension",
        ),
        Rule(
            "north-america.spam",
            SPAM_CONTENT,
            words="aup#pol | aup#spam | aup#urlbl | ib212 | ib213 | ib703 | ib704 | spam",
        ),
        Rule("north-america.policy", RECIPIENT_POLICY, words="aup#{i,o,i-,in-,o-,out-}1{16,17,18,19,56}"),
        Rule("north-america.full", MAILBOX_FULL, words="over quota | account storage limit"),
        Rule("north-america.disabled", MAILBOX_DISABLED, words="account not available | account disabled"),
        Rule(
            "north-america.no-such-user",
            NO_SUCH_USER,
            words="""
                not our customer | recipient not found | x.co/irbounce | invalid recipient | recipient rejected | account does not exist
            """,
        ),
    ),
)
