"""Filters that stand before other people's servers: Proofpoint, Mimecast, Barracuda, Cisco, Symantec, Trend Micro …"""

from console.diagnosis.reason import (
    ACCEPTS_NO_MAIL,
    AUTHENTICATION,
    GREYLISTED,
    IP_BLOCKED,
    MALFORMED_MESSAGE,
    MESSAGE_TOO_LARGE,
    NO_SUCH_USER,
    OUR_SUBMISSION_REFUSED,
    RECIPIENT_POLICY,
    RELAY_DENIED,
    REMOTE_ERROR,
    SENDER_REFUSED,
    SPAM_CONTENT,
    THROTTLED,
    TLS_REQUIRED,
    UNREACHABLE,
    VIRUS_OR_ATTACHMENT,
)
from console.diagnosis.reply_rules.rule import Rule, Table

# Proofpoint asks its own list (PDR) before a word is said, and points to a page where one is taken off.
PROOFPOINT = Table(
    "proofpoint",
    hosts=("pphosted.com", "ppe-hosted.com", "ppops.net", "proofpoint.com", "pphosted-mail.com"),
    marks=("proofpoint.com", "blocked by pdr", "pphosted.com"),
    rules=(
        Rule("proofpoint.rate-limited", THROTTLED, words="rate limited | rate-limited"),
        Rule(
            "proofpoint.ip-blocked",
            IP_BLOCKED,
            words="""
                dnsbl-lookup | ipcheck.proofpoint | blocked by pdr | blocked - see | poor reputation | reputation
            """,
        ),
        Rule(
            "proofpoint.rate",
            THROTTLED,
            words="rate limit | temporarily deferred | too many | throttl",
            codes="4xx",
        ),
        Rule("proofpoint.threat", VIRUS_OR_ATTACHMENT, words="contains a threat | malicious | virus | malware"),
        Rule(
            "proofpoint.spam",
            SPAM_CONTENT,
            words="spam | message rejected due to content | mail content | unacceptable content",
        ),
        Rule("proofpoint.authentication", AUTHENTICATION, words="␣spf␣ | dmarc | dkim"),
        Rule("proofpoint.no-such-user", NO_SUCH_USER, words="user unknown | unknown user | invalid recipient"),
        Rule("proofpoint.policy", RECIPIENT_POLICY, words="command rejected | rejected by policy | message rejected"),
    ),
)

# Mimecast names the policy that refused; its short texts are listed on the page its replies point to. "Internal resources are
# temporarily unavailable" is its greylisting, and "envelope" before "rejected" or "blocked" speaks of the sender.
MIMECAST = Table(
    "mimecast",
    hosts=("mimecast.com", "mimecast.co.za", "mimecast-offshore.com", "mimecast.com.au"),
    marks=("mimecast",),
    rules=(
        Rule("mimecast.greylisted", GREYLISTED, words="internal resource | greylist", codes="4xx"),
        Rule(
            "mimecast.no-such-user",
            NO_SUCH_USER,
            words="invalid recipient | recipient*verified invalid | unknown recip | invalid address | user unknown",
        ),
        Rule(
            "mimecast.authentication",
            AUTHENTICATION,
            words="dmarc | spf sender | dkim sender | spoofing | spf fail",
        ),
        Rule(
            "mimecast.ip-blocked",
            IP_BLOCKED,
            words="""
                rbl restriction | ip reputation | blacklist | ct ip | block list | blocklist | poor reputation
            """,
        ),
        Rule(
            "mimecast.tls",
            TLS_REQUIRED,
            words="requires {encryption,tls,high-strength} | certificate",
        ),
        Rule(
            "mimecast.our-account",
            OUR_SUBMISSION_REFUSED,
            words="submitter failed | incorrect authentication | account outbounds disabled",
        ),
        Rule("mimecast.inbound-disabled", ACCEPTS_NO_MAIL, words="account inbounds disabled"),
        Rule("mimecast.loop", UNREACHABLE, words="mail loop | incorrect hostname used"),
        Rule("mimecast.country", RECIPIENT_POLICY, words="host network"),
        Rule("mimecast.virus", VIRUS_OR_ATTACHMENT, words="virus | malware | attachment | malicious"),
        Rule("mimecast.spam", SPAM_CONTENT, words="spam signature | spam | bulk | message content"),
        Rule("mimecast.relay", RELAY_DENIED, words="open relay not allowed | relay not allowed | relaying"),
        Rule(
            "mimecast.sender",
            SENDER_REFUSED,
            words="""
                envelope blocked | envelope rejected | sender*locked | sender*invalid | blocked sender
                sender address | manually blocked
            """,
        ),
        Rule("mimecast.too-large", MESSAGE_TOO_LARGE, words="size limit | message size | maximum*size"),
        Rule(
            "mimecast.rate",
            THROTTLED,
            words="thread limit | too many | rate limit | concurrent | account service is temporarily",
        ),
        Rule(
            "mimecast.policy",
            RECIPIENT_POLICY,
            words="security polic | administrative prohibition | polic | prohibited | content examination",
        ),
        Rule(
            "mimecast.their-server",
            REMOTE_ERROR,
            words="recipient server unavailable | server busy | unable to process | temporarily unavailable | message ended early",
        ),
    ),
)

