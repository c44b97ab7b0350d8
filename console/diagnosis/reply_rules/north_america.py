"""Large access and mailbox providers of the United States and Canada."""

from console.diagnosis.reason import (
    AUTHENTICATION,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    NO_REVERSE_DNS,
    NO_SUCH_USER,
    SENDER_REFUSED,
    SPAM_CONTENT,
    THROTTLED,
    VIRUS_OR_ATTACHMENT,
)
from console.diagnosis.reply_rules.rule import Rule, Table

# Comcast, Cox, Spectrum (Charter), AT&T, EarthLink, GoDaddy, Rackspace. Cox and Spectrum write AUP#: acceptable use policy.
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
        " ib1",
        " ib2",
        " ib5",
        "bounce.secureserver",
    ),
    rules=(
        Rule(
            "north-america.reverse-dns",
            NO_REVERSE_DNS,
            words="reverse dns | aup#dns | ptr record | ptr # | ib104 | ptr dns",
        ),
        Rule(
            "north-america.rate",
            THROTTLED,
            words="""
                aup#{cxcnct,cxmxrt,limit,cncts,cxconn,out-} | aup#{,i-,in-}1{2,3,4} | rl000 | rate limit | too many
                ib11{0,1,2,3,4,5} | throttled | concurrent connections
            """,
        ),
        Rule(
            "north-america.authentication",
            AUTHENTICATION,
            words="dmarc | aup#spf | aup#dkim | spf␣ | dkim | ib40 | dm000",
        ),
        Rule(
            "north-america.ip-blocked",
            IP_BLOCKED,
            words="""
                aup#{cxbl,rbl,cdrbl,blk} | aup#{,i-,in-}1{0,1} | comcast block | bl000 | attrbl | dnsbl:
                is_blocked | rbl reject | ib10{3,5,6,8} | ib001
                no relay access allowed from | blocked by | mail refused
            """,
        ),
        Rule(
            "north-america.sender",
            SENDER_REFUSED,
            words="aup#sndr | aup#cxsndr | aup#sender | sender rejected | ib401",
        ),
        Rule("north-america.attachment", VIRUS_OR_ATTACHMENT, words="ib501 | ib502 | ib503 | virus"),
        Rule(
            "north-america.spam",
            SPAM_CONTENT,
            words="aup#pol | aup#spam | aup#{,i-,in-}1{5,6} | ib212 | ib213 | ib50 | ib51 | ib60 | spam",
        ),
        Rule("north-america.disabled", MAILBOX_DISABLED, words="account not available"),
        Rule(
            "north-america.no-such-user",
            NO_SUCH_USER,
            words="""
                not our customer | recipient not found | x.co/irbounce | invalid recipient
            """,
        ),
    ),
)
