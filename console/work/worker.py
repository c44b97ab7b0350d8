"""The worker: holds the leases of feeds, follows each in a thread, and notes on their rows how it goes.

One thread, the keeper, does all of that for all feeds, in few transactions: it renews the leases, lets it be known
that this worker lives, writes down what came of each look, and looks which feeds there are. The queue wakes it, and
does in threads of its own what has a period.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from console import operator_log
from console.casework import feeds, tasks
from console.database import engine_at
from console.diagnosis.network import Network
from console.intake.follow import follower
from console.intake.follow.spec import FeedSpec, Follower
from console.intake.import_logs import known_network
from console.intake.mailbox.followed_mailbox import Access, FollowedMailbox, access_of
from console.models.feed import Feed, FeedKind
from console.settings import Settings
from console.work.feed_thread import FeedThread
from console.work.holder import is_gone, new_holder
from console.work.noting import Noting
from console.work.pace import Pace
from console.work.periodic import LEASE, do_due
from console.work.queue import QuietConsumer, woken_by

# All in seconds.
TICK = 1.0
RENEW_EVERY = 10.0
LOOK_EVERY = 5.0  # for feeds that are new, changed, or whose worker died
CALL_EVERY = 10.0  # a queue that is out of reach
ENDS_WITHIN = 25.0

log = operator_log.logger(__name__)


class Worker:
    """Follows all feeds that no other worker follows. `network` is what the settings say of ours."""

    def __init__(self, engine: Engine, network: Network, queue_url: str, access: Access | None = None) -> None:
        self.holder = new_holder()
        self._access = access
        self._engine, self._network, self._queue_url = engine, network, queue_url
        self._threads: dict[int, FeedThread] = {}  # by feed
        self._noting = Noting()
        self._renewals, self._looks, self._calls = Pace(RENEW_EVERY), Pace(LOOK_EVERY), Pace(CALL_EVERY)
        self._renewed_at = time.monotonic()
        self._rung, self._stopping = threading.Event(), threading.Event()
        self._queue: QuietConsumer | None = None
        self._in_trouble = False
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin to work, in threads."""
        self._keeper.start()

    def stop(self) -> None:
        """End after the batches in hand, and leave the leases to others at once."""
        self._stopping.set()
        self._rung.set()
        self._keeper.join(ENDS_WITHIN + TICK)  # first: until it has ended it may yet begin to listen at the queue
        if self._queue is not None:
            self._queue.stop(graceful=True)
        self._engine.dispose()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            self._tick()
            self._listen()
            if self._rung.wait(TICK):
                self._rung.clear()
                self._looks.hurry()
        self._end()

    def _tick(self) -> None:
        """One round. Whatever goes wrong, the next comes: a database that is away comes back."""
        began = time.monotonic()
        try:
            with Session(self._engine) as session:
                if self._renewals.due:
                    self._renew(session)
                    self._renewals.done()
                self._write_notes(session)
                if self._looks.due:
                    self._look(session)
                    tasks.tell_alive(session, round((time.monotonic() - began) * 1000))
                    self._looks.done()
            self._in_trouble = False
        except SQLAlchemyError as error:
            self._complain("the worker cannot reach the database", error)
        except Exception as error:  # the leases of all feeds hang on this thread
            self._complain("the worker stumbled", error)

    def _complain(self, what: str, error: Exception) -> None:
        if not self._in_trouble:
            log.error(what, exc_info=error)
        self._in_trouble = True

    def _renew(self, session: Session) -> None:
        now = time.monotonic()
        held = tasks.renew(session, self.holder, LEASE)
        self._renewed_at = now
        for feed, thread in self._threads.items():
            if feeds.lease_of(feed) not in held:
                thread.stop()

    def _holds(self) -> bool:
        """Whether the leases still hold, as far as can be known here: this process may have stood still."""
        return time.monotonic() - self._renewed_at < LEASE

    def _look(self, session: Session) -> None:
        """Follow what is to be followed, and nothing else."""
        wanted = {feed.id: spec_of(feed) for feed in feeds.feeds(session) if is_followed(feed)}
        for feed, thread in list(self._threads.items()):
            if wanted.get(feed) != thread.spec:
                thread.stop()
            if not thread.is_alive:
                self._let_go(session, feed)
        tasks.expire_of(session, is_gone)
        for feed in sorted(wanted.keys() - self._threads.keys()):
            if tasks.lease(session, feeds.lease_of(feed), self.holder, LEASE):
                thread = self._threads[feed] = FeedThread(wanted[feed], self._open, self._holds)
                thread.start()

    def _open(self, spec: FeedSpec) -> Follower:
        network = known_network(self._engine, self._network)
        if spec.kind == FeedKind.MAILBOX and self._access is not None:
            return FollowedMailbox(spec, self._engine, network, self._access)
        return follower(spec, self._engine, network)

    def _let_go(self, session: Session, *ended: int) -> None:
        tasks.release(session, self.holder, *(feeds.lease_of(feed) for feed in ended))
        for feed in ended:
            self._threads.pop(feed)
            self._noting.forget(feed)

    def _write_notes(self, session: Session) -> None:
        self._noting.write(session, {feed: thread.note for feed, thread in self._threads.items()})

    def _listen(self) -> None:
        """Have the queue call. Feeds are followed all the same while it is out of reach."""
        if self._queue is not None or not self._calls.due:
            return
        self._calls.done()
        try:
            queue = woken_by(self._queue_url, self._woken)
        except Exception as error:  # its drivers have no error in common
            log.warning("the queue cannot be reached", error=str(error))
            return
        queue.start()
        self._queue = queue

    def _woken(self) -> None:
        self._rung.set()
        do_due(self._engine, self.holder)

    def _end(self) -> None:
        until = time.monotonic() + ENDS_WITHIN
        for thread in self._threads.values():
            thread.stop()
        for thread in self._threads.values():
            thread.join(max(0.0, until - time.monotonic()))
        try:
            with Session(self._engine) as session:
                self._write_notes(session)
                self._let_go(session, *(feed for feed, thread in self._threads.items() if not thread.is_alive))
        except SQLAlchemyError as error:
            self._complain("the worker cannot leave its leases, which end by themselves", error)


def is_followed(feed: Feed) -> bool:
    """Whether there is something that a worker should read."""
    return feed.enabled and feed.kind != FeedKind.EXPECTED


def spec_of(feed: Feed) -> FeedSpec:
    """The feed as its follower wants it."""
    return FeedSpec(feed.name, feed.kind, feed.place, feed.format, feed.time_zone)


def worker_for(settings: Settings) -> Worker:
    """A worker as the settings have it, with connections of its own: as many as it has feeds, and more."""
    engine = engine_at(settings.database_url, hide_parameters=True, max_overflow=-1)
    network = Network(frozenset(settings.own_hosts), frozenset(settings.smart_hosts))
    return Worker(engine, network, settings.queue_url, access_of(settings))


@contextmanager
def working(worker: Worker) -> Iterator[None]:
    """The worker works while this lasts."""
    worker.start()
    try:
        yield
    finally:
        worker.stop()
