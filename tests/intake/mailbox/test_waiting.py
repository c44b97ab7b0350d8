"""Between looks the server tells of new mail, or is asked; a connection that is dead is noticed."""

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.diagnosis.network import Network
from console.intake.follow.spec import FeedSpec, Unreachable
from console.intake.mailbox import bounded_imap, followed_mailbox
from console.intake.mailbox.followed_mailbox import FollowedMailbox
from console.models.feed import FeedKind
from tests.intake.mailbox.numbered_mails import FEED, access, bounce, bounces, followed, place, read_all, stored
from tests.servers.imap_server import ImapServer, imap_server

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with imap_server(bounces(1)) as one:
        yield one


@pytest.fixture
def idle(engine: Engine, server: ImapServer, tmp_path: Path) -> Iterator[FollowedMailbox]:
    """A mailbox whose server tells of new mail."""
    spec = FeedSpec(FEED, FeedKind.MAILBOX, place(server))
    with closing(FollowedMailbox(spec, engine, Network(), access(tmp_path))) as one:
        read_all(one)
        yield one


def test_while_nothing_comes_nothing_is_asked(server: ImapServer, idle: FollowedMailbox) -> None:
    before = len(server.received)
    read = idle.read_once()
    assert (read.lines, read.looked, read.pause) == (0, False, 0.0)
    assert len(server.received) == before


def test_new_mail_is_told_of_and_fetched_at_once(engine: Engine, server: ImapServer, idle: FollowedMailbox) -> None:
    threading.Timer(0.3, server.inbox.add, [bounce(2)]).start()
    began = time.monotonic()
    while stored(engine) != [1, 2]:
        idle.read_once()
    assert time.monotonic() - began < 5


def test_every_so_often_the_server_has_to_answer(
    server: ImapServer, idle: FollowedMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_mailbox, "ASKED_EVERY", 0.1)
    time.sleep(0.1)
    assert idle.read_once().looked


def test_a_connection_whose_other_end_is_gone_is_noticed(
    server: ImapServer, idle: FollowedMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_mailbox, "ASKED_EVERY", 0.1)
    monkeypatch.setattr(bounded_imap, "QUIET", 0.3)
    released = threading.Event()
    server.mischief = lambda command, answer: answer if released.wait(5) else []
    time.sleep(0.1)
    with pytest.raises(Unreachable, match="does not answer in time"):
        idle.read_once()
    released.set()


def test_the_longest_that_passes_unnoticed_is_under_ten_minutes(engine: Engine) -> None:
    asking = bounded_imap.QUIET + bounded_imap.LITTLE / bounded_imap.SLOWEST
    assert followed_mailbox.ASKED_EVERY + asking + 2 * bounded_imap.CONNECTING < 600


def test_an_idle_connection_that_the_server_ends_is_opened_again_without_a_word(
    engine: Engine, server: ImapServer, idle: FollowedMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(followed_mailbox, "AFTER_A_BREAK", 0.0)
    server.hang_up()
    server.inbox.add(bounce(2))
    read_all(idle)
    assert stored(engine) == [1, 2]
    assert server.logins == 2


def test_where_it_cannot_tell_it_is_asked(engine: Engine, server: ImapServer, tmp_path: Path) -> None:
    server.abilities = ""
    spec = FeedSpec(FEED, FeedKind.MAILBOX, place(server))
    with closing(FollowedMailbox(spec, engine, Network(), access(tmp_path))) as one:
        assert read_all(one).pause == 10
        server.inbox.add(bounce(2))
        read_all(one)
    assert stored(engine) == [1, 2]
    assert not server.commands("IDLE")
    assert server.logins == 1


def test_between_looks_that_are_far_apart_no_connection_is_kept(
    engine: Engine, server: ImapServer, tmp_path: Path
) -> None:
    with followed(engine, server, tmp_path, "poll=600") as one:
        read_all(one)
        read_all(one)
    assert server.logins == 2
