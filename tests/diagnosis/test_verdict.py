"""The verdict answers in one sentence, and each clause of it rests on evidence."""

import pytest

from console.diagnosis import status
from console.diagnosis.assessment import assess
from console.diagnosis.facts import facts_of
from console.diagnosis.reason import REASONS
from console.diagnosis.trail import trails_of
from console.diagnosis.verdict import ANSWERS, Answer, Verdict, verdict
from console.intake.coverage import SourceCoverage
from console.mail.event import Event
from tests.diagnosis.golden import GOLDEN, HERE, reasons, told, trail_of
from tests.diagnosis.stories import BERLIN, IN, NOW, OURS, STORIES, Story, at, deferred, delivered, failed

ALICE = "alice@gmail.test"


def of(*events: Event, coverage: list[SourceCoverage] | None = None) -> Verdict:
    """The verdict on Alice's trail."""
    trail = trails_of(events)[ALICE]
    return verdict(trail, assess(trail, OURS), facts_of(ALICE, trail), NOW, BERLIN, coverage, OURS)


@pytest.mark.parametrize("name", GOLDEN)
def test_the_sentences_are_those_that_were_reviewed(name: str) -> None:
    assert "\n".join(GOLDEN[name]()) + "\n" == (HERE / name).read_text(encoding="utf-8")


def test_a_delivery_is_a_yes_that_ends_where_our_sight_ends() -> None:
    assert of(*IN, delivered(reply="250 2.0.0 OK 1732204931")).sentence == (
        "Yes. It reached our mail server at 14:02:11 and left us at 14:02:13, when gmail.test's server took it "
        "(250 2.0.0 OK 1732204931). We cannot see past that."
    )


def test_a_late_bounce_is_a_no_that_tells_both() -> None:
    found = of(delivered("10:02:00"), failed("10:05:00", "5.1.1", "550 5.1.1 User unknown", queue_id=""))
    assert found.answer is Answer.NO
    assert "left us at 10:02:00, when gmail.test's server took it" in found.sentence
    assert 'It was returned at 10:05:00: "550 5.1.1 User unknown".' in found.sentence


def test_an_answer_that_may_change_says_when_our_records_end() -> None:
    coverage = [SourceCoverage("mail", int(at("08:00:00")), int(at("14:05:00")), ())]
    waiting = of(*IN, deferred("14:02:13", "4.7.1", "450 4.7.1 later"), coverage=coverage)
    assert waiting.clauses[-1].text == "Our records end at 14:05:00; later news is not in them."


def test_an_answer_that_stands_says_nothing_of_where_our_records_end() -> None:
    coverage = [SourceCoverage("mail", int(at("08:00:00")), int(at("14:05:00")), ())]
    assert "records end" not in of(failed("14:02:13", "5.1.1", "550 5.1.1 no"), coverage=coverage).sentence


def test_records_that_reach_to_now_are_not_mentioned() -> None:
    coverage = [SourceCoverage("mail", int(at("08:00:00")), int(at("14:29:00")), ())]
    assert "records end" not in of(*IN, deferred("14:02:13", "4.7.1", "450 4.7.1 later"), coverage=coverage).sentence


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_every_clause_rests_on_events_of_the_trail(story: Story) -> None:
    verdict, _ = told(story)
    proof = [event for clause in verdict.clauses for event in clause.events]
    assert set(proof) <= set(trail_of(story))
    assert proof or not story.events


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_every_sentence_is_whole(story: Story) -> None:
    verdict, _ = told(story)
    for text in (verdict.sentence, verdict.meaning, verdict.who_acts):
        assert text.endswith((".", '".'))
        assert not any(flaw in text for flaw in ("  ", "!", "None", "..", " .", "{", "1 times"))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_yes_is_never_said_below_proof_three(story: Story) -> None:
    verdict, _ = told(story)
    assert (verdict.answer is Answer.YES) <= (verdict.proof >= 3)


def test_every_status_is_told_in_a_story() -> None:
    assert {told(story)[0].status for story in STORIES} == set(status.STATUSES)


def test_every_status_has_an_answer() -> None:
    assert set(ANSWERS) == set(status.STATUSES)


def test_every_reason_has_its_sentences() -> None:
    named = {line.removeprefix("# ") for line in reasons() if line.startswith("# ")}
    in_stories = {told(story)[0].reason.name for story in STORIES}
    assert named | in_stories == {reason.name for reason in REASONS}
