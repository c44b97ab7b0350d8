"""The block lists that receivers name when they refuse an address, by the marks in their words.

A list of IP addresses or domains that is asked over DNS, or a maker's own reputation service. Who stands on one asks
there to be taken off.
"""

_MARKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Spamhaus", ("spamhaus",)),
    ("Barracuda", ("barracudacentral", "barracuda reputation", "barracudanetworks.com/reputation", "bbl.barracuda")),
    ("SpamCop", ("spamcop",)),
    ("UCEPROTECT", ("uceprotect",)),
    ("SORBS", ("sorbs",)),
    ("Invaluement", ("invaluement", "ivmsip", "ivmuri", "sip.invalue")),
    ("Abusix", ("abusix", "mail.abusix.zone")),
    ("Cloudmark", ("cloudmark",)),
    ("Proofpoint", ("support.proofpoint.com/dnsbl", "ipcheck.proofpoint", "blocked by pdr", "proofpoint dynamic rep")),
    ("Talos (Cisco)", ("senderbase", "talosintelligence", "ironport.com")),
    ("Sender Score", ("senderscore", "returnpath.net", "sendersupport.returnpath", "validity.com")),
    (
        "Trend Micro",
        ("mail-abuse.com", "mail-abuse.org", "trendmicro.com/reputation", "ers.trendmicro", "ermc.trendmicro"),
    ),
    ("Mailspike", ("mailspike",)),
    ("NiX Spam", ("nixspam", "ix.dnsbl.manitu", "dnsbl.manitu")),
    ("CBL", ("cbl.abuseat", "abuseat.org")),
    ("PSBL", ("psbl.surriel", "psbl.org")),
    ("SpamRATS", ("spamrats",)),
    ("SURBL", ("surbl",)),
    ("URIBL", ("uribl.com", "multi.uribl", "black.uribl")),
    ("Backscatterer", ("backscatterer",)),
    ("GBUdb", ("gbudb",)),
    ("Hostkarma", ("hostkarma", "junkemailfilter")),
    ("DroneBL", ("dronebl",)),
    ("SpamEatingMonkey", ("spameatingmonkey",)),
    ("SpfBL", ("spfbl",)),
    ("blocklist.de", ("blocklist.de",)),
    ("s5h", ("s5h.net",)),
    ("0spam", ("0spam.",)),
    ("WPBL", ("wpbl.info",)),
    ("Fortinet", ("fortiguard", "fortinet.com")),
    ("Sophos", ("sophos.com/",)),
    ("SenderBase", ("sender base",)),
    ("Njabl", ("njabl",)),
    ("Interserver", ("rbl.interserver", "interserver.net")),
    ("SWINOG", ("swinog",)),
    ("Polspam", ("polspam",)),
    ("Anonmails", ("anonmails",)),
    ("GPF", ("gpf-technologies", "bl.gpf")),
    ("Nordspam", ("nordspam",)),
    ("Suomispam", ("suomispam",)),
    ("KISA", ("kisarbl", "rbl.kisa", "kisa.or.kr")),
    ("China Anti-Spam Alliance", ("anti-spam.org.cn",)),
    ("Microsoft", ("part of their network is on our block list", "sender.office.com", "delist.messaging.microsoft")),
)


def block_list_in(text: str) -> str:
    """The name of the list that a lower-case text points to, "" where none is named."""
    return next((name for name, marks in _MARKS if any(mark in text for mark in marks)), "")
