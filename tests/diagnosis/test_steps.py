"""The rows of a trail: retries folded, and our own network marked as ours."""

from console.diagnosis.status import Tone
from console.diagnosis.steps import Step, fold
from console.diagnosis.trail import trails_of
from console.mail.event import Event, Kind
from tests.diagnosis.stories import (
    GREY,
    HANDED_ON,
    IN,
    OURS,
    REFUSED,
    SECOND,
    deferred,
    delivered,
    event,
    received,
    removed,
    unreached,
)

ALICE = "alice@gmail.test"


def rows(*events: Event) -> list[Step]:
    """The rows of Alice's trail."""
    return fold(trails_of(events)[ALICE], OURS, ALICE)


def test_retries_with_the_same_answer_are_one_row() -> None:
    first, second, third = (deferred(clock, "4.7.1", GREY) for clock in ("14:02:12", "14:08:12", "14:14:12"))
    row = rows(first, second, third)[0]
    assert (row.times, row.first_at, row.last_at, row.events) == (3, first.at, third.at, (first, second, third))
    assert row.title == "gmail.test's server asked us to try again later, 3 times"


def test_answers_that_differ_only_in_numbers_and_ids_are_the_same() -> None:
    said = [f"451 4.7.1 Greylisted for {seconds} seconds, ref 7x{seconds}ab91c" for seconds in (300, 240, 60)]
    assert len(rows(*(deferred(f"14:0{number}:00", "4.7.1", words) for number, words in enumerate(said)))) == 1


def test_notifications_between_two_attempts_do_not_part_them() -> None:
    notices = [
        event(Kind.NOTIFIED, "14:05:00", reply=words, linked_queue_id=words) for words in ("sender", "postmaster")
    ]
    steps = rows(deferred("14:02:12", "4.7.1", GREY), *notices, deferred("14:08:12", "4.7.1", GREY))
    assert [(step.kind, step.times) for step in steps] == [(Kind.DEFERRED, 2), (Kind.NOTIFIED, 2)]


def test_a_message_queued_anew_is_told_once() -> None:
    old = [*IN, event(Kind.REQUEUED, "14:04:00")]
    told_of_new = event(Kind.REQUEUED, "14:05:00", queue_id="9B00C", linked_queue_id="4F2C1")
    steps = rows(*old, received("14:05:00", recipient=ALICE, queue_id="9B00C"), told_of_new)
    assert [step.kind for step in steps] == [Kind.RECEIVED, Kind.REQUEUED, Kind.RECEIVED]


def test_another_answer_is_another_row() -> None:
    assert len(rows(deferred("14:02:12", "4.7.1", GREY), unreached("14:08:12", "4.4.1", REFUSED))) == 2


def test_the_words_of_a_row_are_whole() -> None:
    assert rows(deferred("14:02:12", "4.7.1", GREY))[0].words.startswith(
        "host mx.gmail.test[192.0.2.11] said: 451 4.7.1"
    )


def test_the_facts_of_a_queue_belong_to_its_arrival() -> None:
    again = event(Kind.DESCRIBED, "14:08:00", size=432)
    steps = rows(*IN, deferred("14:02:12", "4.7.1", GREY), again)
    assert [step.kind for step in steps] == [Kind.RECEIVED, Kind.DEFERRED]
    assert steps[0].title == "Our mail server (mail) took it in from app1.shop.test"
    assert again in steps[0].events


def test_hops_inside_our_network_are_ours() -> None:
    steps = rows(
        *IN,
        delivered("14:02:12", **HANDED_ON),
        received("14:02:12", **SECOND),
        delivered(queue_id="7A01B"),
        removed(queue_id="7A01B"),
    )
    assert [step.ours for step in steps] == [True, True, True, False, True]
    assert [step.tone for step in steps[1:4]] == [Tone.NEUTRAL, Tone.NEUTRAL, Tone.GOOD]


def test_every_event_stands_in_one_row() -> None:
    events = [
        *IN,
        deferred("14:02:12", "4.7.1", GREY),
        deferred("14:08:12", "4.7.1", GREY),
        delivered("14:14:00"),
        removed("14:14:00"),
    ]
    assert sorted(e for step in rows(*events) for e in [str(one) for one in step.events]) == sorted(map(str, events))
