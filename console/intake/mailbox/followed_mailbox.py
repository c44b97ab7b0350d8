"""A mailbox, followed: fetched from, stored, and moved where that is wanted, in this order.

New mail is told of by the server (IDLE) or looked for every so often. Either way the server has to answer a question
every few minutes: a connection whose other end is gone looks like one on which nothing happens.
"""

import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from console import secret_key
from console.diagnosis.network import Network
from console.intake.follow.spec import FeedSpec, Read, Unreachable
from console.intake.import_logs import CannotStore, telling_storage_errors
from console.intake.mailbox import logins
from console.intake.mailbox.connection import Connection
from console.intake.mailbox.fetching import Batch, Fetching
from console.intake.mailbox.moving import Moving
from console.intake.mailbox.opening import LoginRefused
from console.intake.mailbox.place import RefusedPlace, place_of
from console.intake.mailbox.secret import secret_of
from console.intake.mailbox.trouble import told
from console.intake.mails import MailDoor, Position, Taken
from console.settings import Settings

# All in seconds.
TURN = 1.0  # after which a look ends
WAKING = 2.0  # that a look waits for news
ASKED_EVERY = 240.0  # at least, so that a connection that is dead is noticed
AFTER_A_BREAK = 30.0


class Access(NamedTuple):
    """What of the settings concerns mailboxes."""

    secrets: Path  # the folder
    ca_file: Path | None = None  # certificate authorities beside those of the system
    key: bytes = b""  # that envelope senders are signed with


def access_of(settings: Settings) -> Access:
    """As the settings have it."""
    ca_file = Path(settings.mailbox_ca) if settings.mailbox_ca else None
    return Access(Path(settings.mailbox_secrets), ca_file, secret_key.of(settings).encode())


class Figures(NamedTuple):
    """Of mails. Those that were fetched are the sum of the next four."""

    fetched: int = 0
    identified: int = 0
    others: int = 0  # no bounces, nor anything alike
    unreadable: int = 0  # in quarantine
    known: int = 0  # their content was in already
    moved: int = 0


