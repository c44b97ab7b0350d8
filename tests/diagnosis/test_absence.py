"""No trace proves something only where everything was read."""

from console.diagnosis.absence import TO_COLLECT, Absence, absence
from console.diagnosis.gap_cause import (
    FOLLOWER_DOWN,
    NEVER_READ,
    NEVER_SEEN,
    NO_NEWER_LOG,
    QUARANTINE,
    SENDER_SILENT,
    SILENT,
    GapCause,
)
from console.diagnosis.verdict import Answer
from console.intake.coverage import SourceCoverage
from console.intake.gaps import Gap
from tests.diagnosis.stories import BERLIN, NOW, at


def source(name: str, first: float, *gaps: tuple[float, float], cause: GapCause = FOLLOWER_DOWN) -> SourceCoverage:
    """What was read of a host up to now, but for gaps."""
    return SourceCoverage(name, int(first), int(NOW), tuple(Gap(int(a), int(b), cause) for a, b in gaps))


def of(*sources: SourceCoverage, first_at: float | None = None, last_at: float | None = None) -> Absence:
    """What the absence of a trace proves."""
    return absence(sources, first_at, last_at, NOW, BERLIN)


def test_complete_records_prove_that_there_was_nothing() -> None:
    found = of(
        source("mx1", at("08:00:00", day=12)),
        source("mx2", at("07:30:00", day=12)),
        source("mx3", at("07:00:00", day=12)),
    )
    assert found.answer is Answer.NO
    assert found.sentence == "No trace, and our records are complete from 12 November 08:00:00 to now on 3 sources."


def test_a_gap_in_the_asked_time_is_named_with_its_cause() -> None:
    mx2 = source("mx2", at("00:00:00", day=2), (at("09:10:00"), at("09:25:00")))
    found = of(source("mx1", at("00:00:00", day=2)), mx2, first_at=at("09:00:00"), last_at=at("10:00:00"))
    assert found.answer is Answer.CANNOT_KNOW
    assert found.sentence == "No trace, but we cannot say: mx2 was not read 09:10–09:25 (the follower was down)."


def test_a_gap_outside_the_asked_time_does_no_harm() -> None:
    mx2 = source("mx2", at("00:00:00", day=2), (at("09:10:00"), at("09:25:00")))
    assert of(mx2, first_at=at("10:00:00"), last_at=at("11:00:00")).sentence == (
        "No trace, and our records are complete from 10:00:00 to 11:00:00 on 1 source."
    )


def test_a_host_that_was_added_lately_does_not_hide_for_how_long_the_others_are_complete() -> None:
    mx1, mx2 = source("mx1", at("00:00:00", day=2)), source("mx2", at("00:00:00", day=3))
    assert of(mx1, mx2, source("mx3", at("09:00:00"))).sentence == (
        "No trace, and our records are complete from 09:00:00 to now on 3 sources, on 2 of them from 3 November 00:00:00."
    )
    mx2 = source("mx2", at("00:00:00", day=3), (at("10:00:00", day=9), at("11:00:00", day=9)))
    assert of(mx1, mx2, source("mx3", at("09:00:00"))).sentence.endswith("to now on 3 sources.")


def test_a_gap_is_named_as_it_is_though_only_a_part_was_asked_for() -> None:
    mx2 = source("mx2", at("00:00:00", day=2), (at("09:10:00"), at("09:25:00")))
    (unread,) = of(mx2, first_at=at("09:20:00"), last_at=at("09:22:00")).unread
    assert (unread.first_at, unread.last_at, unread.cause) == (at("09:10:00"), at("09:25:00"), FOLLOWER_DOWN)


def test_a_feed_that_was_never_read_is_named() -> None:
    second = SourceCoverage("second", int(NOW), int(NOW), (Gap(0, int(NOW), NEVER_READ),))
    found = absence([source("mx1", at("08:00:00"))], None, None, NOW, BERLIN, [second])
    assert found.sentence == "No trace, but we cannot say: second was never read."


