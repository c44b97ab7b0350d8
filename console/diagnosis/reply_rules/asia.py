"""Large mailbox providers of China and Japan."""

from console.diagnosis.reason import (
    AUTHENTICATION,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    NO_SUCH_USER,
    RECIPIENT_POLICY,
    SENDER_REFUSED,
    SPAM_CONTENT,
    THROTTLED,
)
from console.diagnosis.reply_rules.rule import Rule, Table

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
            words="mi:spf | mi:dkm | mi:dma | ␣spf | dmarc | dkim | domain owner",
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
