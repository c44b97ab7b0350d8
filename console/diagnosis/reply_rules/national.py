"""Large mailbox providers of one country or language: Germany, France, Russia, China, Japan and North America."""

from console.diagnosis.reason import (
    AUTHENTICATION,
    GREYLISTED,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    MALFORMED_MESSAGE,
    NO_REVERSE_DNS,
    NO_SUCH_USER,
    RECIPIENT_POLICY,
    REMOTE_ERROR,
    SENDER_REFUSED,
    SPAM_CONTENT,
    THROTTLED,
    VIRUS_OR_ATTACHMENT,
)
from console.diagnosis.reply_rules.rule import Rule, Table

# GMX, web.de, mail.com, IONOS (1&1): "mailbox unavailable" stands before quite different causes.
UNITED_INTERNET = Table(
    "united-internet",
    hosts=(
        "gmx.net",
        "gmx.de",
        "gmx.com",
        "web.de",
        "mail.com",
        "kundenserver.de",
        "1and1.com",
        "perfora.net",
        "ionos.com",
    ),
    marks=(
        "postmaster.gmx",
        "postmaster.web.de",
        "gmx.net",
        "web.de/",
        "1und1.de",
        "1and1.com",
        "ionos.",
        "kundenserver.de",
    ),
    rules=(
        Rule("united-internet.reverse-dns", NO_REVERSE_DNS, words="dns ptr | ptr resource record"),
        Rule("united-internet.sender-domain", SENDER_REFUSED, words="dns mx or a | sender address | sender domain"),
        Rule("united-internet.authentication", AUTHENTICATION, words="dmarc | spf | dkim"),
        Rule("united-internet.full", MAILBOX_FULL, words="quota | mailbox full | storage allocation | messages on the server"),
        Rule("united-internet.rate", THROTTLED, words="send limit | too many | limit exceeded | rate limit"),
        Rule(
            "united-internet.ip-blocked",
            IP_BLOCKED,
            words="""
                black list | blacklist | blocklist | bad reputation | ip address | no smtp service | sender ip
            """,
        ),
        Rule("united-internet.virus", VIRUS_OR_ATTACHMENT, words="virus | malware"),
        Rule("united-internet.spam", SPAM_CONTENT, words="spam | policy restrictions | reject due to policy"),
        Rule("united-internet.malformed", MALFORMED_MESSAGE, words="header | rfc 5322 | rfc 5321 | rfc5322"),
        Rule(
            "united-internet.no-such-user",
            NO_SUCH_USER,
            words="mailbox unavailable | mailbox not found",
            codes="550",
        ),
    ),
)

T_ONLINE = Table(
    "t-online",
    hosts=("t-online.de", "t-ipnet.de", "telekom.de", "magenta.de"),
    marks=("t-online.de", "ask your postmaster for help"),
    rules=(
        Rule("t-online.reverse-dns", NO_REVERSE_DNS, words="reverse dns | dns name | ptr␣ | rdns | helo"),
        Rule(
            "t-online.ip-blocked",
            IP_BLOCKED,
            words="""
                ask your postmaster for help | a problem occurred | transient ip | dialup | ip=# | blacklist
            """,
        ),
        Rule("t-online.full", MAILBOX_FULL, words="quota | mailbox full"),
        Rule("t-online.no-such-user", NO_SUCH_USER, words="unknown | no such user | mailbox unavailable"),
    ),
)

# La Poste (LPN…), Orange and Wanadoo (OFR…), Free, SFR. The digits behind LPN and OFR are the same at both.
FRANCE = Table(
    "france",
    hosts=("laposte.net", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "bbox.fr", "francetelecom.com"),
    marks=(" lpn", " ofr", "[ofr", "[lpn", "postmaster.orange.fr", "postmaster.free.fr", "wanadoo.fr", "laposte.net"),
    rules=(
        Rule("france.rate", THROTTLED, words="too many | trop de | lpn001 | ofr001 | limit exceeded"),
        Rule(
            "france.full",
            MAILBOX_FULL,
            words="overquota | boite*pleine | over quota | ofr_417 | lpn_417 | 007_417",
        ),
        Rule(
            "france.disabled",
            MAILBOX_DISABLED,
            words="""
                due to inactivity | mailbox*disabled | compte*inactif | compte*desactive | blocked due to inact
            """,
        ),
        Rule(
            "france.no-such-user",
            NO_SUCH_USER,
            words="""
                destinataire invalide | invalid recipient | 007_416 | ofr_416 | lpn_416 | adresse inconnue
            """,
        ),
        Rule(
            "france.sender",
            SENDER_REFUSED,
            words="emetteur invalide | invalid sender | lpn003 | ofr003 | ofr005 | lpn005",
        ),
        Rule(
            "france.ip-blocked",
            IP_BLOCKED,
            words="""
                service refuse | service refused | client host blocked | ofr004 | lpn004 | ofr006 | lpn006 | blocked
            """,
        ),
        Rule("france.spam", SPAM_CONTENT, words="mail rejete | mail rejected | spam detected | spam | _506"),
        Rule(
            "france.error",
            REMOTE_ERROR,
            words="erreur | service unavailable | indisponible | unavailable",
            codes="4xx",
        ),
    ),
)

