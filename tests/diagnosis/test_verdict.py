"""The verdict answers in one sentence, and each clause of it rests on evidence."""

import pytest

from console.diagnosis import status
from console.diagnosis.assessment import assess
from console.diagnosis.context import NOTHING_KNOWN, Context
from console.diagnosis.facts import facts_of
from console.diagnosis.gap_cause import SILENT
from console.diagnosis.outlook import Outlook
from console.diagnosis.reason import REASONS
from console.diagnosis.reply_text import phone_sentence
from console.diagnosis.status import Tone
from console.diagnosis.trail import trails_of
from console.diagnosis.verdict import ANSWERS, WHO_ACTS_ON_STALE, Answer, Verdict, verdict
from console.mail.event import Event, Kind
from tests.diagnosis.golden import GOLDEN, HERE, reasons, told, trail_of
from tests.diagnosis.stories import (
    BERLIN,
    DOWN,
    IN,
    NOW,
    OURS,
    QUICK,
    STORIES,
    Story,
    at,
    bounce,
    deferred,
    delivered,
    described,
    event,
    failed,
    read,
    received,
)

ALICE = "alice@gmail.test"


def of(*events: Event, context: Context = NOTHING_KNOWN) -> Verdict:
    """The verdict on Alice's trail."""
    trails = trails_of(events)
    trail = trails.get(ALICE, trails.get("", []))
    return verdict(trail, assess(trail, OURS), facts_of(ALICE, trail), NOW, BERLIN, OURS, context)


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


def test_an_unverified_bounce_leaves_no_yes_where_our_sight_ends_at_their_server() -> None:
    found = of(*IN, delivered(), bounce())
    assert (found.answer, found.status, found.tone) == (Answer.CANNOT_KNOW, status.DELIVERED, Tone.TROUBLE)
    assert "it overturns nothing" in found.meaning


def test_an_unverified_bounce_of_what_lies_in_a_mailbox_of_ours_is_told_and_changes_nothing() -> None:
    into_mailbox = delivered(transport="virtual", remote_mta="", remote_address="")
    found = of(*IN, into_mailbox, bounce())
    assert (found.answer, found.tone) == (Answer.YES, Tone.GOOD)
    assert "says that it was returned" in found.sentence


def test_an_unverified_bounce_that_says_what_our_log_says_is_no_contradiction() -> None:
    alone, found = (of(*IN, failed("14:02:13", "5.1.1", "550 5.1.1 User unknown"), *more) for more in ((), [bounce()]))
    assert (found.answer, found.meaning) == (Answer.NO, alone.meaning)


def test_an_answer_that_stands_says_nothing_of_our_records() -> None:
    for end in (failed("14:02:13", "5.1.1", "550 5.1.1 no"), delivered()):
        found = of(*IN, end, context=read(DOWN, usual=QUICK))
        assert found.outlook == Outlook()
        assert "may be missing" not in found.sentence


def test_news_of_this_minute_need_no_word_on_our_records() -> None:
    assert "records" not in of(*IN, deferred("14:20:13", "4.7.1", "450 4.7.1 later"), context=read()).sentence


def test_an_outcome_in_a_gap_makes_nothing_stale() -> None:
    waiting = (received("09:00:11"), described("09:00:11"))
    early, late = (at("09:10:00"), at("09:20:00"), SILENT), (at("12:00:00"), at("12:20:00"), SILENT)
    assert of(*waiting, context=read(early, usual=QUICK)).outlook.stale is None
    assert of(*waiting, context=read(late, usual=QUICK)).outlook.stale is not None


def test_what_may_stay_sent_is_never_stale() -> None:
    handed = delivered("09:02:13", remote_mta="smtp.provider.test", reply="250 2.0.0 Ok 01000193")
    assert of(received("09:02:11"), handed, context=read(usual=QUICK)).outlook.stale is None


def test_who_waits_for_what_is_stale_is_told_that_we_look_into_it() -> None:
    found = of(received("09:00:11"), described("09:00:11"), event(Kind.RELEASED, "09:00:12"), context=read(usual=QUICK))
    assert found.who_acts == WHO_ACTS_ON_STALE
    assert "longer than usual" in phone_sentence(found, BERLIN)


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
