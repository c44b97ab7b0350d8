"""What Postfix logs that says nothing of what became of a message.

A line is chatter only if it stands here. Others go to quarantine, where somebody can see that a new Postfix
has something new to say.
"""

import re

# Daemons and commands that never speak of a message's fate, whatever they say.
SILENT_DAEMONS = frozenset(
    """anvil dnsblog flush master postalias postconf postdrop postfix-script postfix-tlsproxy postkick postlock
    postlog postlogd postmap postmulti postmulti-script postqueue postscreen-cache proxymap proxywrite rewrite scache
    sendmail showq smtp-sink smtp-source spawn tlsmgr tlsproxy trivial-rewrite verify""".split()
)

# First words of lines that begin with no queue ID. Trouble ("warning:") is for operators; mail is not lost by it
# without a line of its own about the message.
FIRST_WORDS = frozenset(
    """connect disconnect lost timeout too improper discarding bare idle statistics: message reload refreshing
    warning: error: fatal: panic: info: Anonymous Trusted Untrusted Verified SSL_accept SSL_connect SSL3 Host
    certificate Certificate Client Server Peer server client setting initializing certificates fingerprint= looking
    save ALLOWLIST ALLOWLISTED BARE BDAT BLACKLISTED CONNECT COMMAND DATA DENYLISTED DISCONNECT DNSBL HANGUP NON-SMTP
    PASS PREGREET WHITELIST WHITELISTED cache close entering terminating Deleted: Placed Released Requeued:
    Force-expired: Renamed Unable daemon starting stopping refused""".split()
)
OTHERS = re.compile(
    r"\S+\[[\w.:]+\](?::\d+)?: "  # certificates: "mx.example.com[192.0.2.1]:25: Matched subjectAltName …"
    r"|[<>=] |[<>] ?\S+\["  # the dialogue, under -v or debug_peer_list
    r"|[a-z][a-z0-9]*_[a-z0-9_]*: |[a-z_]+: name_mask: |name_mask: |match_\w+: "  # its functions
    r"|(?:smtpd?_|tls_|xsasl_|milter\d)",
    re.ASCII,
)

# What is said of a message on the way: the delivery line that follows says how it ended.
QUEUE_CHATTER = (
    "Cannot start TLS",
    "Host or domain name not found",
    "SASL authentication failed",
    "Server certificate",
    "TLS is required",
    "breaking line",
    "connect to ",
    "conversation with ",
    "disabling PIX workarounds",
    "enabling PIX workarounds",
    "expired",  # postsuper -e: qmgr's "force-expired" follows
    "host ",  # the words of one of several hosts
    "lost connection with ",
    "skipped, still being delivered",
    "warning: ",
)


def is_chatter(words: str) -> bool:
    """Whether words that may begin with no queue ID are known to say nothing of a message."""
    return words[: words.find(" ")] in FIRST_WORDS or not words or OTHERS.match(words) is not None


def is_queue_chatter(said: str) -> bool:
    """The same for the words after a queue ID."""
    return said.startswith(QUEUE_CHATTER)
