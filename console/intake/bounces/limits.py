"""How much of a stranger's mail is looked at: anybody may write to a bounce mailbox.

The standard library's parser takes 1.8 GB for a mail of 174 KB with ten thousand encoded words, and raises
RecursionError on three thousand nested parts. So the bytes are measured before any parser sees them; our own reader
then counts parts and depth as it goes.
"""

from typing import NamedTuple

from console.mail.unreadable import UnreadableEvidence


class Limits(NamedTuple):
    """A mail over any of these is not read."""

    octets: int = 50 * 1024 * 1024
    header_lines: int = 2_000  # of the mail itself, folded lines counted one by one
    header_octets: int = 1024 * 1024
    encoded_words: int = 2_000  # in the header of the mail itself
    parts: int = 1_000
    depth: int = 30
    recipients: int = 10_000
    text_characters: int = 400_000  # of a text part; what follows is cut: a notice stands at the beginning


LIMITS = Limits()


def check(raw: bytes, limits: Limits = LIMITS) -> None:
    """Raises UnreadableEvidence with a sentence for a mail that is too large or too intricate to read."""
    if len(raw) > limits.octets:
        raise UnreadableEvidence(f"The mail has {len(raw):,} octets; at most {limits.octets:,} are read.")
    end = _end_of_header(raw)
    if end > limits.header_octets:
        raise UnreadableEvidence(f"The header has {end:,} octets; at most {limits.header_octets:,} are read.")
    if (lines := raw.count(b"\n", 0, end)) > limits.header_lines:
        raise UnreadableEvidence(f"The header has {lines:,} lines; at most {limits.header_lines:,} are read.")
    if (words := raw.count(b"=?", 0, end)) > limits.encoded_words:
        raise UnreadableEvidence(f"The header has {words:,} encoded words; at most {limits.encoded_words:,} are read.")


def _end_of_header(raw: bytes) -> int:
    ends = [end for mark in (b"\n\n", b"\n\r\n", b"\r\r") if (end := raw.find(mark, 0, 2 * LIMITS.header_octets)) >= 0]
    return min(ends, default=len(raw))
