"""Ninety days of mail as rows of a search database, with the truth about every row.

A message in seven goes to several people, 30 % of the addresses are at gmail.com, most domains are small, a few
addresses get much of the mail, and one address in twenty holds "smith".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from console.diagnosis.reason import NO_REASON, REASONS
from console.diagnosis.status import DEFERRED, DELIVERED, HARD_BOUNCED, INVALID_ADDRESS
from console.models.time_id import BITS
from tests.benchmarks.log_generator import LARGE

FIRST_SECOND = 1_755_216_000  # 15 August 2025, UTC
DAYS = 90
DAY = 86400
SENDERS = 2000
CHUNK = 200_000

FIRST_NAMES = """adam agnes amir anja astrid bruno carla chiara daniel diego elena erik farid fiona george greta hana
hugo ines ivan jana jonas julia kemal klara leila lena luis lucia maria marta mehmet mila nadia nils noor olga omar
paula pavel petra rosa sara sven tomas vera yara yusuf""".split()
LAST_NAMES = """abel adler almeida bauer becker berg blacksmith bonnet braun costa cruz dahl dubois duarte eriksson
fabre ferrari fischer fontana garcia goldsmith gruber haas hansen hoffmann horvat ivanov jansen jensen kaya keller
klein kovac kowalski krause lang larsen leroy lind lopez maier marino martin meyer moreau moretti nagy nguyen nielsen
novak olsen petrov popov ricci rossi roux ruiz santos schmidt schulz silva smith smithers sokolov sousa tanaka toth
vargas vidal vogel wagner weber winkler wolf yilmaz""".split()
SYLLABLES = (
    "ba bel co dan den dor fa fel go han ka kel la len lo mar mel mo nor pa pel ra ros sa sol ta tel vo zan".split()
)
ENDINGS = ("com", "net", "org", "de", "co.uk", "fr")
STATUS_SHARES = ((DELIVERED, 0.89), (HARD_BOUNCED, 0.03), (DEFERRED, 0.06), (INVALID_ADDRESS, 0.02))

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class MailRows:
    """The rows, column by column. Numbers of addresses, domains and senders count from 0; stored ids from 1."""

    domains: list[str]
    addresses: list[str]
    address_domain: Numbers
    message_id: Numbers
    message_sender: Numbers
    recipient_id: Numbers
    recipient_message: Numbers  # which message, from 0
    recipient_address: Numbers
    status: Numbers
    reason: Numbers

    @cached_property
    def recipient_domain(self) -> Numbers:
        """The domain of every recipient."""
        return self.address_domain[self.recipient_address]

    def sender(self, number: int) -> str:
        """The address of a sender."""
        return f"service{number}@shop{number % 40}.example"

    def message_id_header(self, number: int) -> str:
        """The Message-ID of a message."""
        return f"{self.message_id[number]:x}.{number}@{self.sender(int(self.message_sender[number])).partition('@')[2]}"

    def queue_id(self, number: int) -> str:
        """The queue ID of a message."""
        return f"{number * 2654435761 % (1 << 55):014X}"


def make(messages: int, seed: int = 7) -> MailRows:
    """The rows of so many messages; the same seed gives the same rows."""
    random = np.random.default_rng(seed)
    domains = _domains(random, max(messages // 100, 20))
    address_domain = _address_domains(random, max(messages // 5, 100), len(domains))
    addresses = _addresses(random, address_domain, domains)
    began = np.sort(random.integers(FIRST_SECOND, FIRST_SECOND + DAYS * DAY, messages))
    several = np.where(random.random(messages) < 0.85, 1, random.integers(2, 7, messages))
    recipient_message = np.repeat(np.arange(messages), several)
    popularity = random.permutation(len(addresses))
    chosen = (len(addresses) * random.random(len(recipient_message)) ** 1.8).astype(np.int64)
    status, reason = _outcomes(random, len(recipient_message))
    return MailRows(
        domains=domains,
        addresses=addresses,
        address_domain=address_domain,
        message_id=_ids(began),
        message_sender=random.integers(0, SENDERS, messages),
        recipient_id=_ids(began[recipient_message]),
        recipient_message=recipient_message,
        recipient_address=popularity[chosen],
        status=status,
        reason=reason,
    )


def _domains(random: np.random.Generator, number: int) -> list[str]:
    parts = random.integers(0, len(SYLLABLES), (number, 3))
    return [
        *LARGE,
        *(f"{''.join(SYLLABLES[p] for p in row)}{at}.{ENDINGS[at % len(ENDINGS)]}" for at, row in enumerate(parts)),
    ]


def _address_domains(random: np.random.Generator, number: int, domains: int) -> Numbers:
    big = len(LARGE)
    chosen = np.searchsorted(np.cumsum(list(LARGE.values())), random.random(number)).astype(np.int64)
    small = chosen >= big
    chosen[small] = big + ((domains - big) * random.random(int(small.sum())) ** 3).astype(np.int64)
    return chosen


def _addresses(random: np.random.Generator, address_domain: Numbers, domains: list[str]) -> list[str]:
    number = len(address_domain)
    first = random.integers(0, len(FIRST_NAMES), number).tolist()
    last = random.integers(0, len(LAST_NAMES), number).tolist()
    return [
        f"{_local_part(at, FIRST_NAMES[f], LAST_NAMES[k])}@{domains[d]}"
        for at, (f, k, d) in enumerate(zip(first, last, address_domain.tolist(), strict=True))
    ]


def _local_part(at: int, first: str, last: str) -> str:
    """Five habits of naming; the number keeps addresses apart."""
    forms = (
        f"{first}.{last}{at}",
        f"{first[0]}{last}{at}",
        f"{first}.{last}.{at}",
        f"{first}{last}{at}",
        f"{last}_{first}{at}",
    )
    return forms[at % len(forms)]


def _outcomes(random: np.random.Generator, number: int) -> tuple[Numbers, Numbers]:
    codes = np.array([status.code for status, _ in STATUS_SHARES])
    drawn = np.minimum(np.searchsorted(np.cumsum([share for _, share in STATUS_SHARES]), random.random(number)), 3)
    causes = np.array([reason.code for reason in REASONS if reason != NO_REASON])
    cause = causes[(10 * random.random(number) ** 2).astype(np.int64) + (drawn * 5) % (len(causes) - 10)]
    return codes[drawn], np.where(drawn == 0, NO_REASON.code, cause)


def _ids(seconds: Numbers) -> Numbers:
    """Ids of rows in the order of time: the second, and a number within it."""
    position = np.arange(len(seconds))
    begins = np.r_[True, seconds[1:] != seconds[:-1]]
    return (seconds << BITS) | (position - np.maximum.accumulate(np.where(begins, position, 0)))


def chunks(number: int, size: int = CHUNK) -> Iterator[slice]:
    """Slices that together are the whole."""
    return (slice(at, min(at + size, number)) for at in range(0, number, size))
