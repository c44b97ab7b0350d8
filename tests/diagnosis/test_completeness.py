"""Whether the records are whole: the one sentence on top, and what else there is to say."""

from datetime import UTC
from typing import NamedTuple

from console.diagnosis.completeness import Completeness, Followed, Work, completeness
from console.diagnosis.gap_cause import (
    CANNOT_READ,
    FILE_MISSING,
    FOLLOWER_DOWN,
    NEVER_SEEN,
    NO_NEWER_LOG,
    SENDER_NEVER_SEEN,
    SENDER_SILENT,
    SILENT,
    SILENT_NEW,
    GapCause,
)
from console.diagnosis.status import Tone

NOW = 1_793_800_800.0  # 4 November 2026, 14:00:00 UTC
HOUR = 3600
TEN = NOW - 4 * HOUR
MX1, MX2 = Followed("mx1", NOW - 1), Followed("mx2", NOW - 1)


class Gap(NamedTuple):
    """As of intake."""

    first_at: float
    last_at: float
    cause: GapCause


class Source(NamedTuple):
    """As of intake."""

    source: str
    gaps: tuple[Gap, ...] = ()
    first_at: float = NOW - 90 * 24 * HOUR
    last_at: float = NOW - 4


def told(*sources: Source, work: Work = Work([MX1], worker_lives=True), newest: float | None = NOW - 4) -> Completeness:  # noqa: B008
    return completeness(sources, work, newest, NOW, UTC)


def since_ten(cause: GapCause) -> tuple[Gap, ...]:
    return (Gap(TEN, NOW, cause),)


def test_all_is_read() -> None:
    said = told(Source("mx1"), Source("mx2"), Source("mx3"))
    assert (said.tone, said.sentence) == (Tone.GOOD, "All 3 sources are read; newest line 4 seconds ago.")
    assert said.others == ()
    assert told(Source("mx1"), Source("mx2")).sentence.startswith("Both sources are read;")
    assert told(Source("mx1")).sentence.startswith("mx1 is read;")


def of_senders(*senders: Source) -> Completeness:
    return completeness([Source("mx1")], Work([MX1], worker_lives=True), NOW - 4, NOW, UTC, senders)


def test_a_sender_that_fell_silent_is_told_before_what_is_read() -> None:
    said = of_senders(Source("invoices@shop.example", since_ten(SENDER_SILENT), last_at=NOW))
    assert said.sentence == (
        "invoices@shop.example sent nothing that we know of since 10:00, longer than is usual at that hour."
    )
    assert [other.sentence for other in said.others] == ["mx1 is read; newest line 4 seconds ago."]


def test_a_silence_of_a_sender_that_is_over_is_no_trouble() -> None:
    over = Gap(TEN, TEN + HOUR, SENDER_SILENT)
    assert of_senders(Source("invoices@shop.example", (over,), last_at=NOW)).others == ()


def test_senders_that_were_never_seen_are_told_together() -> None:
    names = [f"{name}@shop.example" for name in ("a", "b", "c", "d")]
    said = of_senders(*(Source(name, (Gap(0, NOW, SENDER_NEVER_SEEN),), last_at=NOW) for name in names))
    assert said.sentence == "4 senders have never sent anything that we know of."
    assert said.remedy.startswith("They are a@shop.example, b@shop.example, c@shop.example and 1 more.")


def test_a_sender_that_sends_as_usual_is_not_counted_among_the_sources() -> None:
    assert of_senders(Source("invoices@shop.example")).sentence == "mx1 is read; newest line 4 seconds ago."


def test_a_log_that_cannot_be_read_is_told_before_a_mailbox() -> None:
    bounces = Followed("bounces", error="It has no secret. Put it there.", error_since=TEN, is_log=False)
    mx1 = Followed("mx1", error="It does not exist. Check the name.", error_since=TEN)
    assert told(work=Work([bounces, mx1], worker_lives=True)).sentence == "mx1 was never read: It does not exist."


def test_before_the_first_log_it_says_how_to_begin() -> None:
    said = told(work=Work([], worker_lives=False), newest=None)
    assert (said.tone, said.sentence) == (Tone.NEUTRAL, "No log was read yet.")
    assert "flask --app app import-log" in said.remedy


def test_a_new_feed_is_waited_for() -> None:
    said = told(work=Work([Followed("mx1")], worker_lives=True), newest=None)
    assert (said.tone, said.sentence) == (Tone.NEUTRAL, "No line has come in yet.")


def test_a_feed_that_cannot_be_read_is_named_with_its_remedy() -> None:
    error = "/var/log/mx2.log may not be read by this user. Give it the right to read the file."
    work = Work([MX1, Followed("mx2", TEN, error, TEN + 5)], worker_lives=True)
    said = told(Source("mx1"), Source("mx2", since_ten(CANNOT_READ), last_at=TEN), work=work)
    assert said.tone is Tone.BAD
    assert said.sentence == "mx2 has not been read since 10:00: /var/log/mx2.log may not be read by this user."
    assert said.remedy == "Give it the right to read the file."
    assert [other.sentence for other in said.others] == ["1 of 2 sources is read; newest line 4 seconds ago."]


def test_a_feed_that_was_never_read_is_told_so() -> None:
    work = Work([Followed("mx2", None, "/var/log/no.log does not exist. Check the name.", TEN)], worker_lives=True)
    assert told(work=work).sentence == "mx2 was never read: /var/log/no.log does not exist."


