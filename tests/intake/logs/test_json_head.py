"""Lines that are JSON objects."""

import json

import pytest

from console.mail.event import Entry
from console.mail.unreadable import UnreadableEvidence
from tests.intake.logs.samples import a_reader

ENTRY = {
    "__REALTIME_TIMESTAMP": "1795285727626796",
    "_HOSTNAME": "vm",
    "SYSLOG_IDENTIFIER": "postfix/cleanup",
    "SYSLOG_PID": "14483",
    "MESSAGE": "AF4AD2861BF: message-id=<a@b>",
}


def read(**changes: object) -> Entry:
    return a_reader("postfix").read(json.dumps(ENTRY | changes))


def test_the_time_at_the_program_is_better_than_that_at_the_journal() -> None:
    assert read().at == pytest.approx(1795285727.626796)
    assert read(_SOURCE_REALTIME_TIMESTAMP="1795285727626389").at == pytest.approx(1795285727.626389)


def test_a_message_may_be_a_list_of_bytes() -> None:
    (event,) = read(MESSAGE=list("AF4AD2861BF: message-id=<ü@b>".encode())).events
    assert event.message_id == "ü@b"


def test_a_doubled_field_counts_once() -> None:
    assert read(SYSLOG_IDENTIFIER=["postfix/cleanup", "postfix/cleanup"]).events


def test_half_a_surrogate_pair_does_not_come_through() -> None:
    (event,) = read(MESSAGE="AF4AD2861BF: message-id=<\ud800@b>").events
    assert event.message_id == "?@b"


def test_other_programs_of_the_journal_are_irrelevant() -> None:
    assert not read(SYSLOG_IDENTIFIER="systemd", MESSAGE="AF4AD2861BF: removed").events


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"MESSAGE": None}, "too long"),
        ({"MESSAGE": 7}, "MESSAGE of the JSON object is no readable text"),
        ({"MESSAGE": "a\0b"}, "no readable text"),
        ({"__REALTIME_TIMESTAMP": "soon"}, "has no time"),
        ({"__REALTIME_TIMESTAMP": None}, "has no time"),
    ],
)
def test_an_entry_that_lacks_something_says_what(changes: dict[str, object], reason: str) -> None:
    with pytest.raises(UnreadableEvidence, match=reason):
        read(**changes)


@pytest.mark.parametrize("line", ["{", '{"a": 1}', "{}", '{"MESSAGE"', "{" * 100_000, '{"syslogtag": []}'])
def test_other_objects_are_unreadable(line: str) -> None:
    with pytest.raises(UnreadableEvidence):
        a_reader("postfix").read(line)
