"""A Postfix log of any size, interleaved as a real one, with the truth beside it.

Seven lines a message: client, Message-ID, sender, one a recipient and attempt, removed. Of the recipients 8 % are
deferred one to four times, 3 % bounce with a notification to the sender; 15 % of the messages have two to six
recipients; 2 % of the lines are noise. The same seed gives the same log.
"""

import heapq
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

BEGINNING = datetime(2026, 11, 1, tzinfo=UTC).timestamp()
LARGE = {
    "gmail.com": 0.30,
    "outlook.com": 0.12,
    "yahoo.com": 0.08,
    "hotmail.com": 0.06,
    "icloud.com": 0.04,
    "aol.com": 0.02,
    "gmx.de": 0.02,
    "web.de": 0.02,
    "mail.ru": 0.015,
    "qq.com": 0.015,
}
SMALL = 1 - sum(LARGE.values())
FIRST_NAMES = (
    "anna bela carla dario emma farid greta hugo ines jonas katja leon mara nils olga paul rosa sven tara".split()
)
LAST_NAMES = (
    "adler bauer conti diaz ebner fuchs garcia huber ivanov jansen keller lang mayer nowak ortiz peters".split()
)
SYLLABLES = "ba ko mi ra te lu so ne da pi ve jo sta gri mo".split()
ALPHABET = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"  # of long queue IDs: no vowels
DEFERRALS = (
    ("4.7.0", "host {mx}[{ip}] said: 421 4.7.0 Try again later, rate limited (in reply to MAIL FROM command)"),
    ("4.2.2", "host {mx}[{ip}] said: 452 4.2.2 Mailbox over quota (in reply to RCPT TO command)"),
    ("4.4.1", "connect to {mx}[{ip}]:25: Connection timed out"),
    ("4.7.1", "host {mx}[{ip}] said: 450 4.7.1 Greylisted, come back later (in reply to RCPT TO command)"),
)
REFUSALS = (
    (
        "5.1.1",
        "host {mx}[{ip}] said: 550 5.1.1 <{to}>: Recipient address rejected: User unknown (in reply to RCPT TO command)",
    ),
    ("5.7.1", "host {mx}[{ip}] said: 554 5.7.1 Message rejected due to its content (in reply to end of DATA command)"),
    ("5.2.2", "host {mx}[{ip}] said: 552 5.2.2 <{to}>: Mailbox full (in reply to RCPT TO command)"),
)
NOISE = (
    "smtpd[{pid}]: NOQUEUE: reject: RCPT from unknown[203.0.113.9]: 554 5.7.1 <x@else.example>: Relay access denied; from=<a@spam.example> to=<x@else.example> proto=ESMTP helo=<spam>",
    "smtpd[{pid}]: warning: hostname dyn.example does not resolve to address 203.0.113.9",
    "anvil[{pid}]: statistics: max connection rate 3/60s for (smtp:203.0.113.9) at Nov  1 10:00:00",
)


class Truth(NamedTuple):
    """What became of one recipient of one message."""

    queue_id: str
    recipient: str
    outcome: str  # sent or bounced
    attempts: int


