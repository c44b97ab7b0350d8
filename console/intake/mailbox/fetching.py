"""Fetching: which mails come next, and what becomes of one that the server does not give.

The work list is (UIDVALIDITY, UID) behind the position, never the unread flag. A mail that makes the server break is
found by asking for one at a time. After some tries the mails behind it are asked for, and if one of them comes, it is
asked for a last time: if it still does not come, it is the mail that is at fault and not the server as a whole, and it
is handed over as trouble.
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from console.intake.bounces.limits import LIMITS
from console.intake.mailbox.answers import Answer
from console.intake.mailbox.bounded_imap import TooMuch
from console.intake.mailbox.connection import Connection, Folder
from console.intake.mailbox.trouble import NotGiven
from console.intake.mails import Mail, Position

MAILS = 100  # in a batch
OCTETS = 8 * 1024 * 1024  # in a batch, unless one mail has more
BEGINNING = 64 * 1024  # octets of a mail over the limit
SLACK = 64 * 1024  # octets by which a server may be wrong about the size of a mail
TRIES = 3
NOT_GIVEN = f"The server lists this mail, and did not give it when asked {TRIES} times."


class Batch(NamedTuple):
    """Mails in the order of their UIDs."""

    mails: list[Mail]
    reached: Position | None  # behind which fetching goes on; None: where it was


class Fetching:
    """What is still to be fetched of a mailbox, and what was tried; it outlives connections."""

    def __init__(self) -> None:
        self._folder = Folder(0, None)
        self._waiting: list[int] = []  # UIDs, in order
        self._forget()

    @property
    def waiting(self) -> int:
        """How many mails are known to wait."""
        return len(self._waiting)

    def begin(self, connection: Connection, reached: Position) -> Position:
        """Open the folder and see what waits; where fetching goes on: at the first mail, if the UIDs are others now."""
        folder = connection.open_folder()
        if folder.uid_validity != self._folder.uid_validity:
            self._forget()
        self._folder = folder
        goes_on = reached if self._are_known(reached) else Position(folder.uid_validity, 0)
        self._waiting = connection.waiting(goes_on.uid, folder.uid_next)
        return goes_on

    def _forget(self) -> None:
        self._alone_until = 0  # the UID up to which mails are asked for one by one
        self._tries: Counter[int] = Counter()  # of mails that were not given
        self._tried_last: set[int] = set()  # those that did not come although another did
        self._too_long: dict[int, int] = {}  # octets that were announced for a mail, more than may be

    def batch(self, connection: Connection) -> Batch | None:
        """The next mails; None when there are none. One without mails is a try that failed: ask for another.

        Raises NotGiven when a mail is not given though the server lists it, and no other is either.
        """
        if not self._waiting:
            return None
        given_up, asked = self._next()
        sizes = connection.sizes(asked)
        asked = list(_up_to(OCTETS, asked, sizes))
        bodies = self._ask(connection, asked, sizes)
        for uid in given_up if bodies else ():
            self._ask_a_last_time(connection, uid, sizes, bodies)
        gone = self._gone(connection, [*given_up, *asked], bodies)
        self._waiting = [uid for uid in self._waiting if uid not in gone] if gone else self._waiting
        if bodies:
            given_up = [uid for uid in given_up if uid not in bodies]
            return self._settle([*map(self._trouble, given_up), *self._mails(bodies, sizes)])
        if gone:
            return Batch([], None)
        raise NotGiven(f"the server lists the mail with UID {asked[0]} and does not give it")

    def _are_known(self, reached: Position) -> bool:
        """Whether the UIDs still mean what they meant (RFC 9051 section 2.3.1.1)."""
        uid_next = self._folder.uid_next
        return reached.uid_validity == self._folder.uid_validity and (uid_next is None or uid_next > reached.uid)

    def _next(self) -> tuple[list[int], list[int]]:
        """Those at the head that were tried often enough, and those to ask for now."""
        given_up = list(takewhile(lambda uid: self._tries[uid] >= TRIES, self._waiting))
        at_once = 1 if self._waiting[0] <= self._alone_until else MAILS
        asked = self._waiting[len(given_up) : len(given_up) + at_once]
        if asked:
            return given_up, asked
        least = min(given_up, key=lambda uid: self._tries[uid])
        return given_up[: given_up.index(least)], [least]

    def _ask(self, connection: Connection, asked: Sequence[int], sizes: dict[int, Answer]) -> dict[int, bytes]:
        whole = [uid for uid in asked if uid in sizes and not self._is_over_limit(uid, sizes[uid])]
        bodies: dict[int, bytes] = {}
        try:
            if whole:
                octets = sum(sizes[uid].size or 0 for uid in whole) + SLACK * len(whole)
                # What a server says of sizes is not always true; alone, a mail may have what any may have.
                bodies |= connection.mails(whole, octets if len(asked) > 1 else LIMITS.octets, LIMITS.octets)
            for uid in asked:
                if uid in sizes and uid not in whole:
                    bodies |= connection.beginning(uid, BEGINNING)
        except Exception as error:
            self._note_break(asked, error)
            raise
        return bodies

    def _ask_a_last_time(
        self, connection: Connection, uid: int, sizes: dict[int, Answer], bodies: dict[int, bytes]
    ) -> None:
        if uid not in self._tried_last:
            self._tried_last.add(uid)
            sizes |= connection.sizes([uid])
            bodies |= self._ask(connection, [uid], sizes)

    def _is_over_limit(self, uid: int, answer: Answer) -> bool:
        return uid in self._too_long or (answer.size or 0) > LIMITS.octets

    def _note_break(self, asked: Sequence[int], error: Exception) -> None:
        self._alone_until = max(asked[-1], self._alone_until)
        if len(asked) == 1:
            self._tries[asked[0]] += 1
            if isinstance(error, TooMuch) and error.octets:
                self._too_long[asked[0]] = error.octets

    def _gone(self, connection: Connection, asked: Sequence[int], bodies: dict[int, bytes]) -> set[int]:
        """Those that were removed meanwhile; of the others that were not given, a try is noted."""
        missing = {uid for uid in asked if uid not in bodies}
        if not missing:
            return missing
        listed = missing.intersection(connection.listed(min(missing), max(missing)))
        self._tries.update(listed)
        return missing - listed

    def _mails(self, bodies: dict[int, bytes], sizes: dict[int, Answer]) -> Iterator[Mail]:
        for uid, raw in bodies.items():
            told = max(sizes[uid].size or 0, self._too_long.get(uid, 0))
            is_cut = self._is_over_limit(uid, sizes[uid]) and len(raw) >= BEGINNING
            arrived_at = sizes[uid].arrived_at
            yield Mail(
                uid_validity=self._folder.uid_validity,
                uid=uid,
                arrived_at=time.time() if arrived_at is None else arrived_at,
                raw=raw,
                size=max(told, len(raw)) if is_cut else len(raw),
            )

    def _trouble(self, uid: int) -> Mail:
        return Mail(self._folder.uid_validity, uid, time.time(), b"", self._too_long.get(uid, 0), NOT_GIVEN)

    def _settle(self, mails: Iterable[Mail]) -> Batch:
        """The mails at the head of those that wait, without a hole."""
        by_uid = {mail.uid: mail for mail in mails}
        uids = list(takewhile(by_uid.__contains__, self._waiting))
        self._waiting = self._waiting[len(uids) :]
        for uid in uids:
            self._tries.pop(uid, None)
            self._tried_last.discard(uid)
            self._too_long.pop(uid, None)
        return Batch([by_uid[uid] for uid in uids], Position(self._folder.uid_validity, uids[-1]) if uids else None)


def _up_to(octets: int, asked: Sequence[int], sizes: dict[int, Answer]) -> Iterator[int]:
    """As many as fit, at least one."""
    left = octets
    for number, uid in enumerate(asked):
        answer = sizes.get(uid)
        left -= min(answer.size or 0, LIMITS.octets) if answer else 0
        if left < 0 and number:
            return
        yield uid
