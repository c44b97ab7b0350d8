"""The journal is followed through the program that reads it; here one stands in for that, with a file for a journal."""

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.intake.files import UnreadableFile
from console.intake.follow import FeedSpec, Follower, follower
from console.models.feed import FeedKind
from console.models.log_file import LogFile
from tests.intake.follow.test_stream import SQLITE, read
from tests.intake.postfix_lines import sent
from tests.intake.stories import NETWORK, statuses

# Entry n of the journal is line n of the file and has the cursor s=n.
JOURNALCTL = """#!/bin/sh
case $* in *--lines=0*) [ ! -e "$JOURNAL.none" ] || echo "No journal files were found." >&2; exit ;; esac
echo "$*" >>"$JOURNAL.asked"
begin=1
for word; do case $word in --after-cursor=s=*) begin=$((${word#--after-cursor=s=} + 1)) ;; esac; done
[ ! -e "$JOURNAL.broken" ] || { echo "Failed to open the journal: permission denied" >&2; exit 1; }
[ ! -e "$JOURNAL.hint" ] || echo "Hint: you are not seeing messages of the system." >&2
exec tail -n +$begin -f "$JOURNAL"
"""


class FileJournal:
    """A journal that is a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        path.touch()

    def write(self, *lines: str) -> None:
        """Add entries, of lines as Postfix writes them."""
        with self.path.open("a", encoding="ascii") as journal:
            for line in lines:
                self.count += 1
                tag, _, words = line.split(" ", 2)[2].partition(": ")
                entry = {
                    "__CURSOR": f"s={self.count}",
                    "__REALTIME_TIMESTAMP": str(1795255200_000000 + self.count),
                    "_HOSTNAME": "mx1",
                    "SYSLOG_IDENTIFIER": tag.partition("[")[0],
                    "SYSLOG_PID": "77",
                    "MESSAGE": words,
                }
                journal.write(json.dumps(entry) + "\n")

    def asked(self) -> list[str]:
        """With which words the program was started."""
        return self.path.with_name(f"{self.path.name}.asked").read_text(encoding="ascii").splitlines()

    def mark(self, name: str) -> Path:
        """A file that changes how the program behaves."""
        return self.path.with_name(f"{self.path.name}.{name}")


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileJournal:
    program = tmp_path / "bin" / "journalctl"
    program.parent.mkdir()
    program.write_text(JOURNALCTL, encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setenv("JOURNAL", str(tmp_path / "journal"))
    return FileJournal(tmp_path / "journal")


def someone(engine: Engine) -> Follower:
    return follower(FeedSpec("journal", FeedKind.JOURNAL), engine, NETWORK)


def test_entries_are_read_as_they_come(engine: Engine, journal: FileJournal) -> None:
    story = sent("4FAC23D1C1", "one@shop.example", "alice@there.example")
    with closing(someone(engine)) as one:
        journal.write(*story[:3])
        assert read(one, 3) == 3
        journal.write(*story[3:])
        assert read(one, 2) == 2
    assert statuses(engine) == {"alice@there.example": "delivered"}


@SQLITE
def test_a_restart_loses_nothing_and_reads_nothing_twice(engine: Engine, journal: FileJournal) -> None:
    for number in range(3):
        journal.write(*sent(f"4FAC23D1C{number}", f"{number}@shop.example", f"n{number}@there.example"))
        with closing(someone(engine)) as one:
            assert read(one, 5) == 5
            assert one.read_once().lines == 0
    with Session(engine) as session:
        [row] = session.scalars(select(LogFile))
        assert (row.path, row.tail, row.line_count) == ("journal", "s=15", 15)
    assert row.fingerprint.startswith("journal:")
    first, *others = journal.asked()
    assert "--since=-7d" in first
    assert [words.split("--after-cursor=")[1].split()[0] for words in others] == ["s=5", "s=10"]


@SQLITE
def test_two_who_read_the_same_journal_store_nothing_twice(engine: Engine, journal: FileJournal) -> None:
    with closing(someone(engine)) as one, closing(someone(engine)) as another:
        one.read_once(), another.read_once()
        for number in range(4):
            journal.write(*sent(f"4FAC23D1C{number}", f"{number}@shop.example", f"n{number}@there.example"))
            read(one, 5)
            another.read_once()
    with Session(engine) as session:
        assert session.scalars(select(LogFile.line_count)).one() == 20
    assert len(statuses(engine)) == 4


@SQLITE
def test_only_what_mail_programs_wrote_is_asked_for(engine: Engine, journal: FileJournal) -> None:
    journal.write(*sent("4FAC23D1C1", "one@shop.example", "alice@there.example"))
    with closing(someone(engine)) as one:
        read(one, 5)
    assert journal.asked()[0].endswith(" SYSLOG_FACILITY=2")


@SQLITE
def test_what_the_program_says_while_it_reads_is_told(engine: Engine, journal: FileJournal) -> None:
    journal.mark("hint").touch()
    journal.write(*sent("4FAC23D1C1", "one@shop.example", "alice@there.example"))
    with closing(someone(engine)) as one:
        read(one, 5)
        assert one.read_once().trouble == "journalctl says: Hint: you are not seeing messages of the system."


@SQLITE
def test_a_program_that_ends_is_told_and_started_again(engine: Engine, journal: FileJournal) -> None:
    journal.mark("broken").touch()
    journal.write(*sent("4FAC23D1C1", "one@shop.example", "alice@there.example"))
    with closing(someone(engine)) as one:
        with pytest.raises(UnreadableFile, match="journalctl says: Failed to open the journal: permission denied"):
            read(one, 5)
        journal.mark("broken").unlink()
        assert read(one, 5) == 5


@SQLITE
def test_a_journal_that_nobody_keeps_is_told_until_there_is_one(engine: Engine, journal: FileJournal) -> None:
    journal.mark("none").touch()
    with closing(someone(engine)) as one:
        with pytest.raises(UnreadableFile, match=r"has no journal .* \(journalctl says: No journal files were found"):
            one.read_once()
        journal.mark("none").unlink()
        journal.write(*sent("4FAC23D1C1", "one@shop.example", "alice@there.example"))
        assert read(one, 5) == 5


@SQLITE
def test_a_machine_without_a_journal_is_told(engine: Engine, journal: FileJournal) -> None:
    shutil.rmtree(journal.path.parent / "bin")
    with closing(someone(engine)) as one, pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(journal.path.parent))
        with pytest.raises(UnreadableFile, match="journalctl cannot be run"):
            one.read_once()
