"""Heads of lines, as syslogs, journald and Exim write them."""

from datetime import UTC, datetime

import pytest

from console.mail.event import Entry
from console.mail.unreadable import UnreadableEvidence
from tests.intake.logs.samples import a_reader

WORDS = "4jX0yv2d4qzNBfg: removed"


def moment(entry: Entry) -> str:
    return datetime.fromtimestamp(entry.at, UTC).isoformat()


def complaint(line: str) -> str:
    with pytest.raises(UnreadableEvidence) as caught:
        a_reader("postfix").read(line)
    return str(caught.value)


@pytest.mark.parametrize(
    ("head", "time"),
    [
        ("Nov 21 18:23:50 mail postfix/qmgr[4317]: ", "18:23:50"),
        ("Nov 21 18:23:50 mail postfix/qmgr: ", "18:23:50"),
        ("Nov 21 18:23:50.687269 mail postfix/qmgr[4317]: ", "18:23:50.687269"),
        ("Nov 21 2026 18:23:50 mail postfix/qmgr[4317]: ", "18:23:50"),
        ("<22>Nov 21 18:23:50 mail postfix/qmgr[4317]: ", "18:23:50"),
        ("2026-11-21T18:23:50Z mail postfix/qmgr[4317]: ", "18:23:50"),
        ("2026-11-21T19:23:50+01:00 mail postfix/qmgr[4317]: ", "18:23:50"),
        ("2026-11-21T13:53:50.123-04:30 mail postfix/qmgr[4317]: ", "18:23:50.123000"),
        ("2026-11-21T18:23:50.818287+00:00 mail postfix/qmgr[4317]: ", "18:23:50.818287"),
        ("2026-11-21T18:23:50+0000 mail postfix/qmgr[4317]: ", "18:23:50"),
        ("2026-11-21T18:23:50 mail postfix/qmgr[4317]: ", "18:23:50"),
        ("2026-11-21 18:23:50 mail postfix/qmgr[4317]: ", "18:23:50"),
        ("2026-11-21 18:23:50.5+00:00 mail postfix/qmgr: ", "18:23:50.500000"),
        ("<22>2026-11-21T18:23:50Z mail postfix/qmgr[4317]: ", "18:23:50"),
        ("<22>1 2026-11-21T18:23:50.818287+00:00 mail postfix/qmgr 4317 - - ", "18:23:50.818287"),
        ("<22>1 2026-11-21T18:23:50Z mail postfix/qmgr - MSG7 - ", "18:23:50"),
        ('<22>1 2026-11-21T18:23:50Z mail postfix/qmgr 7 - [a@1 x="]\\""][b y="2"] \ufeff', "18:23:50"),
        ("Sat 2026-11-21 18:23:50 UTC mail postfix/qmgr[4317]: ", "18:23:50"),
        ("1795285430.818287 mail postfix/qmgr[4317]: ", "18:23:50.818287"),
        ('{"__REALTIME_TIMESTAMP":"1795285430818287","_HOSTNAME":"mail","SYSLOG_IDENTIFIER":"postfix/qmgr","MESSAGE":"', "18:23:50.818287"),
    ],
)  # fmt: skip
def test_time_host_and_program_are_read(head: str, time: str) -> None:
    entry = a_reader().read(head + WORDS + ('"}' if head.startswith("{") else ""))
    assert moment(entry) == f"2026-11-21T{time}+00:00"
    assert entry.host == "mail"
    assert [event.transport for event in entry.events] == ["qmgr"]


def test_a_day_of_one_figure_may_stand_in_any_way() -> None:
    times = {
        moment(a_reader().read(f"Nov{day} 18:23:50 mail postfix/qmgr[1]: {WORDS}")) for day in ("  1", " 1", " 01")
    }
    assert times == {"2026-11-01T18:23:50+00:00"}


def test_the_same_line_has_the_same_time_first_and_later() -> None:
    log = a_reader()
    line = f"2026-11-21T18:23:50.818287+00:00 mail postfix/qmgr[4317]: {WORDS}"
    assert log.read(line) == log.read(line) == log.read(line)


def test_zones_may_change_from_line_to_line() -> None:
    log = a_reader()
    lines = [
        f"2026-11-21T18:23:50{zone} mail postfix/qmgr[1]: {WORDS}" for zone in ("Z", "+01:00", ".5+01:00", "", "Z")
    ]
    hours = [moment(log.read(line))[11:13] for line in lines]
    assert hours == ["18", "17", "17", "18", "18"]


