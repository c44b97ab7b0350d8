"""Facebook and Instagram, whose replies are a code and a link: RCP the recipient, POL policy, DNS the sender's names, CON the
connection, MSG the message, INT their own system; P for good, T for now.
"""

from console.diagnosis.reason import (
    AUTHENTICATION,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    MALFORMED_MESSAGE,
    MESSAGE_TOO_LARGE,
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

FACEBOOK = Table(
    "facebook",
    hosts=("facebook.com", "facebookmail.com", "instagram.com"),
    marks=("facebook.com/response_codes",),
    rules=(
        Rule("facebook.no-such-user", NO_SUCH_USER, words="rcp-p1 | int-p{1,3,4}"),
        Rule("facebook.recipient", RECIPIENT_POLICY, words="rcp-p{2,3} | due to recipient preferences"),
        Rule("facebook.deactivated", MAILBOX_DISABLED, words="rcp-t4"),
        Rule("facebook.full", MAILBOX_FULL, words="int-p7"),
        Rule("facebook.too-large", MESSAGE_TOO_LARGE, words="msg-p1 | int-p2"),
        Rule("facebook.attachment", VIRUS_OR_ATTACHMENT, words="msg-p2 | pol-p5"),
        Rule("facebook.malformed", MALFORMED_MESSAGE, words="msg-p3"),
        Rule("facebook.url", SPAM_CONTENT, words="pol-p6"),
        Rule("facebook.authentication", AUTHENTICATION, words="pol-p7"),
        Rule("facebook.abuse", RECIPIENT_POLICY, words="pol-p8"),
        Rule("facebook.ip-blocked", IP_BLOCKED, words="pol-p{1,2,3,4} | pol-t{1,2,3}"),
        Rule("facebook.sender-domain", SENDER_REFUSED, words="dns-p{1,2} | dns-t1"),
        Rule("facebook.reverse-dns", NO_REVERSE_DNS, words="dns-p3 | dns-t2"),
        Rule("facebook.rate", THROTTLED, words="con-t{1,2,3,4} | msg-t1"),
        Rule("facebook.their-system", REMOTE_ERROR, words="rcp-t1 | int-t{1,2,3,4,5,6,7,8,9}"),
    ),
)
