"""Where a message goes on, by the words of the server that took it.

The words are a stranger's: they are a hint to join two of our own logs by, if what those say agrees, and never more.
"""

import re

QUEUED_AS = re.compile(r"(?:\bqueued as |\bOK id=|^forwarded as )([A-Za-z0-9-]{5,40})(?![\w-])", re.ASCII)


def next_queue_id(words: str) -> str:
    """The queue ID in "250 2.0.0 Ok: queued as ID" (Postfix), "250 OK id=ID" (Exim) or local(8)'s "forwarded as ID"."""
    if "ed as " not in words and "OK id=" not in words:
        return ""
    found = QUEUED_AS.search(words)
    return found[1] if found else ""
