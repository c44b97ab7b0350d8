"""Large mailbox providers of China and Japan."""

from console.diagnosis.reason import (
    AUTHENTICATION,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    MESSAGE_TOO_LARGE,
    NO_SUCH_USER,
    RECIPIENT_POLICY,
    SENDER_REFUSED,
    SPAM_CONTENT,
    THROTTLED,
)
from console.diagnosis.reply_rules.rule import Rule, Table

# QQ and Tencent Exmail, NetEase (163.com, 126.com, yeah.net). NetEase puts a code of two parts before its name: HL: the
# address we come from, MI: the session up to MAIL, RP: the recipients, DT: the content. Most second parts are limits
# (CEL errors, CCL commands, DMC messages a connection, QRC and TRC recipients, ICC IFC IPB ITC an address's connections).
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
                frequency limited | frequency | {mi,rp,hl}:{cel,dmc,ccl,rtl,stc,ftl,sfq,qrc,drc,trc,ltq,icc,ifc,ipb,itc}
                too many recipients | mailbox unavailable or access denined
            """,
        ),
        Rule(
            "china.authentication",
            AUTHENTICATION,
            words="mi:spf | mi:dkm | mi:dma | ␣spf | dmarc | dkim | domain owner",
        ),
        Rule("china.suspected", IP_BLOCKED, words="suspected spam ip | bounce attack | hl:rep"),
        Rule("china.size", MESSAGE_TOO_LARGE, words="too large | exceed*size"),
        Rule("china.full", MAILBOX_FULL, words="mailbox*full | quota | mailbox space"),
        Rule(
            "china.disabled",
            MAILBOX_DISABLED,
            words="user suspended | user locked | user*disabled | mailbox suspended | deactivated mailbox",
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
        Rule("china.sender-differs", SENDER_REFUSED, words="dt:sum | mi:imf | null sender"),
        Rule(
            "china.spam",
            SPAM_CONTENT,
            words="dt:spm | dt:rbl | mi:spb | mi:spm | content denied | spam | suspected",
            unless="spam ip",
        ),
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

# The mobile carriers answer "unknown user" to the message itself (5.2.0 or 5.2.1 in a report) when the subscriber's own filter refuses.
# Each names the address that it does not know; KDDI's "550 : User unknown", with nobody before the colon, is the filter.
JAPAN = Table(
    "japan",
    hosts=("docomo.ne.jp", "ezweb.ne.jp", "au.com", "softbank.ne.jp", "nifty.com", "ocn.ne.jp", "biglobe.ne.jp"),
    rules=(
        Rule("japan.too-many", THROTTLED, words="too many"),
        Rule("japan.full", MAILBOX_FULL, words="too much mail data"),
        Rule("japan.filtered", RECIPIENT_POLICY, words="user | refused | rejected | not allowed", commands="DATA"),
        Rule("japan.filtered-in-report", RECIPIENT_POLICY, words="user unknown | unknown user", status="5.2.0-1"),
        Rule("japan.filtered-unnamed", RECIPIENT_POLICY, words="user unknown", unless="@"),
        Rule("japan.no-such-user", NO_SUCH_USER, words="{user,host} unknown | unknown user | mailbox unavailable"),
    ),
)
