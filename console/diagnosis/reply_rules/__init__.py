"""What a server's reply means: the one reader of replies for logs, bounces and webhooks."""

from typing import NamedTuple

from console.diagnosis.reason import UNKNOWN, Reason

RULES_VERSION = 1


class Ruling(NamedTuple):
    """What the rules make of a reply, and which of them decided."""

    reason: Reason
    rule: str
    block_list: str = ""  # the list named in the text
    retry_after: int | None = None  # seconds, where the text says


def classify(words: str, enhanced_status: str = "", remote_mta: str = "") -> Ruling:
    """The reason for a refusal or delay. `words` as the evidence has them; never raises."""
    return Ruling(UNKNOWN, "unknown")