def test_a_source_that_is_behind_is_named() -> None:
    mx1 = source("mx1", at("08:00:00"), (at("09:00:00"), NOW), cause=NO_NEWER_LOG)
    assert of(mx1).sentence == (
        "No trace, but we cannot say: mx1 was not read since 09:00 (no newer log came in)."
    )  # fmt: skip


def test_a_source_that_is_behind_does_no_harm_to_a_time_that_it_covers() -> None:
    mx1 = source("mx1", at("08:00:00"), (at("09:00:00"), NOW), cause=NO_NEWER_LOG)
    assert of(mx1, last_at=at("08:30:00")).answer is Answer.NO


def test_a_source_that_began_later_is_named() -> None:
    found = of(source("mx1", at("08:00:00")), source("mx2", at("10:00:00")), first_at=at("09:00:00"))
    assert "mx2 was not read 09:00–10:00 (its records begin later)" in found.sentence


def test_a_host_that_never_logged_is_named_and_hides_no_other() -> None:
    mx9 = SourceCoverage("mx9", int(NOW), int(NOW), (Gap(0, int(NOW), NEVER_SEEN),))
    found = of(source("mx1", at("08:00:00")), mx9)
    assert found.sentence == "No trace, but we cannot say: mx9 has never logged here."
    assert of(mx9).sentence == "There is no trace, but no log has been read yet, so that proves nothing."


def test_an_expected_sender_that_was_silent_is_named_and_may_begin_when_it_likes() -> None:
    mx1 = source("mx1", at("08:00:00", day=2))
    app = source("bills@shop.example", at("08:30:00"), (at("09:10:00"), at("11:00:00")), cause=SENDER_SILENT)
    found = absence([mx1], at("08:00:00"), at("12:00:00"), NOW, BERLIN, [app])
    assert (found.answer, found.sentence, found.sources) == (
        Answer.CANNOT_KNOW,
        "No trace, but we cannot say: bills@shop.example sent nothing that we know of 09:10–11:00, longer than is usual "
        "at that hour.",
        1,
    )
    assert absence([mx1], at("08:00:00"), at("09:00:00"), NOW, BERLIN, [app]).answer is Answer.NO


def test_each_cause_is_told_in_its_own_words() -> None:
    silent = source("mx1", at("08:00:00"), (at("09:10:00"), at("09:25:00")), cause=SILENT)
    unread = source("mx2", at("08:00:00"), (at("10:00:00"), at("11:00:00")), cause=QUARANTINE)
    assert of(silent, unread).sentence == (
        "No trace, but we cannot say: mx1 was silent 09:10–09:25, longer than is usual at that hour; "
        "many lines of mx2 10:00–11:00 could not be read."
    )


def test_time_before_all_records_cannot_be_judged() -> None:
    found = of(source("mx1", at("08:00:00")), first_at=at("08:00:00", day=1), last_at=at("09:00:00", day=1))
    assert (found.answer, found.sentence) == (
        Answer.CANNOT_KNOW, "There is no trace, but our records begin only with 08:00:00."
    )  # fmt: skip


def test_a_time_that_lies_ahead_ends_now() -> None:
    assert of(source("mx1", at("08:00:00")), first_at=at("09:00:00"), last_at=NOW + 86400).answer is Answer.NO


def test_many_gaps_are_summed_up() -> None:
    gaps = [(at(f"{hour:02}:10:00"), at(f"{hour:02}:25:00")) for hour in range(9, 14)]
    assert of(source("mx1", at("08:00:00"), *gaps)).sentence.endswith("and there are 2 more gaps.")


def test_without_any_source_nothing_is_proven() -> None:
    found = of()
    assert (found.answer, found.sources) == (Answer.CANNOT_KNOW, 0)
    assert found.sentence == "There is no trace, but no log has been read yet, so that proves nothing."


def test_what_to_collect_is_told_in_sentences() -> None:
    assert all(line.endswith(".") for line in TO_COLLECT)