class FollowedMailbox:
    """See `follow.spec.Follower`."""

    def __init__(self, spec: FeedSpec, engine: Engine, network: Network, access: Access) -> None:
        try:
            self._place = place_of(spec.place)
        except RefusedPlace as refused:
            raise Unreachable(f"{spec.name}: {refused}") from None
        self._taken = Figures()
        self._feed, self._access = spec.name, access
        self._open_door = partial(MailDoor, engine, network, self._place.name)
        self._door: MailDoor | None = None
        self._connection: Connection | None = None
        self._connected_at = self._asked_at = 0.0  # by the monotonic clock
        self._fetching, self._moving = Fetching(), Moving(self._place)
        self._reached: Position | None = None  # as it is stored; None: not known
        self._is_in_turn = False  # something waits, and where fetching goes on is known
        self._before_turn = 0  # mails that were fetched when the turn began
        self._is_idle = False
        self._newest: float | None = None  # arrival

    @property
    def figures(self) -> Figures:
        """What came of it since it was opened."""
        return self._taken._replace(moved=self._moving.moved)

    @property
    def waiting(self) -> int:
        """How many mails are known to wait."""
        return self._fetching.waiting

    def read_once(self) -> Read:
        """See `follow.spec.Follower`."""
        before = self._taken.fetched
        try:
            return self._look_again(before)
        except CannotStore:
            self._reached, self._is_in_turn = None, False
            raise

    def close(self) -> None:
        """See `follow.spec.Follower`."""
        self._let_go()
        if self._door is not None:
            self._door.close()
            self._door = None

    def _look_again(self, before: int) -> Read:
        """A connection that was kept may be gone, as idle ones are: that is worth another, and no word."""
        was_kept = self._connection is not None and time.monotonic() - self._connected_at > AFTER_A_BREAK
        try:
            return self._look(before)
        except Unreachable as error:
            self._let_go()
            if was_kept:
                return self._look_again(before)
            if self._taken.fetched == before:
                raise
            return Read(self._taken.fetched - before, self._newest, str(error), wait=AFTER_A_BREAK, looked=False)

    def _look(self, before: int) -> Read:
        if self._is_idle and not self._has_news():
            return Read(0, self._newest, self._moving.trouble, wait=0.0, looked=False)
        end = time.monotonic() + TURN
        connection = self._connected()
        for batch in self._batches(connection):
            self._store(connection, batch)
            if time.monotonic() >= end:
                break
        fetched = self._taken.fetched - before
        if self._is_in_turn or self._taken.fetched > self._before_turn:
            return Read(fetched, self._newest, self._moving.trouble, more=True)
        return Read(0, self._newest, self._moving.trouble, wait=self._rest(connection))

    def _has_news(self) -> bool:
        """Wait a little for the server to tell of some; true too when it is time to ask."""
        left = self._asked_at + min(self._place.poll, ASKED_EVERY) - time.monotonic()
        with told(self._place):
            return left <= 0 or self._connection is None or self._connection.has_news(min(left, WAKING))

    def _connected(self) -> Connection:
        with told(self._place):
            connection = self._connection or self._connect()
            if self._is_idle:
                connection.end_idle()
                self._is_idle = False
        return connection

    def _connect(self) -> Connection:
        if logins.is_too_soon(self._place):
            raise LoginRefused("it did so a moment ago")
        secret = secret_of(self._feed, self._access.secrets)
        try:
            self._connection = Connection(self._place, secret, self._access.ca_file)
        except LoginRefused:
            logins.note_refused(self._place)
            raise
        self._connected_at = time.monotonic()
        return self._connection

    def _batches(self, connection: Connection) -> Iterator[Batch]:
        if not self._is_in_turn:
            self._begin(connection)
        while self._is_in_turn:
            with told(self._place):
                batch = self._fetching.batch(connection)
            self._asked_at = time.monotonic()
            self._is_in_turn = batch is not None
            if batch is not None:
                yield batch

    def _begin(self, connection: Connection) -> None:
        with telling_storage_errors():
            self._door = self._door or self._open_door(key=self._access.key)
            reached = self._reached or self._door.position()
        with told(self._place):
            goes_on = self._fetching.begin(connection, reached)
        self._asked_at = time.monotonic()
        if goes_on != reached:
            with telling_storage_errors():
                self._door.record([], reached, goes_on)
        self._reached, self._is_in_turn, self._before_turn = goes_on, True, self._taken.fetched
        self._moving.catch_up(connection, self._door, goes_on)

    def _store(self, connection: Connection, batch: Batch) -> None:
        if batch.reached is None or self._door is None or self._reached is None:
            return
        with telling_storage_errors():
            taken = self._door.record(batch.mails, self._reached, batch.reached)
        self._reached = batch.reached
        self._taken = _with(self._taken, taken)
        self._newest = max((mail.arrived_at for mail in batch.mails), default=self._newest)
        self._moving.move(connection, [one.uid for one in taken if one.is_identified])

    def _rest(self, connection: Connection) -> float:
        """Seconds until the next look."""
        with told(self._place):
            self._is_idle = self._place.idle and connection.begin_idle()
        if self._is_idle:
            return 0.0
        if self._place.poll > ASKED_EVERY:
            self._let_go()
        return self._place.poll

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        self._is_in_turn = self._is_idle = False
        self._moving.forget()
        if connection is not None:
            connection.close()


def _with(figures: Figures, taken: Sequence[Taken]) -> Figures:
    new = [one for one in taken if one.is_new]
    return figures._replace(
        fetched=figures.fetched + len(taken),
        identified=figures.identified + sum(one.is_identified for one in new),
        others=figures.others + sum(one.is_readable and not one.is_identified for one in new),
        unreadable=figures.unreadable + sum(not one.is_readable for one in new),
        known=figures.known + len(taken) - len(new),
    )