def test_hosts_may_take_turns() -> None:
    log = a_reader()
    lines = [f"Nov 21 18:23:5{n} mx{n % 2} postfix/qmgr[1]: {WORDS}" for n in range(4)]
    assert [log.read(line).host for line in lines] == ["mx0", "mx1", "mx0", "mx1"]


def test_a_full_host_name_is_kept() -> None:
    assert a_reader().read(f"Nov 21 18:23:50 mx1.example.com postfix/qmgr[1]: {WORDS}").host == "mx1.example.com"


def test_a_relay_may_leave_out_the_host() -> None:
    log = a_reader()
    for _ in range(2):
        entry = log.read(f"Nov 21 18:23:50 postfix/qmgr[1]: {WORDS}")
        assert (entry.host, len(entry.events)) == ("", 1)


def test_stamps_without_a_zone_are_of_the_given_one() -> None:
    entry = a_reader(zone="Europe/Berlin").read(f"Nov 21 18:23:50 mail postfix/qmgr[1]: {WORDS}")
    assert moment(entry) == "2026-11-21T17:23:50+00:00"


def test_a_leap_second_is_a_second() -> None:
    assert moment(a_reader().read(f"2016-12-31T23:59:60Z mail postfix/qmgr[1]: {WORDS}")) == "2017-01-01T00:00:00+00:00"


@pytest.mark.parametrize("line", ["", "   ", "\r", "-- Logs begin at Sat 2026-11-21. --", "-- Boot 5f --"])
def test_blank_lines_and_remarks_of_journalctl_say_nothing(line: str) -> None:
    assert a_reader().read(line) == (0.0, "", ())


def test_a_carriage_return_at_the_end_is_no_part_of_the_line() -> None:
    assert len(a_reader().read(f"Nov 21 18:23:50 mail postfix/qmgr[1]: {WORDS}\r").events) == 1


def test_a_mark_of_byte_order_is_no_part_of_the_line() -> None:
    assert len(a_reader().read(f"\ufeffNov 21 18:23:50 mail postfix/qmgr[1]: {WORDS}").events) == 1


def test_repetitions_that_a_syslog_counts_say_nothing_new() -> None:
    log = a_reader("postfix")
    assert not log.read("Nov 21 18:23:50 mail last message repeated 3 times").events
    assert not log.read(f"Nov 21 18:23:50 mail postfix/qmgr[1]: message repeated 2 times: [ {WORDS}]").events


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("no stamp at all", "does not begin with a time stamp"),
        ("Foo 21 18:23:50 mail postfix/qmgr[1]: x", "begins with “Foo”, which is no month"),
        ("Nov 31 18:23:50 mail postfix/qmgr[1]: x", "day 31 of month 11"),
        ("Nov 21 25:23:50 mail postfix/qmgr[1]: x", "25:23"),
        ("Nov 21 18:23:77 mail postfix/qmgr[1]: x", "the second 77"),
        ("2026-02-30T18:23:50Z mail postfix/qmgr[1]: x", "day 30 of month 2"),
        ("0000-01-01T18:23:50 mail postfix/qmgr[1]: x", "no real date"),
        ("Nov 21 18:23:50 mail postfix/qmgr[43", "no program is named, but “postfix/qmgr[43”"),
        ("Nov 21 18:23:50 mail", "no program is named"),
        ("Nov 21 18:23:50", "no program is named"),
        ("2026-11-21 18:23:50 words without a program", "no program is named"),
        ("<22>1 2026-11-21T18:23:50Z mail postfix/qmgr", "its head is not complete"),
        ("<22>1 2026-11-21T18:23:50Z mail postfix/qmgr 1 - [open x", "its head is not complete"),
        ("<22>1 - mail postfix/qmgr 1 - - x", "does not begin with a time stamp"),
        ("Nov 21 18:23:50 mail postfix/qmgr[1]: ABCDEF01: rem\0ved", "NUL"),
    ],
)
def test_a_line_without_a_readable_head_says_why(line: str, reason: str) -> None:
    assert reason in complaint(line)


def test_a_damaged_second_is_not_taken_from_the_line_before() -> None:
    log = a_reader()
    log.read(f"Nov 21 18:23:50 mail postfix/qmgr[1]: {WORDS}")
    with pytest.raises(UnreadableEvidence):
        log.read(f"Nov 21 18:23:5x mail postfix/qmgr[1]: {WORDS}")