def test_a_feed_that_is_read_but_for_an_old_file_is_no_outage() -> None:
    work = Work([Followed("mx1", NOW - 1, "mail.log.2.gz breaks off. Copy it again.", TEN)], worker_lives=True)
    said = told(Source("mx1"), work=work)
    assert (said.tone, said.sentence) == (Tone.TROUBLE, "mx1 is read, but not all of it: mail.log.2.gz breaks off.")


def test_without_a_worker_nothing_is_followed_and_that_is_said_once() -> None:
    work = Work([MX1._replace(last_read_at=TEN), MX2._replace(last_read_at=TEN - 60)], worker_lives=False)
    sources = (
        Source("mx1", since_ten(FOLLOWER_DOWN), last_at=TEN),
        Source("mx2", since_ten(FOLLOWER_DOWN), last_at=TEN),
    )
    said = told(*sources, work=work)
    assert (said.tone, said.sentence) == (Tone.BAD, "Nothing is followed since 10:00: no worker runs.")
    assert said.remedy == "Start one: flask --app app work"
    assert said.others == ()


def test_logs_that_nobody_follows_end() -> None:
    sources = [Source(name, since_ten(NO_NEWER_LOG), last_at=TEN) for name in ("mx1", "mx2")]
    said = told(*sources, work=Work([], worker_lives=False), newest=TEN)
    assert (said.tone, said.sentence) == (Tone.TROUBLE, "The records end at 10:00:00: no newer log came in.")
    assert said.others == ()


def test_a_silence_that_goes_on_is_told_since_when() -> None:
    quiet = Source("mx2", (Gap(TEN, NOW - 3, SILENT),), last_at=NOW - 3)
    said = told(Source("mx1"), quiet)
    assert (said.tone, said.sentence) == (
        Tone.TROUBLE,
        "mx2 was silent since 10:00, longer than is usual at that hour.",
    )


def test_a_gap_that_closed_today_is_told() -> None:
    said = told(Source("mx2", (Gap(TEN, TEN + 900, FILE_MISSING),)))
    assert said.sentence == "mx2 was not read 10:00–10:15 (a log file is missing)."
    assert [other.sentence for other in said.others] == ["mx2 is read; newest line 4 seconds ago."]


def test_several_gaps_of_a_source_are_told_once() -> None:
    gaps = tuple(Gap(TEN + hour * HOUR, TEN + hour * HOUR + 1200, SILENT) for hour in range(3))
    said = told(Source("mx2", gaps)).sentence
    assert (
        said == "mx2 was silent 12:00–12:20, longer than is usual at that hour, and 2 times more in the last 24 hours."
    )


def test_an_older_gap_is_not_news() -> None:
    assert told(Source("mx1", (Gap(NOW - 50 * HOUR, NOW - 49 * HOUR, FILE_MISSING),))).tone is Tone.GOOD


def test_what_many_sources_share_is_told_once() -> None:
    quiet = [Source(f"mx{number}", (Gap(TEN + number, NOW - 3, SILENT),), last_at=NOW - 3) for number in range(40)]
    said = told(*quiet)
    assert said.sentence == "40 sources were silent since 10:00 or later, longer than is usual at that hour."
    assert said.remedy.startswith("They are mx0, mx1, mx2 and 37 more. Ask whether")
    assert said.others == ()


def test_what_is_not_known_of_new_hosts_is_told_of_several_too() -> None:
    said = told(*(Source(f"mx{number}", since_ten(SILENT_NEW)) for number in range(3)))
    assert said.sentence == "3 sources were silent since 10:00 or later; how long is usual there is not known yet."


def test_hosts_that_never_logged_are_told_together() -> None:
    absent = [Source(f"mx{n}", (Gap(0, NOW, NEVER_SEEN),), NOW, NOW) for n in (7, 8, 9)]
    said = told(Source("mx1"), *absent)
    assert (said.sentence, said.remedy[:23]) == ("3 sources have never logged here.", "They are mx7, mx8, mx9.")


def test_the_worst_comes_first() -> None:
    work = Work(
        [MX1._replace(error="It may not be read. Allow it.", error_since=NOW)], True, [("learn", "It stumbled.")]
    )
    said = told(Source("mx3", (Gap(TEN, TEN + 900, FILE_MISSING),)), work=work)
    assert [said.tone, *(other.tone for other in said.others)] == [Tone.BAD, Tone.TROUBLE, Tone.TROUBLE, Tone.GOOD]
    assert "The worker’s task “learn” fails." in [other.sentence for other in said.others]


INBOX = Followed("bounces", NOW - HOUR, "bounces@shop.test: the login is refused. Check the user.", TEN, is_log=False)


def test_a_mailbox_that_fails_is_told_beside_the_logs() -> None:
    said = told(Source("mx1"), work=Work([MX1, INBOX._replace(last_read_at=TEN - HOUR)], worker_lives=True))
    assert said.sentence == "bounces has not been read since 09:00: bounces@shop.test: the login is refused."
    assert said.remedy == "Check the user."
    assert said.others[-1].sentence.startswith("mx1 is read;")


def test_a_mailbox_is_no_log() -> None:
    said = told(work=Work([INBOX._replace(error="")], worker_lives=True), newest=None)
    assert said.sentence == "No log was read yet."


def test_a_mailbox_that_fails_explains_no_gap_of_a_log() -> None:
    said = told(Source("mx1", since_ten(CANNOT_READ)), work=Work([INBOX], worker_lives=True))
    assert "mx1 was not read" in " ".join([said.sentence, *(one.sentence for one in said.others)])