class LogGenerator:
    """Writes a log; `truth` fills meanwhile when asked for."""

    def __init__(self, messages: int, seed: int = 1, days: float = 7.0) -> None:
        self.messages = messages
        self.truth: list[Truth] = []
        self._random = random.Random(seed)
        self._step = days * 86400 / messages
        self._waiting: list[tuple[float, int, str]] = []
        self._count = 0
        self._domains = [self._small_domain() for _ in range(max(200, messages // 50))]
        self._people = [self._person(number) for number in range(max(1000, messages // 5))]

    def write(self, path: Path, keep_truth: bool = False) -> int:
        """Write the log; returns its number of lines."""
        lines = 0
        with path.open("w", encoding="ascii") as log:
            for text in self._lines(keep_truth):
                log.write(text)
                lines += 1
        return lines

    def _lines(self, keep_truth: bool) -> Iterator[str]:
        at = BEGINNING
        for _ in range(self.messages):
            at += self._step * self._random.uniform(0.2, 1.8)
            yield from self._until(at)
            self._message(at, keep_truth)
        yield from self._until(float("inf"))

    def _until(self, at: float) -> Iterator[str]:
        while self._waiting and self._waiting[0][0] <= at:
            when, _, text = heapq.heappop(self._waiting)
            stamp = datetime.fromtimestamp(int(when), UTC)
            yield f"{stamp:%b} {stamp.day:2d} {stamp:%H:%M:%S} mx1 postfix/{text}\n"

    def _say(self, at: float, text: str) -> None:
        self._count += 1
        heapq.heappush(self._waiting, (at, self._count, text))

    def _message(self, at: float, keep_truth: bool) -> None:
        pick = self._random
        queue_id, pid = self._queue_id(), 1000 + pick.randrange(200)
        sender = f"{pick.choice(('billing', 'noreply', 'orders'))}@{pick.choice(('shop', 'clinic'))}.example"
        count = 1 if pick.random() > 0.15 else pick.randint(2, 6)
        people = {self._people[int(len(self._people) * pick.random() ** 1.5)] for _ in range(count)}
        size = 2000 + int(60000 * pick.random() ** 4)
        client = f"app{pick.randrange(13)}.shop.example[198.51.100.{pick.randrange(250)}]"
        if pick.random() < 0.3:
            self._say(at - 0.02, f"smtpd[{pid}]: connect from {client}")
            self._say(
                at + 0.35, f"smtpd[{pid}]: disconnect from {client} ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5"
            )
        self._say(at, f"smtpd[{pid}]: {queue_id}: client={client}")
        self._say(at + 0.05, f"cleanup[{pid + 500}]: {queue_id}: message-id=<{at:.6f}.{queue_id.lower()}@shop.example>")
        self._say(at + 0.1, f"qmgr[777]: {queue_id}: from=<{sender}>, size={size}, nrcpt={len(people)} (queue active)")
        ends = [self._recipient(at, queue_id, sender, person, keep_truth) for person in sorted(people)]
        self._say(max(ends) + 0.6, f"qmgr[777]: {queue_id}: removed")
        if pick.random() < 0.12:
            self._say(at + 0.3, pick.choice(NOISE).format(pid=pid))

    def _recipient(self, begun: float, queue_id: str, sender: str, to: str, keep_truth: bool) -> float:
        pick = self._random
        domain = to.partition("@")[2]
        mx, ip = f"mx{pick.randint(1, 2)}.{domain}", f"192.0.2.{len(domain) * 7 % 250}"
        at = begun + 0.2 + 4 * pick.random()
        deferrals = pick.randint(1, 4) if pick.random() < 0.08 else 0
        code, words = pick.choice(DEFERRALS)
        for attempt in range(deferrals):
            self._attempt(at, begun, queue_id, to, (mx, ip), code, "deferred", words)
            at += 300 * 2**attempt + 60 * pick.random()
        bounced = pick.random() < 0.03 or (deferrals and pick.random() < 0.1)
        if bounced:
            code, words = pick.choice(REFUSALS)
            self._attempt(at, begun, queue_id, to, (mx, ip), code, "bounced", words)
            self._notification(at, queue_id, sender)
        else:
            words = f"250 2.0.0 OK  {int(at)} {queue_id[::-1].lower()} - gsmtp"
            self._attempt(at, begun, queue_id, to, (mx, ip), "2.0.0", "sent", words)
        if keep_truth:
            self.truth.append(Truth(queue_id, to, "bounced" if bounced else "sent", deferrals + 1))
        return at

    def _attempt(
        self, at: float, begun: float, queue_id: str, to: str, mx: tuple[str, str], code: str, status: str, words: str
    ) -> None:
        name, ip = mx
        text = words.format(mx=name, ip=ip, to=to) if "{" in words else words
        self._say(
            at,
            f"smtp[{1900 + self._random.randrange(99)}]: {queue_id}: to=<{to}>, relay={name}[{ip}]:25, "
            f"delay={at - begun:.2f}, delays=0.1/0.01/{(at - begun) / 2:.2f}/0.2, dsn={code}, status={status} ({text})",
        )

    def _notification(self, at: float, queue_id: str, sender: str) -> None:
        child = self._queue_id()
        self._say(at + 0.10, f"cleanup[1501]: {child}: message-id=<{child}@mx1.shop.example>")
        self._say(at + 0.11, f"bounce[1701]: {queue_id}: sender non-delivery notification: {child}")
        self._say(at + 0.12, f"qmgr[777]: {child}: from=<>, size=4000, nrcpt=1 (queue active)")
        self._attempt(
            at + 0.5, at, child, sender, ("mail.shop.example", "192.0.2.250"), "2.0.0", "sent", "250 2.0.0 Ok: queued"
        )
        self._say(at + 0.55, f"qmgr[777]: {child}: removed")

    def _queue_id(self) -> str:
        return "4" + "".join(self._random.choices(ALPHABET, k=9)) + "z" + "".join(self._random.choices(ALPHABET, k=4))

    def _small_domain(self) -> str:
        syllables = self._random.choices(SYLLABLES, k=self._random.randint(2, 4))
        return "".join(syllables) + self._random.choice((".com", ".net", ".org", ".de", ".co.uk", ".fr"))

    def _person(self, number: int) -> str:
        pick = self._random
        if pick.random() < SMALL:
            domain = self._domains[int(len(self._domains) * pick.random() ** 3)]
        else:
            domain = pick.choices(list(LARGE), list(LARGE.values()))[0]
        return f"{pick.choice(FIRST_NAMES)}.{pick.choice(LAST_NAMES)}{number % 9973}@{domain}"
