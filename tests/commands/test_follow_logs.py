"""`flask follow-logs`, as people start it, look at it and end it."""

import fcntl
import os
import re
import signal
import socket
import termios
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import IO

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.models.audit_entry import AuditEntry
from console.models.log_file import LogFile
from console.models.watch import Watch
from tests.commands.follow_logs_process import Running, Streams, Terminal, follow_logs
from tests.intake.follow.numbered_log import LINES_A_MESSAGE, NumberedLog, numbered_line, stored, stored_count
from tests.intake.follow.test_journal import FileJournal, journal  # noqa: F401 - a fixture
from tests.intake.follow.test_stream import KINDS, PROTOCOLS, free_place
from tests.intake.postfix_lines import sent
from tests.intake.stories import statuses
from tests.work import following

ENDINGS = pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
wait_until = partial(following.wait_until, seconds=30)  # it has to start first
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\r")


@pytest.fixture
def log(tmp_path: Path) -> NumberedLog:
    """A log of one message."""
    log = NumberedLog(tmp_path / "mail.log")
    log.write()
    return log


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """Standard input that somebody else writes to."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    with closing(Terminal()) as terminal:
        yield terminal


def await_lines(running: Running, count: int) -> None:
    """Wait until so many lines are stored."""
    wait_until(lambda: "Following " in running.said)
    wait_until(lambda: stored_count(running.engine) >= count)


def entries(engine: Engine) -> dict[str, object]:
    """How many lines the audit trail says were read, by feed."""
    with Session(engine) as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.action == "log:import"))
        return {entry.subject: entry.details["lines"] for entry in found}


def piped(pipe: Path) -> Streams:
    """Input from the pipe, output into files beside it."""
    return Streams(str(pipe), str(pipe.with_name("said")), str(pipe.with_name("complained")))


def refused(app: Flask, *words: str) -> str:
    """What is said about words that cannot be meant."""
    result: Result = app.test_cli_runner().invoke(args=["follow-logs", *words])
    assert result.exit_code == 2
    return result.output


@ENDINGS
def test_it_follows_until_it_is_told_to_end_and_says_what_it_read(
    tmp_path: Path, log: NumberedLog, ending: signal.Signals
) -> None:
    with follow_logs(tmp_path, log.path) as running:
        await_lines(running, 5)
        log.write()
        await_lines(running, 10)
        assert running.end(ending) == 0
        assert running.said == f"Following {log.path}. Ctrl-C ends it.\n{log.path}: 10 lines read.\n"
        assert stored(running.engine).numbers == list(range(10))
        assert entries(running.engine) == {f"file:{log.path}": 10}


def watched(engine: Engine) -> dict[str, float]:
    """When each place was last looked at."""
    with Session(engine) as session:
        return {watch.place: watch.looked_at.timestamp() for watch in session.scalars(select(Watch))}


def test_coverage_knows_until_when_it_looked(tmp_path: Path, log: NumberedLog) -> None:
    began = time.time()
    with follow_logs(tmp_path, log.path) as running:
        await_lines(running, 5)
        wait_until(lambda: str(log.path) in watched(running.engine))
        running.end(signal.SIGTERM)
        assert began < watched(running.engine)[str(log.path)] < time.time()


def test_several_logs_are_followed_at_once_and_one_named_twice_once(tmp_path: Path, log: NumberedLog) -> None:
    other = log.older("2")
    log.write(path=other)
    with follow_logs(tmp_path, log.path, other, log.path) as running:
        await_lines(running, 10)
        log.write()
        await_lines(running, 15)
        assert running.end() == 0
        assert running.said.splitlines()[1:] == [f"{log.path}: 10 lines read.", f"{other}: 5 lines read."]
        assert stored(running.engine).numbers == list(range(15))


def test_what_was_written_meanwhile_is_read_the_next_time_and_nothing_twice(tmp_path: Path, log: NumberedLog) -> None:
    for count in (5, 10):
        with follow_logs(tmp_path, log.path) as running:
            await_lines(running, count)
            assert running.end() == 0
            assert f"{log.path}: 5 lines read." in running.said
        log.write()


def test_a_log_that_is_renamed_meanwhile_is_followed_under_its_name(tmp_path: Path, log: NumberedLog) -> None:
    with follow_logs(tmp_path, log.path) as running:
        await_lines(running, 5)
        log.path.rename(log.older(".1"))
        log.write()
        await_lines(running, 10)
        assert running.end() == 0
        assert stored(running.engine).numbers == list(range(10))


def test_standard_input_ends_it(tmp_path: Path, pipe: Path) -> None:
    with follow_logs(tmp_path, "-", streams=piped(pipe)) as running:
        pipe.write_text("".join(f"{numbered_line(number)}\n" for number in range(20_000)), encoding="ascii")
        assert running.exit_status() == 0
        assert running.said == "Following standard input. Ctrl-C ends it.\nstandard input: 20,000 lines read.\n"
        assert stored(running.engine).numbers == list(range(20_000))
        assert entries(running.engine) == {"file:-": 20_000}


@ENDINGS
def test_what_came_over_standard_input_is_stored_and_counted_when_it_ends(
    tmp_path: Path, pipe: Path, ending: signal.Signals
) -> None:
    with follow_logs(tmp_path, "-", streams=piped(pipe)) as running, pipe.open("w") as giver:
        print(numbered_line(0), file=giver, flush=True)
        await_lines(running, 1)
        giver.writelines(f"{numbered_line(number)}\n" for number in range(1, 12))
        giver.flush()
        wait_until(lambda: _is_empty(giver))
        assert running.end(ending) == 0
        assert stored(running.engine).numbers == list(range(12))
        assert running.said.endswith("standard input: 12 lines read.\n")
        assert entries(running.engine) == {"file:-": 12}


@PROTOCOLS
def test_a_socket_is_listened_at_beside_a_log(tmp_path: Path, log: NumberedLog, protocol: str) -> None:
    place = free_place(protocol)
    with follow_logs(tmp_path, log.path, "--syslog", place) as running:
        await_lines(running, 5)
        with socket.socket(socket.AF_INET, KINDS[protocol]) as sender:
            sender.connect(("127.0.0.1", int(place.rpartition(":")[2])))
            sender.sendall(f"<22>{numbered_line(5)}\n".encode())
            await_lines(running, 6)
        assert running.end() == 0
        assert running.said.splitlines()[1:] == [f"{log.path}: 5 lines read.", f"{place}: 1 line read."]
        assert entries(running.engine) == {f"file:{log.path}": 5, f"syslog:{place}": 1}


def test_the_journal_is_followed(tmp_path: Path, journal: FileJournal) -> None:  # noqa: F811
    journal.write(*sent("4FAC23D1C1", "one@shop.example", "alice@there.example"))
    with follow_logs(tmp_path, "--journal") as running:
        await_lines(running, 5)
        assert running.end() == 0
        assert running.said == "Following journal. Ctrl-C ends it.\njournal: 5 lines read.\n"
        assert statuses(running.engine) == {"alice@there.example": "delivered"}


def test_the_time_zone_is_that_of_stamps_that_name_none(tmp_path: Path) -> None:
    path = tmp_path / "exim.log"
    path.write_text("2026-07-21 10:00:00 1kQ2bY-0001Xq-5G <= a@shop.example U=shop P=local S=800\n", encoding="ascii")
    with follow_logs(tmp_path, path, "--format", "exim", "--timezone", "Europe/Berlin") as running:
        await_lines(running, 1)
        assert running.end() == 0
        with Session(running.engine) as session:
            read = session.scalars(select(LogFile)).one()
        assert (read.format, read.last_line_at) == ("exim", 1784620800)  # 08:00:00 UTC


def test_a_log_that_does_not_exist_yet_is_told_once_and_read_as_soon_as_it_does(
    tmp_path: Path, log: NumberedLog
) -> None:
    later = tmp_path / "later.log"
    with follow_logs(tmp_path, later, log.path) as running:
        wait_until(lambda: "later.log does not exist yet." in running.complained)
        await_lines(running, 5)
        log.write(path=later)
        await_lines(running, 10)
        wait_until(lambda: "later.log is read again." in running.complained)
        assert running.end() == 0
        assert [line.partition(" ")[0] for line in running.complained.splitlines()] == [str(later)] * 2


def test_what_cannot_be_read_is_told_with_the_remedy_and_is_an_error_at_the_end(
    tmp_path: Path, log: NumberedLog
) -> None:
    (tmp_path / "folder").mkdir()
    with follow_logs(tmp_path, tmp_path / "folder", log.path) as running:
        await_lines(running, 5)
        wait_until(lambda: running.complained)
        assert running.complained == f"{tmp_path}/folder is a folder. Name the log files in it.\n"
        assert running.end() == 1
        assert running.said.splitlines()[1:] == [f"{tmp_path}/folder: 0 lines read.", f"{log.path}: 5 lines read."]


def test_a_terminal_shows_how_it_goes_on_one_line(tmp_path: Path, log: NumberedLog, terminal: Terminal) -> None:
    with follow_logs(tmp_path, log.path, streams=terminal.streams) as running:
        wait_until(lambda: "5 lines, " in terminal.shown)
        log.write()
        wait_until(lambda: "10 lines, " in terminal.shown)
        assert running.end(signal.SIGINT) == 0
    rows = [CONTROL.sub("", row) for row in terminal.shown.split("\n")]
    assert rows[0] == f"Following {log.path}. Ctrl-C ends it."
    assert re.search(r"10 lines, \d+/s; the newest of 10:00:00 UTC, .*(min ago|a clock that is ahead)", terminal.shown)
    assert f"{log.path}: 10 lines read." in rows


def test_a_terminal_shows_trouble_above_that_line(tmp_path: Path, log: NumberedLog, terminal: Terminal) -> None:
    log.path.rename(log.older(".old"))
    with follow_logs(tmp_path, log.path, streams=terminal.streams) as running:
        wait_until(lambda: "does not exist yet." in terminal.shown)
        log.older(".old").rename(log.path)
        wait_until(lambda: f"{log.path} is read again." in terminal.shown.replace("\r\n", ""))
        assert running.end(signal.SIGINT) == 0


def test_nothing_but_sentences_goes_into_a_pipe(tmp_path: Path, log: NumberedLog) -> None:
    with follow_logs(tmp_path, log.path) as running:
        await_lines(running, LINES_A_MESSAGE)
        assert running.end() == 0
        assert not CONTROL.search(running.said + running.complained)
        assert running.complained == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Name a log file, or a socket with --syslog, or say --journal."),
        (["", "mail.log"], "A path is empty. Name the log file."),
        (["--syslog", "udp:0.0.0.0:514"], "0.0.0.0 can be reached from everywhere. Choose a loopback or private"),
        (["mail.log", "--timezone", "Berlin"], "'Berlin' is not a time zone"),
        (["mail.log", "--format", "sendmail"], "'sendmail' is not one of"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(app: Flask, words: list[str], told: str) -> None:
    assert told in " ".join(refused(app, *words).split())


def _is_empty(pipe: IO[str]) -> bool:
    """Whether all that was written to it is taken."""
    return fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)) == bytes(4)