RUSSIA = Table(
    "russia",
    hosts=("mail.ru", "yandex.ru", "yandex.net", "yandex.com", "rambler.ru", "smtp.i.ua", "ukr.net"),
    marks=("help.mail.ru", "mail.ru/", "ya.cc/", "yandex.ru", "yandex.com", "rambler.ru", "local mailbox "),
    rules=(
        Rule(
            "russia.disabled",
            MAILBOX_DISABLED,
            words="account is disabled | is terminated | account*blocked | inactive",
        ),
        Rule("russia.full", MAILBOX_FULL, words="quota | mailbox size limit | mailbox*full | out of space"),
        Rule(
            "russia.no-such-user",
            NO_SUCH_USER,
            words="""
                user not found | no such user | invalid mailbox | unknown user | non-local recipient
            """,
        ),
        Rule("russia.authentication", AUTHENTICATION, words="dmarc | spf | dkim"),
        Rule("russia.reverse-dns", NO_REVERSE_DNS, words="generic ptr | dynamic ip | ␣ptr"),
        Rule("russia.rate", THROTTLED, words="ratelimit | rate limit | too many | try again later | limit exceeded"),
        Rule("russia.greylisted", GREYLISTED, words="come back later | greylist", codes="4xx"),
        Rule("russia.spam", SPAM_CONTENT, words="spam | suspicion | unwanted"),
        Rule("russia.policy", RECIPIENT_POLICY, words="policy rejection | rejected by policy"),
        Rule(
            "russia.ip-blocked",
            IP_BLOCKED,
            words="do not accept mail from | we do not accept | blocked | blacklist",
        ),
    ),
)

# QQ and Tencent Exmail, NetEase (163.com, 126.com, yeah.net). NetEase: MI: the connection, DT: the content, RP: recipients.
CHINA = Table(
    "china",
    hosts=(
        "qq.com",
        "exmail.qq.com",
        "163.com",
        "126.com",
        "yeah.net",
        "netease.com",
        "163.net",
        "sina.com.cn",
        "aliyun.com",
    ),
    marks=("mail.qq.com", "mail.163.com", "mail.126.com", " mi:", " dt:", " rp:", "netease"),
    rules=(
        Rule(
            "china.rate",
            THROTTLED,
            words="""
                frequency limited | frequency | mi:cel | mi:dmc | mi:ccl | mi:rtl | mi:stc | mi:ftl | rp:cel | rp:qrc
            """,
        ),
        Rule(
            "china.authentication",
            AUTHENTICATION,
            words="mi:spf | mi:dkm | mi:dma | spf | dmarc | dkim | domain owner",
        ),
        Rule("china.full", MAILBOX_FULL, words="mailbox*full | quota | mailbox space"),
        Rule(
            "china.disabled",
            MAILBOX_DISABLED,
            words="user suspended | user locked | user*disabled | mailbox suspended",
        ),
        Rule(
            "china.no-such-user",
            NO_SUCH_USER,
            words="""
                mailbox not found | user not found | no such user | recipient not found
                mailbox unavailable or access denied | invalid user | user does not exist
                recipient may contain a non-existent
            """,
        ),
        Rule("china.refused-by-recipient", RECIPIENT_POLICY, words="rejected by recipient | refused by recipient"),
        Rule("china.spam", SPAM_CONTENT, words="dt:spm | mi:spb | mi:spm | content denied | spam | suspected"),
        Rule(
            "china.ip-blocked",
            IP_BLOCKED,
            words="""
                connection denied | ip*blacklist | ip is rejected | mi:bl | mi:nhd | ip*blocked
            """,
        ),
        Rule("china.sender", SENDER_REFUSED, words="mail from | sender"),
    ),
)

# The mobile carriers answer "unknown user" to the message itself (5.2.0 in a report) when the subscriber's own filter refuses.
JAPAN = Table(
    "japan",
    hosts=("docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "nifty.com", "ocn.ne.jp", "biglobe.ne.jp"),
    rules=(
        Rule("japan.too-many", THROTTLED, words="too many"),
        Rule("japan.filtered", RECIPIENT_POLICY, words="user | refused | rejected | not allowed", commands="DATA"),
        Rule("japan.filtered-in-report", RECIPIENT_POLICY, words="user unknown | unknown user", status="5.2.0"),
        Rule("japan.no-such-user", NO_SUCH_USER, words="{user,host} unknown | unknown user | mailbox unavailable"),
    ),
)

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
                aup#cxcnct | aup#cxmxrt | aup#limit | aup#cncts | aup#cxconn | aup#out- | rl000 | rate limit
                too many | ib110 | ib111 | ib112 | ib113 | ib114 | ib115 | throttled | concurrent connections
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
                aup#cxbl | aup#rbl | aup#cdrbl | aup#blk | aup#i- | aup#in- | comcast block | bl000 | attrbl | dnsbl:
                _is_blocked | is_blocked | rbl reject | ib103 | ib105 | ib106 | ib108 | ib001
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
            words="aup#pol | aup#spam | ib212 | ib213 | ib50 | ib51 | ib60 | spam",
        ),
        Rule(
            "north-america.no-such-user",
            NO_SUCH_USER,
            words="""
                not our customer | recipient not found | x.co/irbounce | account not available | invalid recipient
            """,
        ),
    ),
)

NATIONAL = (UNITED_INTERNET, T_ONLINE, FRANCE, RUSSIA, CHINA, JAPAN, NORTH_AMERICA)
