"""Settling the quarantine: a line is in once, however often it is tried, and every figure follows."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from console.casework import quarantine, settling
from console.casework.settling import Chosen, NoteMissing
from console.intake.read_again import ReadAgain
from console.models.audit_entry import AuditEntry
from console.models.evidence import Evidence
from console.models.quarantine import KNOWN, READ_AGAIN, Quarantined
from tests.casework.set_aside import AFTER, BEFORE, BROKEN, READABLE, TO, figures, mend, read_all_again, set_aside
from tests.intake.postfix_lines import line
from tests.intake.stories import count, statuses, tell

MINA = "mina@seoul.example"


def resolutions(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Quarantined.resolution).order_by(Quarantined.id)))


def kept(engine: Engine) -> int:
    """Lines of evidence."""
    with Session(engine) as session:
        return session.scalar(select(func.sum(Evidence.line_count))) or 0


def test_a_line_that_can_be_read_by_now_is_in(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    assert (statuses(engine), figures(engine)) == ({"": "unknown"}, (5, 4, 0, 0, 0, 1))
    mend(engine)
    assert read_all_again(engine) == ReadAgain(read=1)
    assert (statuses(engine), figures(engine)) == ({TO: "delivered"}, (5, 5, 0, 0, 0, 0))
    assert (kept(engine), resolutions(engine)) == (5, [READ_AGAIN])


def test_the_second_time_nothing_waits(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    mend(engine)
    read_all_again(engine)
    assert read_all_again(engine) == ReadAgain()
    assert (kept(engine), figures(engine)) == (5, (5, 5, 0, 0, 0, 0))


def test_a_line_that_still_cannot_be_read_waits_with_todays_reason(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    mend(engine, "a line that begins with nothing known")
    assert read_all_again(engine) == ReadAgain(waiting=1)
    with Session(engine) as session:
        [waiting] = quarantine.lines(session)
    assert waiting.reason == waiting.kind == "The line does not begin with a time stamp that Postdesk knows."
    assert figures(engine) == (5, 4, 0, 0, 0, 1)


def test_a_line_that_tells_of_no_message_is_in_too(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    mend(engine, line("smtpd", "connect from app.example[198.51.100.9]"))
    assert read_all_again(engine) == ReadAgain(read=1)
    assert figures(engine) == (5, 4, 1, 0, 0, 0)


def test_a_blank_line_is_settled_and_not_kept(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    mend(engine, "")
    assert read_all_again(engine) == ReadAgain(read=1)
    assert (figures(engine), kept(engine)) == ((5, 4, 0, 1, 0, 0), 4)


def test_what_another_copy_brought_in_meanwhile_is_not_in_twice(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    mend(engine)
    tell(engine, tmp_path, [READABLE, line("anvil", "statistics: max connection rate 1/60s", 1)], name="copy.log")
    before = kept(engine)
    assert read_all_again(engine) == ReadAgain(known=1)
    assert (kept(engine), resolutions(engine)) == (before, [KNOWN])
    assert figures(engine) == (7, 5, 1, 0, 1, 0)


def test_a_copy_that_comes_later_is_known(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    mend(engine)
    read_all_again(engine)
    copy = tell(engine, tmp_path, [*BEFORE[1:], READABLE, *AFTER], name="copy.log")
    assert copy.repeated_lines == copy.lines == 4


def test_a_line_that_stands_twice_in_its_file_is_kept_twice(engine: Engine, tmp_path: Path) -> None:
    connect = line("smtpd", "connect from app.example[198.51.100.9]")
    tell(engine, tmp_path, [*BEFORE, connect, BROKEN, *AFTER])
    mend(engine, connect)
    assert read_all_again(engine) == ReadAgain(read=1)
    assert figures(engine) == (6, 4, 2, 0, 0, 0)


def test_a_stamp_without_a_year_is_of_the_year_of_the_lines_around_it(engine: Engine, tmp_path: Path) -> None:
    old = [f"Dec 31 23:59:5{second} mx1 postfix/smtpd[7]: connect from unknown[192.0.2.1]" for second in range(3)]
    tell(engine, tmp_path, [*old, "Dec 31 23:59:55 broken"], year=2019)
    mend(engine, "Jan  1 00:00:01 mx1 postfix/smtpd[7]: connect from unknown[192.0.2.1]")
    assert read_all_again(engine) == ReadAgain(read=1)
    with Session(engine) as session:
        assert session.scalar(select(func.max(Evidence.last_at))) == 1577836801  # 1 January 2020, 00:00:01 UTC


def test_files_are_settled_one_by_one_under_their_own_name(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    other = BROKEN.replace("mx1", "mx2")
    tell(engine, tmp_path, [other, line("smtpd", "connect from app.example[198.51.100.9]", host="mx2")], name="mx2.log")
    with Session(engine) as session:
        assert session.scalar(select(func.count(func.distinct(Quarantined.log_file_id)))) == 2
    mend(engine)
    assert read_all_again(engine) == ReadAgain(read=1, known=1)  # the same line, as it now stands in both
    assert figures(engine) == (7, 5, 1, 0, 1, 0)


def test_of_one_kind_only_those_are_read_that_had_come_in_by_then(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    with Session(engine) as session:
        [kind] = quarantine.kinds(session)
    tell(engine, tmp_path, [line("smtpd", "connect from a.example[192.0.2.9]", 3), "torn"], name="next.log")
    tell(engine, tmp_path, [line("smtpd", "connect from a.example[192.0.2.9]", 4), BROKEN.replace("1,", "2,")], "3.log")
    assert read_all_again(engine, Chosen(kind=kind.reason, newest=kind.newest)) == ReadAgain(waiting=1)
    assert read_all_again(engine, Chosen(kind=kind.reason)) == ReadAgain(waiting=2)
    assert read_all_again(engine) == ReadAgain(waiting=3)


def test_what_is_read_again_is_on_record(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    mend(engine)
    read_all_again(engine, Chosen(number=1))
    with Session(engine) as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.action, entry.subject) == (MINA, "quarantine:retry", "quarantine:1")
    assert entry.details == {"read": 1, "known": 0, "waiting": 0}


def test_where_the_record_cannot_be_written_nothing_is_settled(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    mend(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE audit_entry RENAME TO elsewhere")
    with pytest.raises(DBAPIError):
        read_all_again(engine)
    assert (resolutions(engine), kept(engine), figures(engine)) == ([""], 4, (5, 4, 0, 0, 0, 1))


def test_a_dismissed_line_waits_no_more_and_stays_countable(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    with Session(engine) as session:
        assert settling.dismiss(session, MINA, Chosen(number=1), " a disk  fault ") == 1
        assert (quarantine.total(session), quarantine.dismissed_total(session)) == (0, 1)
        [line] = quarantine.dismissed(session)
        assert (line.note, figures(engine)[-1]) == ("a disk fault", 1)
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.action, entry.details) == ("quarantine:dismiss", {"lines": 1, "note": "a disk fault"})
    mend(engine)
    assert read_all_again(engine) == ReadAgain()


@pytest.mark.parametrize("note", ["", "  \n ", "x" * 501, "a\0b"])
def test_nothing_is_dismissed_without_a_reason(engine: Engine, tmp_path: Path, note: str) -> None:
    set_aside(engine, tmp_path)
    with Session(engine) as session:
        with pytest.raises(NoteMissing, match="why nobody misses these lines"):
            settling.dismiss(session, MINA, Chosen(), note)
        assert (quarantine.total(session), count(engine, AuditEntry)) == (1, 0)


def test_what_was_settled_meanwhile_is_not_dismissed(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)
    mend(engine)
    read_all_again(engine)
    with Session(engine) as session:
        assert settling.dismiss(session, MINA, Chosen(number=1), "a disk fault") == 0
    assert resolutions(engine) == [READ_AGAIN]
    assert count(engine, AuditEntry) == 1
