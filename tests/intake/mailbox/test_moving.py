"""Where it is wanted, what was identified is moved, after it is stored and never before; all else stays."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.intake.mailbox.followed_mailbox import Figures
from console.intake.mails import MailDoor
from tests.intake.mailbox.numbered_mails import bounce, bounces, followed, read_all, stored
from tests.servers.imap_server import HangUp, ImapServer, imap_server

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
MOVE = "move=Postdesk.read"
LETTER = b"From: eve@there.test\r\nTo: bounces@shop.test\r\nSubject: Lunch?\r\n\r\nAt noon?\r\n"


def left(server: ImapServer) -> list[int]:
    return sorted(server.inbox.mails)


def moved(server: ImapServer) -> int:
    return len(server.folders["Postdesk.read"].mails)


def test_what_was_identified_is_moved_and_the_rest_is_left(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1, 2)) as server, followed(engine, server, tmp_path, MOVE) as one:
        server.inbox.add(LETTER, bounce(3))
        read_all(one)
        assert (left(server), moved(server)) == ([3], 3)
        assert one.figures == Figures(fetched=4, identified=3, others=1, moved=3)
        assert server.commands("UID MOVE") == ['UID MOVE 1:2,4 "Postdesk.read"']
    assert stored(engine) == [1, 2, 3]


def test_what_was_stored_before_a_crash_is_moved_at_the_next_start(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1, 2)) as server:
        server.inbox.add(LETTER)
        with followed(engine, server, tmp_path) as one:
            read_all(one)
        server.inbox.add(bounce(4))
        with followed(engine, server, tmp_path, MOVE) as another:
            read_all(another)
        assert (left(server), moved(server)) == ([3], 3)


def test_nothing_is_moved_that_is_not_stored(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(MailDoor, "record", fails)
    with imap_server(bounces(1, 2)) as server, followed(engine, server, tmp_path, MOVE) as one:
        with pytest.raises(MemoryError):
            read_all(one)
        assert not server.commands("UID MOVE", "UID STORE", "UID COPY")


def test_without_move_they_are_copied_and_only_they_expunged(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1, 2)) as server, followed(engine, server, tmp_path, MOVE) as one:
        server.abilities = "UIDPLUS"
        read_all(one)
        assert (left(server), moved(server)) == ([], 2)
        changes = server.commands("UID COPY", "UID STORE", "UID EXPUNGE", "EXPUNGE")
    assert changes == ['UID COPY 1:2 "Postdesk.read"', r"UID STORE 1:2 +FLAGS.SILENT (\Deleted)", "UID EXPUNGE 1:2"]


@pytest.mark.parametrize(
    ("abilities", "folder", "why"),
    [
        ("IDLE", "Postdesk.read", "it offers neither MOVE nor UIDPLUS"),
        ("MOVE", "nowhere", "[TRYCREATE] No such folder"),
    ],
)
def test_what_cannot_be_moved_is_told_and_fetched_all_the_same(
    engine: Engine, tmp_path: Path, abilities: str, folder: str, why: str
) -> None:
    with imap_server(bounces(1, 2)) as server, followed(engine, server, tmp_path, f"move={folder}") as one:
        server.abilities = abilities
        assert f"mails are fetched, and not moved to {folder} ({why})." in read_all(one).trouble
        assert left(server) == [1, 2]
        server.folders[folder] = server.folders["Postdesk.read"]
        assert not read_all(one).trouble or "MOVE" in why
    assert stored(engine) == [1, 2]


def test_a_connection_that_breaks_while_moving_doubles_nothing(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1, 2)) as server, followed(engine, server, tmp_path, MOVE) as one:

        def breaks(command: str, answer: list[bytes]) -> list[bytes]:
            if command == "UID MOVE" and len(server.commands("UID MOVE")) == 1:
                raise HangUp
            return answer

        server.mischief = breaks
        assert "the connection breaks" in one.read_once().trouble
        read_all(one)
        assert moved(server) == 2
    assert stored(engine) == [1, 2]


def test_a_folder_that_may_only_be_read_is_told(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1)) as server, followed(engine, server, tmp_path, MOVE) as one:
        server.mischief = lambda command, answer: [piece.replace(b"READ-WRITE", b"READ-ONLY") for piece in answer]
        with pytest.raises(Exception, match="it may only be read, so that nothing can be moved out of it"):
            read_all(one)


def test_names_of_folders_are_quoted(engine: Engine, tmp_path: Path) -> None:
    with imap_server(bounces(1)) as server:
        server.folders['Gelesen \\" \\\\ &ANY-l'] = server.folders["Postdesk.read"]
        with followed(engine, server, tmp_path, "move=Gelesen%20%22%20%5C%20%C3%96l") as one:
            assert not read_all(one).trouble
        assert server.commands("UID MOVE") == ['UID MOVE 1 "Gelesen \\" \\\\ &ANY-l"']
