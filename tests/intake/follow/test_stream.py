"""What comes by itself, over a socket or standard input, is stored at every look, through the same door."""

import os
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.intake.files import UnreadableFile
from console.intake.follow import FeedSpec, Follower, collected, follower, syslog_socket
from console.intake.follow.collected import ROOM, Collected, Piece
from console.intake.follow.syslog_address import RefusedAddress, address_of
from console.intake.import_logs import CannotStore
from console.models.feed import FeedKind
from console.models.log_file import LogFile
from console.models.quarantine import Quarantined
from tests.commands.test_import_log import shorten_patience
from tests.intake.follow.numbered_log import numbered_line, stored
from tests.intake.stories import NETWORK, statuses

SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
PROTOCOLS = pytest.mark.parametrize("protocol", ["udp", "tcp"])
KINDS = {"udp": socket.SOCK_DGRAM, "tcp": socket.SOCK_STREAM}
SOON = 2.0  # seconds

ALICE = "4FAC23D1C1: to=<alice@there.example>, relay=mx.there.example[192.0.2.1]:25, dsn=2.0.0, status=sent (250 OK)"
FORMS = {
    "RFC 3164": f"<22>Nov 21 10:00:00 mx1 postfix/smtp[7]: {ALICE}",
    "RFC 5424": f"<22>1 2026-11-21T10:00:00.5Z mx1 postfix/smtp 7 - - {ALICE}",
    "no priority": f"2026-11-21T10:00:00+00:00 mx1 postfix/smtp[7]: {ALICE}",
}


def free_place(protocol: str) -> str:
    """A place where nobody listens."""
    with socket.socket(socket.AF_INET, KINDS[protocol]) as probe:
        probe.bind(("127.0.0.1", 0))
        return f"{protocol}:127.0.0.1:{probe.getsockname()[1]}"


@contextmanager
def listening(engine: Engine, protocol: str) -> Iterator[tuple[Follower, socket.socket]]:
    """Someone listens at a socket, and someone else is about to send to it."""
    place = free_place(protocol)
    with closing(follower(FeedSpec("socket", FeedKind.SYSLOG, place), engine, NETWORK)) as one:
        one.read_once()
        with socket.socket(socket.AF_INET, KINDS[protocol]) as sender:
            sender.connect(("127.0.0.1", int(place.rpartition(":")[2])))
            yield one, sender


def send(sender: socket.socket, *messages: str) -> None:
    """Send messages, over TCP with a line end each."""
    for message in messages:
        octets = message.encode("utf-8", "surrogateescape")
        sender.sendall(octets + b"\n" if sender.type == socket.SOCK_STREAM else octets)


def read(one: Follower, lines: int) -> int:
    """Look until so many lines came, or for a while; how many did."""
    found, until = 0, time.monotonic() + SOON
    while found < lines and time.monotonic() < until:
        found += one.read_once().lines
        time.sleep(0.01)
    return found


@PROTOCOLS
@pytest.mark.parametrize("form", FORMS)
@SQLITE
def test_a_message_is_read_in_either_form(engine: Engine, protocol: str, form: str) -> None:
    with listening(engine, protocol) as (one, sender):
        send(sender, FORMS[form])
        read(one, 1)
    assert statuses(engine) == {"alice@there.example": "delivered"}


@PROTOCOLS
def test_every_message_is_stored_once(engine: Engine, protocol: str) -> None:
    with listening(engine, protocol) as (one, sender):
        for first in range(0, 500, 50):
            send(sender, *(f"<22>{numbered_line(number)}" for number in range(first, first + 50)))
            read(one, 50)
    assert stored(engine).numbers == list(range(500))


@SQLITE
def test_messages_come_over_several_connections_and_with_their_length(engine: Engine) -> None:
    with listening(engine, "tcp") as (one, sender), socket.create_connection(sender.getpeername()) as other:
        for number in range(0, 20, 2):
            send(sender, f"<22>{numbered_line(number)}")
            message = f"<22>{numbered_line(number + 1)}".encode()
            other.sendall(b"%d %s" % (len(message), message))
        read(one, 20)
    assert stored(engine).numbers == list(range(20))


@PROTOCOLS
@SQLITE
def test_what_is_on_its_way_when_it_ends_is_stored(engine: Engine, protocol: str) -> None:
    with listening(engine, protocol) as (_, sender):
        send(sender, *(numbered_line(number) for number in range(20)))
        time.sleep(0.2 if protocol == "tcp" else 0)
    assert stored(engine).numbers == list(range(20))


@PROTOCOLS
@SQLITE
def test_what_is_broken_goes_to_the_quarantine_and_the_next_is_read(engine: Engine, protocol: str) -> None:
    with listening(engine, protocol) as (one, sender):
        send(sender, "<22>not a log line", "<22>" + "x" * 20_000, "<22>\udcff\0torn", FORMS["RFC 3164"])
        assert read(one, 4) == 4
    with Session(engine) as session:
        reasons = list(session.scalars(select(Quarantined.reason).order_by(Quarantined.id)))
    assert ["time stamp" in reasons[0], "longer than 16,384" in reasons[1], "NUL" in reasons[2]] == [True] * 3
    assert statuses(engine) == {"alice@there.example": "delivered"}


