"""What really became of each mail: from what was handed in, what the servers answered, and what was left in the queue.

The log is not read.
"""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.demo import world
from tests.demo.calendar import END
from tests.demo.play import Play
from tests.demo.stage import Sent
from tests.servers.postfix import Postfix
from tests.servers.smtp_sink import Verdict

LIFETIME = 3 * 86_400  # seconds: maximal_queue_lifetime


class Fate(NamedTuple):
    """Of one recipient of one mail. `final` is one of:

    delivered, mailbox (into one of ours), sent (to the provider behind the tunnel), refused, no-domain, null-mx,
    expired, deferred, held, queued, deleted, rejected.
    """

    message_id: str
    recipient: str
    final: str
    reply: str = ""  # the last refusal, or the last "later"


class Truth:
    """Everything but the log."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.verdicts = play.stage.sinks.verdicts
        self.taken = {
            (v.message_id, recipient): v for v in self.verdicts if v.reply.startswith("2") for recipient in v.recipients
        }
        self.waiting = dict(_waiting(play.stage.mail)) | dict(_waiting(play.stage.relay))

    def fates(self) -> list[Fate]:
        return [
            fate
            for sent in self.play.sent
            for recipient in sent.mail.recipients
            for fate in self._fates(sent, recipient)
        ]

    def _fates(self, sent: Sent, recipient: str) -> Iterator[Fate]:
        if recipient in sent.refused:
            yield Fate(sent.message_id, recipient, "rejected", sent.refused[recipient])
            return
        for final in world.ALIASES.get(recipient, (recipient,)):
            yield Fate(sent.message_id, final, *self._end(sent, final))

    def _end(self, sent: Sent, recipient: str) -> tuple[str, str]:
        domain = recipient.partition("@")[2]
        if sent.queue_id in self.play.deleted:
            return "deleted", ""
        if domain == "medora.example":
            return "mailbox", ""
        if (sent.message_id, recipient) in self.taken:
            return ("sent" if domain in world.BY_TUNNEL else "delivered"), ""
        last = self._last_refusal(sent, recipient)
        queue = self.waiting.get((sent.message_id, recipient))
        if queue:
            return _place(queue, sent.mail.at), last
        if last.startswith("5"):
            return "refused", last
        if domain in world.ACCEPT_NO_MAIL:
            return "null-mx", ""
        zone = self.play.stage.zone
        if f"{domain}." not in zone.records and domain not in world.DNS_BROKEN:
            return "no-domain", ""
        # A file that the queue manager was just moving is in no listing.
        too_young = sent.mail.at > END - LIFETIME and sent.mail.note != "expire"
        return ("deferred" if too_young else "expired"), last

    def _last_refusal(self, sent: Sent, recipient: str) -> str:
        """Two mails by one sender to one recipient at a time are told the same."""
        said = ""
        for verdict in self.verdicts:
            if verdict.at >= sent.mail.at - 1 and _is_about(verdict, sent, recipient):
                said = verdict.reply or said
            if said.startswith("5"):
                break
        return said


def _place(queue: str, since: float) -> str:
    """What lies in the active queue was tried before, unless it came in the last minute."""
    if queue == "hold":
        return "held"
    return "deferred" if queue == "deferred" or since < END - 60 else "queued"


def _is_about(verdict: Verdict, sent: Sent, recipient: str) -> bool:
    if verdict.reply.startswith("2") or verdict.sender != sent.mail.sender:
        return False
    if verdict.stage == "DATA":
        return verdict.message_id == sent.message_id and recipient in verdict.recipients
    return recipient in verdict.recipients or (
        verdict.stage == "MAIL" and verdict.sink.endswith(recipient.partition("@")[2])
    )


def _waiting(instance: Postfix) -> Iterator[tuple[tuple[str, str], str]]:
    """Message-ID and recipient of what is in a queue, and which queue that is."""
    for line in instance.run("postqueue", "-j").splitlines():
        entry = json.loads(line)
        headers = instance.run("postcat", "-hq", entry["queue_id"])
        message_id = re.search(r"^Message-ID: <(.*)>", headers, re.MULTILINE)
        for recipient in entry["recipients"]:
            yield (message_id[1] if message_id else "", recipient["address"]), entry["queue_name"]