# Cisco Secure Email (IronPort): a refusal by reputation is the first line it says, before any command.
CISCO = Table(
    "cisco",
    hosts=("iphmx.com", "ironport.com"),
    marks=(
        "senderbase",
        "ironport",
        "talosintelligence",
        "your access to this mail system",
        "access to submit messages to",
    ),
    rules=(
        Rule(
            "cisco.ip-blocked",
            IP_BLOCKED,
            words="""
                poor reputation | your access to this mail system | access to submit messages | senderbase | talos
            """,
        ),
        Rule(
            "cisco.rate",
            THROTTLED,
            words="""
                too many messages | too many recipients | too many connections | messages for this session
                recipients received this hour | allowable connection time
            """,
        ),
        Rule("cisco.no-such-user", NO_SUCH_USER, words="address rejected", status="5.1.0 5.1.1", unless="sender"),
        Rule("cisco.spam", SPAM_CONTENT, words="rejected by system | content rejected"),
    ),
)

# Broadcom's Email Security.cloud, once MessageLabs: a qmail of its own, most of its texts begin with "sorry, your".
SYMANTEC = Table(
    "symantec",
    hosts=("messagelabs.com", "messagelabs.net", "symantec.com", "symanteccloud.com", "broadcom.com"),
    marks=("messagelabs", "symanteccloud", "(#x.x.x_"),
    rules=(
        Rule("symantec.relay", RELAY_DENIED, words="trying to use me"),
        Rule("symantec.authentication", AUTHENTICATION, words="spf␣ | dmarc | dkim | sender policy framework"),
        Rule("symantec.tls", TLS_REQUIRED, words="tls/sslv3 | connection required"),
        Rule("symantec.our-account", OUR_SUBMISSION_REFUSED, words="turn on smtp authentication"),
        Rule("symantec.line-ends", MALFORMED_MESSAGE, words="stray line | rfc 5322 | requested action aborted [4]"),
        Rule(
            "symantec.sender",
            SENDER_REFUSED,
            words="""
                your {email address,domain}*{blocked,blacklisted} | badmailfrom | sender envelope domain
            """,
        ),
        Rule(
            "symantec.ip-blocked",
            IP_BLOCKED,
            words="""
                connection rejected by policy | blocklisted | blacklisted | ip address*listed | traffic shaping | your ip | ␣pbl
            """,
        ),
        Rule(
            "symantec.no-such-user",
            NO_SUCH_USER,
            words="invalid recipient | mailbox unavailable | unknown recipient | mailbox is not allowed | no such user",
        ),
        Rule("symantec.threat", VIRUS_OR_ATTACHMENT, words="virus | malware"),
        Rule("symantec.spam", SPAM_CONTENT, words="spam | message content | message filtered | heuristic"),
        Rule(
            "symantec.rate",
            THROTTLED,
            words="too many | service temporarily | requested action aborted | recipients received this hour",
            codes="4xx",
        ),
    ),
)

BARRACUDA = Table(
    "barracuda",
    hosts=("barracudanetworks.com", "barracuda.com", "cudaops.com"),
    marks=("barracuda", "permanent failure for one or more recipients"),
    rules=(
        Rule(
            "barracuda.ip-blocked",
            IP_BLOCKED,
            words="""
                barracuda reputation | barracudacentral | poor reputation | client host*blocked | blocked using
            """,
        ),
        Rule("barracuda.spam", SPAM_CONTENT, words="spam | content | intent | ␣ube | bulk | rejected due to"),
        Rule("barracuda.sender", SENDER_REFUSED, words="sender*blocked | sender*rejected | envelope sender"),
        Rule("barracuda.recipient-policy", RECIPIENT_POLICY, words=":blocked | recipients*blocked | quarantine"),
        Rule("barracuda.rate", THROTTLED, words="rate control | too many | deferred", codes="4xx"),
    ),
)

TREND_MICRO = Table(
    "trend-micro",
    hosts=("trendmicro.com", "trendmicro.eu", "hes.trendmicro.com", "trendmicro.co.jp"),
    marks=("trendmicro", "trend micro", "mail-abuse.com", "ers-rbl", "ers-dul"),
    rules=(
        Rule(
            "trend-micro.ip-blocked",
            IP_BLOCKED,
            words="reputation | mail-abuse | ers-{rbl,dul,qil} | blocked using | ␣rbl | ␣qil | blocked by",
        ),
        Rule("trend-micro.threat", VIRUS_OR_ATTACHMENT, words="virus | malware | ransomware"),
        Rule("trend-micro.spam", SPAM_CONTENT, words="spam | content"),
    ),
)

# Cloud filters with few words of their own.
CLOUD_FILTERS = Table(
    "cloud-filter",
    hosts=(
        "mailchannels.net",
        "antispamcloud.com",
        "spamexperts.com",
        "hornetsecurity.com",
        "antispameurope.com",
        "expurgate.de",
        "sophos.com",
        "reflexion.net",
        "mxlogic.net",
        "mailprotect.be",
        "emailsecurity.trellix.com",
        "fireeyecloud.com",
        "fortimail.com",
        "fortimailcloud.com",
        "securence.com",
        "appriver.com",
        "exchangedefender.com",
        "vadesecure.com",
        "altospam.com",
        "mailinblack.com",
        "forcepoint.net",
        "mailcontrol.com",
        "spamhero.com",
        "mtaroutes.com",
        "perimeterwatch.com",
    ),
    marks=("mailchannels", "cloudmark", "antispamcloud"),
    rules=(
        Rule("cloud-filter.cloudmark", IP_BLOCKED, words="csi.cloudmark | reputation on cloudmark | cloudmark sender"),
        Rule(
            "cloud-filter.content",
            SPAM_CONTENT,
            words="[cs] | message blocked | mode: normal | classified as spam",
        ),
        Rule("cloud-filter.policy", RECIPIENT_POLICY, words="message refused | denied by policy | (mode:"),
    ),
)