@SQLITE
def test_a_message_of_two_lines_is_one_line_of_the_evidence(engine: Engine) -> None:
    with listening(engine, "udp") as (one, sender):
        send(sender, f"{numbered_line(0)}\nmore\n", numbered_line(1))
        read(one, 2)
    assert stored(engine).numbers == [0, 1]


@SQLITE
def test_what_cannot_be_stored_is_kept_and_stored_later(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with listening(engine, "udp") as (one, sender):
        send(sender, numbered_line(0))
        time.sleep(0.1)
        with engine.connect() as other:
            other.exec_driver_sql("BEGIN IMMEDIATE")
            shorten_patience(monkeypatch)
            with pytest.raises(CannotStore, match="The database is locked"):
                one.read_once()
        send(sender, numbered_line(1))
        assert read(one, 2) == 2
    assert stored(engine).numbers == [0, 1]


@SQLITE
def test_each_time_a_socket_is_opened_counts_as_a_file_of_its_own(engine: Engine) -> None:
    place = free_place("udp")
    for number in range(2):
        with (
            closing(follower(FeedSpec("socket", FeedKind.SYSLOG, place), engine, NETWORK)) as one,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        ):
            one.read_once()
            sender.sendto(numbered_line(number).encode(), ("127.0.0.1", int(place.rpartition(":")[2])))
            read(one, 1)
    with Session(engine) as session:
        assert list(session.execute(select(LogFile.path, LogFile.line_count))) == [(place, 1), (place, 1)]


@PROTOCOLS
@SQLITE
def test_a_port_that_is_taken_is_told_and_listened_at_once_it_is_free(engine: Engine, protocol: str) -> None:
    with listening(engine, protocol) as (one, sender):
        place = f"{protocol}:127.0.0.1:{sender.getpeername()[1]}"
        two = follower(FeedSpec("socket", FeedKind.SYSLOG, place), engine, NETWORK)
        with pytest.raises(UnreadableFile, match="Another program listens at"):
            two.read_once()
        one.close()
        with closing(two):
            assert two.read_once().lines == 0


@SQLITE
def test_messages_that_the_system_had_to_drop_are_counted_in_the_quarantine(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syslog_socket, "BUFFER", 4096)
    monkeypatch.setattr(collected, "ROOM", 1)
    with listening(engine, "udp") as (one, sender):
        send(sender, *(numbered_line(number) for number in range(2000)))
        while read(one, 1):
            time.sleep(0.05)
        send(sender, numbered_line(2000))
        read(one, 2)
    with Session(engine) as session:
        lost = [int(reason.split()[2]) for reason in session.scalars(select(Quarantined.reason)) if "lost" in reason]
    assert sum(lost) > 0
    assert len(stored(engine).numbers) + sum(lost) == 2001


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("udp:8.8.8.8:514", "can be reached from everywhere"),
        ("tcp:0.0.0.0:514", "can be reached from everywhere"),
        ("tcp:[::]:514", "can be reached from everywhere"),
        ("tcp:[2001:4860::1]:514", "can be reached from everywhere"),
        ("udp:127.0.0.999:514", "is no network address"),
        ("udp:localhost:514", "Name protocol, address and port"),
        ("udp:127.0.0.1:0", "Name protocol, address and port"),
        ("udp:127.0.0.1:65536", "Name protocol, address and port"),
        ("127.0.0.1:514", "Name protocol, address and port"),
    ],
)
def test_an_address_that_is_not_private_is_refused(place: str, words: str) -> None:
    with pytest.raises(RefusedAddress, match=words):
        address_of(place)


@pytest.mark.parametrize("place", ["udp:127.0.0.1:5514", "tcp:10.1.2.3:514", "tcp:[::1]:601", "udp:[fd00::7]:514"])
def test_loopback_and_private_addresses_may_be_listened_at(place: str) -> None:
    assert place.startswith(address_of(place).protocol)


@SQLITE
def test_standard_input_is_read_to_its_end(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading) as given, os.fdopen(writing, "w") as giver:
        monkeypatch.setattr(sys, "stdin", given)
        with closing(follower(FeedSpec("input", FeedKind.FILE, "-"), engine, NETWORK)) as one:
            giver.write(f"{numbered_line(0)}\n{numbered_line(1)}\n{numbered_line(2)[:30]}")
            giver.flush()
            assert (read(one, 2), one.read_once().ended) == (2, False)
            giver.write(numbered_line(2)[30:])
            giver.close()
            assert read(one, 1) == 1
            assert one.read_once().ended
    assert stored(engine).numbers == [0, 1, 2]


def test_who_brings_more_than_there_is_room_for_waits() -> None:
    waiting = Collected()
    waiting.add([Piece(bytes(ROOM))])
    thread = threading.Thread(target=waiting.add, args=([Piece(b"next")],))
    thread.start()
    thread.join(0.05)
    assert thread.is_alive()
    assert [len(piece.content) for piece in waiting.take()] == [ROOM]
    thread.join(SOON)
    assert [piece.content for piece in waiting.take()] == [b"next"]


def test_nobody_waits_for_room_at_the_end() -> None:
    waiting = Collected()
    waiting.add([Piece(bytes(ROOM))])
    waiting.close()
    assert not waiting.add([Piece(b"last")])
    assert [len(piece.content) for portion in (waiting.take(), waiting.take()) for piece in portion] == [ROOM, 4]
