"""The words an MTA gives as the cause, taken apart: reply code, enhanced status code, text, and who said it."""

from typing import NamedTuple


class Reply(NamedTuple):
    """A reply (RFC 5321, 4.2) as far as the words hold one; empty text and None mean that they do not say."""

    code: int | None = None
    enhanced_status: str = ""  # RFC 3463, e.g. 5.1.1
    text: str = ""  # without the codes and without what our own MTA put around them
    host: str = ""  # the name of the server that replied
    address: str = ""  # its IP address
    command: str = ""  # the SMTP command it replied to, upper case: MAIL, RCPT, DATA …


def read_reply(words: str) -> Reply:
    """Never raises: words that hold no reply are its text."""
    return Reply(text=words)
