"""How often a feed that fails is looked at again, and what is noted meanwhile."""

from collections.abc import Callable

import pytest

from console.intake.files import UnreadableFile
from console.intake.follow.spec import FeedSpec, Read, Unreachable
from console.intake.import_logs import CannotStore
from console.models.feed import FeedKind
from console.work.feed_thread import FeedThread
from tests.work.following import wait_until

MAILBOX, LOG = FeedSpec("bounces", FeedKind.MAILBOX), FeedSpec("mx1", FeedKind.FILE)
QUIET = Read(0, None)


class Scripted:
    """A follower that does what it is told, one thing a look."""

    def __init__(self, *looks: Read | Exception) -> None:
        self._looks = list(looks)

    def read_once(self) -> Read:
        """See `spec.Follower`."""
        look = self._looks.pop(0) if self._looks else QUIET
        if isinstance(look, Exception):
            raise look
        return look

    def close(self) -> None:
        """See `spec.Follower`."""


def pauses(spec: FeedSpec, *looks: Read | Exception) -> list[float]:
    """The seconds that a thread waits after each look."""
    follower = Scripted(*looks)
    thread = FeedThread(spec, lambda _: follower, lambda: True)
    return [round(thread._look()) for _ in looks]


def test_a_server_that_fails_is_asked_after_half_a_minute_and_then_ever_later() -> None:
    failures = [Unreachable("It does not answer.")] * 7
    assert pauses(MAILBOX, *failures) == [30, 60, 120, 240, 480, 900, 900]


def test_after_it_went_well_it_begins_anew() -> None:
    failure = Unreachable("It does not answer.")
    assert pauses(MAILBOX, failure, failure, QUIET._replace(wait=60), failure) == [30, 60, 60, 30]


@pytest.mark.parametrize(
    ("spec", "error", "expected"),
    [
        (MAILBOX, RuntimeError("a fault of ours"), [30, 60, 120]),
        (MAILBOX, CannotStore("The disk is full."), [1, 2, 4]),
        (LOG, RuntimeError("a fault of ours"), [1, 2, 4]),
        (LOG, UnreadableFile("It is gone."), [1, 2, 4]),
    ],
)
def test_what_is_here_is_looked_at_sooner(spec: FeedSpec, error: Exception, expected: list[float]) -> None:
    assert pauses(spec, *[error] * 3) == expected


@pytest.fixture
def started() -> Callable[..., FeedThread]:
    def start(*looks: Read | Exception) -> FeedThread:
        follower, threads = Scripted(*looks, Read(0, None, ended=True, looked=False)), []
        threads.append(FeedThread(MAILBOX, lambda _: follower, lambda: True))
        threads[0].start()
        return threads[0]

    return start


def test_while_it_waits_for_news_it_was_not_looked_at(started: Callable[..., FeedThread]) -> None:
    thread = started(Read(0, None, wait=0.0, looked=False))
    wait_until(lambda: not thread.is_alive)
    assert thread.note.read_at is None


def test_what_came_before_it_broke_off_is_no_end(started: Callable[..., FeedThread]) -> None:
    thread = started(Read(5, 1.0, "The connection breaks.", wait=0.0, looked=False))
    wait_until(lambda: thread.note.last_line_at)
    assert thread.note.read_at is None
