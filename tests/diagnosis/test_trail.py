"""A trail for each recipient: its own events, and those of the queues its mail was in."""

from hypothesis import given
from hypothesis import strategies as st

from console.diagnosis.hops import Hops
from console.diagnosis.trail import trails_of
from console.mail.event import Event, Kind
from tests.diagnosis.stories import (
    GREY,
    HANDED_ON,
    IN,
    SECOND,
    STORIES,
    attempt,
    deferred,
    delivered,
    event,
    received,
    removed,
)


def kinds(trail: list[Event]) -> list[Kind]:
    """What happened, in order."""
    return [event.kind for event in trail]


def test_a_message_to_two_people_has_two_trails() -> None:
    trails = trails_of([*IN, delivered(), delivered(to="bob@web.test"), removed()])
    assert list(trails) == ["alice@gmail.test", "bob@web.test"]
    assert kinds(trails["bob@web.test"]) == [Kind.RECEIVED, Kind.DESCRIBED, Kind.DELIVERED, Kind.REMOVED]


def test_addresses_are_one_however_they_are_written() -> None:
    assert list(trails_of([delivered(to="Alice@Gmail.test"), deferred("14:00:00", "4.7.1", GREY)])) == [
        "alice@gmail.test"
    ]


def test_without_a_known_recipient_the_message_has_a_trail_of_its_own() -> None:
    assert trails_of(IN) == {"": IN}
    assert trails_of([]) == {}


def test_what_is_told_twice_stands_once() -> None:
    assert trails_of([*IN, *IN, delivered(), delivered()])["alice@gmail.test"] == [*IN, delivered()]


def test_news_stands_in_the_order_of_its_time() -> None:
    late_first = [removed(), delivered(), deferred("14:02:12", "4.7.1", GREY), *IN]
    assert kinds(trails_of(late_first)["alice@gmail.test"]) == [
        Kind.RECEIVED, Kind.DESCRIBED, Kind.DEFERRED, Kind.DELIVERED, Kind.REMOVED
    ]  # fmt: skip


def test_within_one_second_a_message_goes_hop_by_hop() -> None:
    first = [received("14:02:12"), delivered("14:02:12", **HANDED_ON), removed("14:02:12")]
    second = [received("14:02:12", **SECOND), delivered("14:02:12", queue_id="7A01B")]
    trail = trails_of([*second, *reversed(first)])["alice@gmail.test"]
    assert trail == [*first, *second]


@given(st.sampled_from(STORIES).flatmap(lambda story: st.tuples(st.just(story.events), st.permutations(story.events))))
def test_the_order_in_which_news_arrives_does_not_matter(news: tuple[list[Event], list[Event]]) -> None:
    assert trails_of(news[0]) == trails_of(news[1])


def test_what_befalls_the_queue_befalls_all_who_are_in_it() -> None:
    held = event(Kind.HELD, "14:03:00", recipient="alice@gmail.test")
    trails = trails_of(
        [*IN, deferred("14:02:12", "4.7.1", GREY), deferred("14:02:12", "4.7.1", GREY, to="bob@web.test"), held]
    )
    assert [held in trail for trail in trails.values()] == [True, True]


def test_the_queue_behind_a_filter_holds_only_those_it_took() -> None:
    alice = delivered(**HANDED_ON)
    bob = delivered(to="bob@web.test", **{**HANDED_ON, "linked_queue_id": "8C33D"})
    held = event(Kind.HELD, "14:03:00", queue_id="8C33D")
    behind = [received(**SECOND), received(queue_id="8C33D"), held]
    trails = trails_of([*IN, alice, bob, *behind])
    assert held not in trails["alice@gmail.test"]
    assert held in trails["bob@web.test"]


def test_an_alias_is_part_of_the_trail_of_whom_it_stands_for() -> None:
    to_sales = received(recipient="sales@shop.test")
    trails = trails_of([
        to_sales, delivered(original_recipient="Sales@shop.test"),
        delivered(to="bob@web.test", original_recipient="sales@shop.test"),
    ])  # fmt: skip
    assert list(trails) == ["alice@gmail.test", "bob@web.test"]
    assert all(to_sales in trail for trail in trails.values())


def test_an_alias_that_a_second_host_expands_is_followed_there() -> None:
    first = attempt(Kind.DELIVERED, "14:02:12", "250 Ok: queued as 7A01B", "sales@shop.test", linked_queue_id="7A01B")
    trails = trails_of(
        [*IN, first, received(**SECOND), delivered(queue_id="7A01B", original_recipient="sales@shop.test")]
    )
    assert list(trails) == ["alice@gmail.test"]
    assert first in trails["alice@gmail.test"]


def test_an_alias_with_a_mailbox_of_its_own_keeps_its_trail() -> None:
    kept = attempt(Kind.DELIVERED, "14:02:12", "delivered to maildir", "sales@shop.test", transport="virtual")
    assert set(trails_of([kept, delivered(original_recipient="sales@shop.test")])) == {
        "sales@shop.test",
        "alice@gmail.test",
    }


def test_hops_that_name_each_other_in_a_circle_end_the_count() -> None:
    circle = [delivered(linked_queue_id="7A01B"), delivered(queue_id="7A01B", linked_queue_id="4F2C1")]
    assert Hops(circle).depth("7A01B") in (1, 2)


def test_a_new_queue_id_is_known_from_either_side() -> None:
    new = received("14:05:00", queue_id="9B00C")
    told_of_old = event(Kind.REQUEUED, "14:04:00", linked_queue_id="9B00C")
    told_of_new = event(Kind.REQUEUED, "14:05:00", queue_id="9B00C", linked_queue_id="4F2C1")
    for told in (told_of_old, told_of_new):
        assert Hops([*IN, told, new]).links == {("4F2C1", "9B00C")}
