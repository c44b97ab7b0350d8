"""Mails are fetched once each, in whatever state the mailbox is, and it is left as it was."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from console.intake.bounces import limits
from console.intake.import_logs import CannotStore
from console.intake.mailbox import connection, fetching
from console.intake.mailbox.connection import uid_set
from console.models.bounce import BounceMail
from console.models.mailbox import Mailbox
from tests.intake.mailbox.numbered_mails import bounce, bounces, followed, read_all, stored, troubles
from tests.servers.imap_server import ARRIVED, Folder, imap_server

SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_what_waits_is_fetched_and_what_comes_later_too(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1, 2, 3)) as server, followed(engine, server, tmp_path) as one:
        assert read_all(one).last_line_at == ARRIVED.timestamp()
        assert stored(engine) == [1, 2, 3]
        server.inbox.add(bounce(4))
        read_all(one)
    assert stored(engine) == [1, 2, 3, 4]


@SQLITE
def test_the_mailbox_is_only_read(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1, 2)) as server, followed(engine, server, tmp_path) as one:
        read_all(one)
        said = server.commands("CAPABILITY", "AUTHENTICATE", "EXAMINE", "UID SEARCH", "UID FETCH")
        words = 1  # base64, within AUTHENTICATE
        assert len(said) + words == len(server.received)
        assert all("BODY[" not in line for line in server.commands("UID FETCH"))


@SQLITE
def test_nothing_new_is_fetched_when_there_is_none(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1, 2)) as server, followed(engine, server, tmp_path) as one:
        read_all(one)
        before = len(server.commands("UID FETCH"))
        read_all(one)
        assert len(server.commands("UID FETCH")) == before


@SQLITE
def test_it_goes_on_where_the_last_one_stopped(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1, 2)) as server:
        with followed(engine, server, tmp_path) as one:
            read_all(one)
        server.inbox.add(bounce(3))
        with followed(engine, server, tmp_path) as another:
            read_all(another)
            assert another.figures.fetched == 1
    assert stored(engine) == [1, 2, 3]


@pytest.mark.parametrize("first", [1, 1000])
def test_a_mailbox_that_numbers_its_mails_anew_is_read_anew_and_nothing_is_in_twice(
    engine: Engine, tmp_path: Path, first: int
) -> None:
    with imap_server(bounces(1, 2, 3)) as server, followed(engine, server, tmp_path) as one:
        read_all(one)
        server.inbox.renumber(8, first)
        server.inbox.add(bounce(4))
        read_all(one)
    assert stored(engine) == [1, 2, 3, 4]


@SQLITE
def test_a_mailbox_whose_next_number_went_back_is_read_anew(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1, 2, 3)) as server, followed(engine, server, tmp_path) as one:
        read_all(one)
        server.folders["INBOX"] = bounces(4)
        read_all(one)
    assert stored(engine) == [1, 2, 3, 4]


@SQLITE
def test_a_mailbox_that_was_emptied_and_numbered_anew_is_read_on(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1)) as server, followed(engine, server, tmp_path) as one:
        read_all(one)
        server.folders["INBOX"] = Folder(uid_validity=9)
        read_all(one)
        server.inbox.add(bounce(2))
        read_all(one)
    assert stored(engine) == [1, 2]


@SQLITE
def test_mails_that_another_client_removes_are_no_trouble(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1, 2, 3)) as server, followed(engine, server, tmp_path) as one:

        def remove_some(command: str, answer: list[bytes]) -> list[bytes]:
            if command == "UID SEARCH" and 2 in server.inbox.mails:
                server.inbox.remove(2)
            return answer

        server.mischief = remove_some
        read_all(one)
    assert stored(engine) == [1, 3]
    assert troubles(engine) == []


@SQLITE
def test_numbers_far_apart_are_found(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "WIDTH", 10)
    uids = [1, 2, 15, 400_000, 4_000_000]
    with (
        imap_server(Folder({uid: bounce(number) for number, uid in enumerate(uids)})) as server,
        followed(engine, server, tmp_path) as one,
    ):
        read_all(one)
        assert len(server.commands("UID SEARCH")) < 100
    assert stored(engine) == [0, 1, 2, 3, 4]


@SQLITE
def test_batches_are_bounded_in_number_and_octets(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "OCTETS", 10_000)
    folder = Folder()
    folder.add(*(bounce(number, 4000) for number in range(5)), bounce(5, 30_000), bounce(6))
    with imap_server(folder) as server, followed(engine, server, tmp_path) as one:
        read_all(one)
        asked = [line.split()[2] for line in server.commands("UID FETCH") if "BODY.PEEK" in line]
    assert asked == ["1:2", "3:4", "5", "6", "7"]
    assert stored(engine) == [0, 1, 2, 3, 4, 5, 6]


@SQLITE
def test_of_a_mail_over_the_limit_the_beginning_is_fetched(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "LIMITS", limits.LIMITS._replace(octets=200_000))
    folder = Folder()
    folder.add(bounce(1), bounce(2, 300_000), bounce(3))
    with imap_server(folder) as server, followed(engine, server, tmp_path) as one:
        read_all(one)
        assert "UID FETCH 2 (UID BODY.PEEK[]<0.65536>)" in server.commands("UID FETCH")
    assert stored(engine) == [1, 3]
    with engine.connect() as database:
        [size] = database.scalars(select(BounceMail.size).where(BounceMail.trouble != ""))
    assert size == len(folder.mails[2])


@SQLITE
def test_two_that_fetch_from_one_mailbox_double_nothing(engine: Engine, tmp_path: Path) -> None:
    with (
        imap_server(bounces(1, 2)) as server,
        followed(engine, server, tmp_path) as one,
        followed(engine, server, tmp_path) as other,
    ):
        read_all(one)
        read_all(other)
        server.inbox.add(bounce(3))
        read_all(one)
        with pytest.raises(CannotStore, match="Another program reads"):
            read_all(other)
        server.inbox.add(bounce(4))
        read_all(other)
    assert stored(engine) == [1, 2, 3, 4]


@SQLITE
def test_the_position_stands_in_the_database_with_the_mails(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1, 2)) as server, followed(engine, server, tmp_path) as one:
        read_all(one)
    with engine.connect() as database:
        row = database.execute(select(Mailbox.name, Mailbox.uid_validity, Mailbox.uid, Mailbox.mail_count)).one()
    assert row == ("bounces@shop.test on 127.0.0.1, INBOX", 7, 2, 2)


def test_uids_are_asked_for_in_runs() -> None:
    assert uid_set([1, 2, 3, 7, 9, 10]) == "1:3,7,9:10"
