"""A whole log: its format, and lines of every kind."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from console.intake.logs.reading import FORMATS, LogReader, format_named
from console.mail.event import Entry
from console.mail.unreadable import UnreadableEvidence
from tests.intake.logs.samples import a_reader, sample

POSTFIX_LINE = "Nov 21 18:23:50 mail postfix/qmgr[4317]: AF4AD2861BF: removed"
EXIM_LINE = "2026-11-21 18:48:49.773 [7030] 1xUq8n-0001pL-2D Completed"
DOVECOT_LINE = "Nov 21 18:23:50 mail dovecot: imap-login: Login: user=<a@b.test>"
REAL_LINES = sample("postfix-lab/mail.log.gz")[::7] + sample("exim/mainlog.gz")[::7]
HEADS = [
    "Nov 21 18:23:50 mail postfix/smtp[1]: ",
    "2026-11-21T18:23:50.123456+01:00 mail postfix/qmgr[1]: AF4AD2861BF: ",
    "<22>1 2026-11-21T18:23:50Z mail postfix 7 - - AF4AD2861BF: ",
    "2026-11-21 18:48:49.773 [7030] 1xUq8n-0001pL-2D ",
    "Nov 21 18:23:50 mail postfix/smtpd[1]: NOQUEUE: reject: RCPT from ",
    "Nov 21 18:23:50 mail postfix/smtp[1]: AF4AD2861BF: to=<",
    "2026-11-21 18:48:49.773 1xUq8n-0001pL-2D <= ",
    "2026-11-21 18:48:49.773 1xUq8n-0001pL-2D == ",
]


def read_or_not(log: LogReader, line: str) -> Entry | str:
    try:
        return log.read(line)
    except UnreadableEvidence as reason:
        return str(reason)


@pytest.mark.parametrize(("line", "name"), [(POSTFIX_LINE, "postfix"), (EXIM_LINE, "exim")])
def test_a_format_is_recognised_by_the_first_line_that_only_it_has(line: str, name: str) -> None:
    log = a_reader()
    assert log.format is None
    log.read(DOVECOT_LINE)
    assert log.format is None
    log.read(line)
    assert log.format == name


def test_the_format_that_was_given_overrules() -> None:
    log = a_reader("exim")
    assert log.format == "exim"
    assert log.read(POSTFIX_LINE).events == ()


def test_a_recognised_format_stays() -> None:
    log = a_reader()
    log.read(POSTFIX_LINE)
    with pytest.raises(UnreadableEvidence, match="no program is named"):
        log.read(EXIM_LINE)


def test_there_is_no_third_format_yet() -> None:
    assert [one.NAME for one in FORMATS] == ["postfix", "exim"]
    with pytest.raises(UnreadableEvidence, match=r"no log format “qmail”; Postdesk reads postfix, exim\."):
        format_named("qmail")


def test_a_long_log_with_many_processes_is_read_to_the_end() -> None:
    log = a_reader()
    lines = [f"Nov 21 18:23:50 mail postfix/qmgr[{n}]: AF4AD2861BF: removed" for n in range(10_000)]
    assert sum(len(log.read(line).events) for line in lines) == 10_000


@given(st.text())
def test_any_text_is_an_entry_or_unreadable(line: str) -> None:
    for name in (None, "postfix", "exim"):
        read_or_not(a_reader(name), line)


@given(st.sampled_from(HEADS), st.text())
@example(HEADS[0], "\x85")
@example(HEADS[0], "0\x85")
@example(HEADS[0], "0\x85 ")
def test_any_words_after_a_good_head_are_an_entry_or_unreadable(head: str, words: str) -> None:
    log = a_reader("postfix")
    first = read_or_not(log, head + words)
    assert read_or_not(log, head + words) == first


@given(st.sampled_from(REAL_LINES), st.integers(0, 400), st.integers(0, 40), st.text(max_size=20))
def test_a_damaged_line_is_an_entry_or_unreadable(line: str, at: int, lost: int, put: str) -> None:
    log = a_reader()
    log.read(line)
    read_or_not(log, line[:at] + put + line[at + lost :])


@given(st.sampled_from(REAL_LINES), st.integers(0, 400))
def test_a_line_that_was_cut_is_an_entry_or_unreadable(line: str, at: int) -> None:
    result = read_or_not(a_reader(), line[:at])
    assert isinstance(result, Entry) or result.endswith(".")
