"""The child that reads: it answers as the reader does, and its end is not ours."""

import os
from typing import Literal

import pytest

from console.intake.bounces import reading_child
from console.intake.bounces.bounce import BounceKind
from console.intake.bounces.reading import read_bounce
from console.intake.bounces.reading_child import ChildLimits, ReadingChild
from console.mail.unreadable import UnreadableEvidence
from tests.intake.bounces.mails import report


@pytest.mark.parametrize("start", ["spawn", "fork"])
def test_it_reads_as_the_reader_does(start: Literal["spawn", "fork"]) -> None:
    with ReadingChild(start=start) as child:
        assert [child.read(report()), child.read(report())] == [read_bounce(report())] * 2


def test_a_mail_over_the_limits_is_refused_and_the_next_is_read() -> None:
    with ReadingChild() as child:
        with pytest.raises(UnreadableEvidence, match="at most"):
            child.read(b"X: y\n" * 10_000)
        assert child.read(report()).is_bounce


def test_a_mail_that_takes_too_long_ends_the_child_and_the_next_is_read() -> None:
    with ReadingChild(ChildLimits(seconds=0)) as child, pytest.raises(UnreadableEvidence, match="was ended"):
        child.read(b"x" * 20_000_000)
    with ReadingChild() as child:
        assert child.read(report()).is_bounce


def test_mails_that_are_read_together_are_told_apart() -> None:
    with ReadingChild() as child:
        assert child.read_all([report(), b"X: y\n" * 10_000, LETTER])[::2] == [
            read_bounce(report()),
            read_bounce(LETTER),
        ]


def test_of_mails_that_are_read_together_the_one_that_ends_the_child_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_child, "read_bounce", lambda raw: os._exit(1) if raw == b"deadly" else read_bounce(raw))
    with ReadingChild(start="fork") as child:
        good, bad, other = child.read_all([report(), b"deadly", LETTER])
    assert (good, other) == (read_bounce(report()), read_bounce(LETTER))
    assert "was ended" in str(bad)


def test_too_little_memory_ends_the_child_and_not_us() -> None:
    with ReadingChild(ChildLimits(octets=1024 * 1024)) as child, pytest.raises(UnreadableEvidence, match="memory"):
        child.read(b"Subject: x\n\n" + b"x" * 40_000_000)


def test_a_child_gives_way_to_the_next_after_many_mails() -> None:
    with ReadingChild(ChildLimits(mails=2)) as child:
        kinds = [child.read(LETTER).kind for _ in range(5)]
    assert kinds == [BounceKind.NOT_A_BOUNCE] * 5


def test_a_mail_about_too_many_recipients_is_refused() -> None:
    groups = "\n".join(f"Final-Recipient: rfc822; {number}@there.example\nAction: failed\n" for number in range(10_001))
    with pytest.raises(UnreadableEvidence, match="more than 10,000 recipients"):
        read_bounce(REPORT.format(groups=groups).encode())


LETTER = b"From: eve@there.example\nSubject: Lunch?\n\nAt noon?\n"
REPORT = """\
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.there.example

{groups}
--b--
"""
