"""Servers that lie, break off, or never end: no mail is lost, none is in twice, and memory stays within bounds."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.intake.follow.spec import Unreachable
from console.intake.mailbox import bounded_imap, fetching
from console.intake.mailbox.fetching import NOT_GIVEN
from console.intake.mailbox.followed_mailbox import FollowedMailbox
from tests.intake.mailbox.memory import peak_growth
from tests.intake.mailbox.numbered_mails import bounce, bounces, followed, read_all, stored, troubles
from tests.servers.imap_server import Folder, HangUp, ImapServer, imap_server

NUMBERS = [1, 2, 3, 4, 5]
MIB = 1024 * 1024
Mischief = Callable[[str, list[bytes]], Iterable[bytes]]
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with imap_server(bounces(*NUMBERS)) as one:
        yield one


@pytest.fixture
def mailbox(engine: Engine, server: ImapServer, tmp_path: Path) -> Iterator[FollowedMailbox]:
    with followed(engine, server, tmp_path) as one:
        yield one


@pytest.fixture
def short_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded_imap, "QUIET", 0.3)
    monkeypatch.setattr(bounded_imap, "SLOWEST", 10 * MIB)


def fetch_with_failures(mailbox: FollowedMailbox, tries: int = 12) -> list[str]:
    """Fetch until all is in, as a worker does, but for its pauses; what was told meanwhile."""
    told = []
    for _ in range(tries):
        try:
            read = read_all(mailbox)
        except Unreachable as error:
            told.append(str(error))
            continue
        if not read.trouble:
            return told
        told.append(read.trouble)
    raise AssertionError(f"it does not come to an end: {told}")


def bodies_of(mischief: Mischief) -> Mischief:
    """Only where whole mails are given."""

    def of_bodies(command: str, answer: list[bytes]) -> Iterable[bytes]:
        is_of_mails = command == "UID FETCH" and b"BODY[]" in answer[0]
        return mischief(command, answer) if is_of_mails else answer

    return of_bodies


def once(mischief: Mischief) -> Mischief:
    """The first time only."""
    done: list[bool] = []

    def first(command: str, answer: list[bytes]) -> Iterable[bytes]:
        if done:
            return answer
        done.append(True)
        return mischief(command, answer)

    return first


def breaks_off_in_a_literal(command: str, answer: list[bytes]) -> Iterator[bytes]:
    *given, last, _ = answer
    yield from given
    yield last[: len(last) // 2]
    raise HangUp


def announces(size: int) -> Mischief:
    def lies(command: str, answer: list[bytes]) -> list[bytes]:
        return [re.sub(rb"\{\d+\}", b"{%d}" % size, piece) for piece in answer]

    return lies


def adds(*lines: bytes) -> Mischief:
    return lambda command, answer: [piece for one in answer for piece in (*lines, one)]


def waits(command: str, answer: list[bytes]) -> Iterator[bytes]:
    yield answer[0][:20]
    time.sleep(2)
    raise HangUp


def drips(command: str, answer: list[bytes]) -> Iterator[bytes]:
    for octet in answer[0]:
        yield bytes([octet])
        time.sleep(0.05)


def says_bye(command: str, answer: list[bytes]) -> Iterator[bytes]:
    yield b"* BYE going down\r\n"
    raise HangUp


ONE_TIME = {
    "a break in a literal": breaks_off_in_a_literal,
    "a literal that is longer": announces(100),
    "a literal that is shorter": announces(10_000),
    "four gigabytes": announces(2**32),
    "a number of a thousand digits": announces(10**999),
    "a literal of less than nothing": lambda command, answer: [one.replace(b"{", b"{-") for one in answer],
    "garbage": adds(b"\x00\xff garbage\r\n"),
    "an answer to nobody": adds(b"ZZZZ99 OK done\r\n"),
    "a line without its end": adds(b"* 1 FETCH (FLAGS (\\Seen))\n"),
    "an empty line": adds(b"\r\n"),
    "a question": adds(b"+ \r\n"),
    "nothing": lambda command, answer: [],
    "bye": says_bye,
    "a black hole": waits,
    "a drip": drips,
}


@pytest.mark.usefixtures("short_patience")
@pytest.mark.parametrize("mischief", ONE_TIME.values(), ids=ONE_TIME)
def test_what_goes_wrong_once_is_told_and_all_is_fetched(
    engine: Engine, server: ImapServer, mailbox: FollowedMailbox, mischief: Mischief
) -> None:
    server.mischief = bodies_of(once(mischief))
    told = fetch_with_failures(mailbox)
    assert len(told) == (mischief is not ONE_TIME["a question"])
    assert all(one.startswith("bounces@shop.test on 127.0.0.1, INBOX: the ") for one in told)
    assert stored(engine) == NUMBERS
    assert troubles(engine) == []


HARMLESS = {
    "reversed": lambda command, answer: [*answer[-2::-1], answer[-1]],
    "doubled": lambda command, answer: [*answer[:-1], *answer],
    "unasked": adds(b"* 9 FETCH (FLAGS (\\Seen))\r\n", b"* 5 EXISTS\r\n", b"* OK still here\r\n", b"* SEARCH 77\r\n"),
    "others' mails": adds(b"* 9 FETCH (UID 77 BODY[] {3}\r\nxyz)\r\n"),
    "the UID behind the mail": lambda command, answer: [
        re.sub(rb"\(UID (\d+) (.*)\)\r\n$", rb"(\2 UID \1)\r\n", piece, flags=re.DOTALL) for piece in answer
    ],
    "small letters": lambda command, answer: [piece.replace(b"BODY[]", b"body[]") for piece in answer],
}


@pytest.mark.parametrize("mischief", HARMLESS.values(), ids=HARMLESS)
def test_answers_may_come_in_any_order_and_with_others_between(
    engine: Engine, server: ImapServer, mailbox: FollowedMailbox, mischief: Mischief
) -> None:
    server.mischief = bodies_of(mischief)
    assert fetch_with_failures(mailbox) == []
    assert stored(engine) == NUMBERS


def without(uid: int) -> Mischief:
    return lambda command, answer: [piece for piece in answer if b"(UID %d " % uid not in piece]


def breaks_at(uid: int) -> Mischief:
    def breaks(command: str, answer: list[bytes]) -> Iterator[bytes]:
        for piece in answer:
            if b"(UID %d " % uid in piece:
                yield piece[:80]
                raise HangUp
            yield piece

    return breaks


@pytest.mark.parametrize("mischief", [without(3), breaks_at(3)], ids=["left out", "breaks there"])
def test_a_mail_that_is_never_given_is_told_and_does_not_hold_up_the_others(
    engine: Engine, server: ImapServer, mailbox: FollowedMailbox, mischief: Mischief
) -> None:
    server.mischief = bodies_of(mischief)
    fetch_with_failures(mailbox)
    assert stored(engine) == [1, 2, 4, 5]
    assert troubles(engine) == [NOT_GIVEN]


STORAGE_DOWN: dict[str, Mischief] = {
    "refused": lambda command, answer: [answer[-1].replace(b"OK", b"NO [SERVERBUG] storage down,")],
    "left out": lambda command, answer: answer[-1:],
    "broken off": breaks_off_in_a_literal,
}


@pytest.mark.parametrize("mischief", STORAGE_DOWN.values(), ids=STORAGE_DOWN)
def test_while_no_mail_comes_at_all_none_is_given_up(
    engine: Engine, server: ImapServer, mailbox: FollowedMailbox, mischief: Mischief
) -> None:
    server.mischief = bodies_of(mischief)
    with pytest.raises(AssertionError, match="does not come to an end"):
        fetch_with_failures(mailbox, tries=25)
    assert troubles(engine) == []
    server.mischief = lambda command, answer: answer
    fetch_with_failures(mailbox)
    assert stored(engine) == NUMBERS


def test_answers_without_uids_are_no_answers(engine: Engine, server: ImapServer, mailbox: FollowedMailbox) -> None:
    server.mischief = bodies_of(lambda command, answer: [re.sub(rb"UID \d+ ", b"", piece) for piece in answer])
    with pytest.raises(Unreachable, match="lists the mail with UID 1 and does not give it"):
        read_all(mailbox)
    assert not stored(engine)
    assert not troubles(engine)


def test_a_folder_without_uidvalidity_is_not_read(server: ImapServer, mailbox: FollowedMailbox) -> None:
    server.mischief = lambda command, answer: [piece for piece in answer if b"UIDVALIDITY" not in piece]
    with pytest.raises(Unreachable, match="no UIDVALIDITY"):
        read_all(mailbox)


def test_a_mail_whose_size_is_told_too_small_is_fetched_in_whole(engine: Engine, tmp_path: Path) -> None:
    folder = Folder()
    folder.add(bounce(1), bounce(2, MIB), bounce(3))
    with imap_server(folder) as server, followed(engine, server, tmp_path) as mailbox:
        server.mischief = lambda command, answer: [re.sub(rb"SIZE \d+", b"SIZE 9", piece) for piece in answer]
        fetch_with_failures(mailbox)
    assert stored(engine) == [1, 2, 3]
    assert troubles(engine) == []


ENDLESS: dict[str, tuple[str, Mischief]] = {
    "a literal of four gigabytes": ("UID FETCH", announces(2**32)),
    "a literal of a gigabyte": ("UID FETCH", announces(2**30)),
    "a line without end": ("UID SEARCH", lambda command, answer: forever(b"9" * MIB)),
    "lines without end": ("UID SEARCH", lambda command, answer: forever(b"* SEARCH 1 2 3\r\n" * 65_536)),
    "mails without end": ("UID FETCH", lambda command, answer: forever(b"".join(answer[:-1]) * 100)),
    "a greeting without end": ("greeting", lambda command, answer: forever(b"* " + b"x" * MIB)),
    "abilities without end": ("CAPABILITY", lambda command, answer: forever(b"* CAPABILITY " + b"x " * MIB)),
    "a login without end": ("AUTHENTICATE", lambda command, answer: forever(b"* OK x\r\n" * 65_536)),
}


def forever(piece: bytes) -> Iterator[bytes]:
    while True:
        yield piece


@pytest.mark.parametrize(("command", "mischief"), ENDLESS.values(), ids=ENDLESS)
def test_what_has_no_end_takes_no_more_memory_than_it_may(
    server: ImapServer, mailbox: FollowedMailbox, command: str, mischief: Mischief
) -> None:
    read_all(mailbox)
    server.inbox.add(bounce(6))
    server.hang_up()
    server.mischief = lambda asked, answer: mischief(asked, answer) if asked == command else answer

    def look() -> None:
        with pytest.raises(Unreachable):
            mailbox.read_once()

    assert peak_growth(look) < 80 * MIB


def test_a_mail_of_which_four_gigabytes_are_announced_each_time_is_told_of(
    engine: Engine, server: ImapServer, mailbox: FollowedMailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TRIES", 2)

    def lies(command: str, answer: list[bytes]) -> list[bytes]:
        return [re.sub(rb"\{\d+\}", b"{4294967295}", one) if b"(UID 2 " in one else one for one in answer]

    server.mischief = bodies_of(lies)
    told = fetch_with_failures(mailbox)
    assert "does not keep to IMAP: it announces 4,294,967,295 octets" in told[0]
    assert stored(engine) == [1, 3, 4, 5]
    assert len(troubles(engine)) == 1
