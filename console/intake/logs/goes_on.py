"""Where a message goes on, by the words of the server that took it.

The words are a stranger's: they are a hint to join two of our own logs by, if what those say agrees, and never more.
"""

import re

# Amazon SES says nothing but "Ok" before its ID, which it then makes the left side of the Message-ID.
SES = re.compile(r"\b250 Ok ([0-9a-f]{16}-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}-\d{6})\b")
QUEUED_AS = re.compile(r"(?:\bqueued as |\bOK id=|^forwarded as )([A-Za-z0-9-]{5,40})(?![\w-])", re.ASCII)


def next_queue_id(words: str) -> str:
    """The queue ID in "250 2.0.0 Ok: queued as ID" (Postfix), "250 OK id=ID" (Exim) local(8)'s "forwarded as ID", or SES's "250 Ok ID"."""
    if "ed as " in words or "OK id=" in words:
        found = QUEUED_AS.search(words)
    else:
        found = SES.search(words) if "250 Ok 0" in words else None
    return found[1] if found else ""
