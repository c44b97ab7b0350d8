"""What a trail comes to: the status, whatever the order of the news, and however often it is told."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.diagnosis import reason, status
from console.diagnosis.assessment import Assessment, assess
from console.diagnosis.network import Network
from console.diagnosis.status import Status
from console.diagnosis.trail import trails_of
from console.mail.event import Event, Kind, Rank
from tests.diagnosis.stories import (
    GREY,
    HANDED_ON,
    IN,
    NO_USER,
    OURS,
    REFUSED,
    SECOND,
    STORIES,
    Story,
    at,
    attempt,
    bounce,
    by_mail,
    deferred,
    delivered,
    event,
    failed,
    received,
    removed,
    unreached,
)

ALICE = "alice@gmail.test"


def of(*events: Event, network: Network = OURS) -> Assessment:
    """The assessment of Alice's trail."""
    return assess(trails_of(events)[ALICE], network)


def shuffled(story: Story) -> st.SearchStrategy[list[Event]]:
    """The story's events in any order, some of them told again."""
    more = st.lists(st.sampled_from(story.events), max_size=5) if story.events else st.just([])
    return more.flatmap(lambda again: st.permutations([*story.events, *again]))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_the_order_and_number_of_news_change_nothing(story: Story) -> None:
    expected = {address: assess(trail, OURS) for address, trail in trails_of(story.events).items()}

    @settings(max_examples=20)
    @given(shuffled(story))
    def check(events: list[Event]) -> None:
        assert {address: assess(trail, OURS) for address, trail in trails_of(events).items()} == expected
        assert [assess(events, OURS)] * len(expected) == list(expected.values())

    check()


@given(st.lists(st.sampled_from([e for story in STORIES for e in story.events]), max_size=12).flatmap(
    lambda events: st.tuples(st.just(events), st.permutations(events))
))  # fmt: skip
def test_any_medley_of_events_is_assessed_alike_in_any_order(events: tuple[list[Event], list[Event]]) -> None:
    assert assess(events[0], OURS) == assess(events[1], OURS)


@given(st.lists(st.sampled_from([e for story in STORIES for e in story.events]), max_size=12))
def test_any_medley_has_a_proof_its_status_allows(events: list[Event]) -> None:
    found = assess(events, OURS)
    assert found.proof <= max(found.status.proof, 1) or (found.status is status.DELIVERED and found.proof == 4)
    assert not (found.retrying and found.final)


def test_no_events_are_unknown() -> None:
    assert assess([], OURS) == Assessment(status.UNKNOWN)


def test_the_newest_event_dates_it() -> None:
    assert of(*IN, delivered("14:02:13"), removed("14:02:20")).last_at == at("14:02:20")


# --- who took it


def test_the_recipients_server_proves_three() -> None:
    found = of(*IN, delivered(), removed())
    assert (found.status, found.proof, found.final) == (status.DELIVERED, 3, False)


def test_a_provider_proves_two() -> None:
    found = of(delivered(remote_mta="smtp.provider.test"))
    assert (found.status, found.proof) == (status.SENT, 2)


def test_a_mailbox_proves_four() -> None:
    found = of(attempt(Kind.DELIVERED, "14:02:13", "delivered to maildir", transport="virtual", remote_mta="virtual"))
    assert (found.status, found.proof) == (status.DELIVERED, 4)


def test_a_hop_of_ours_proves_two_until_the_next_one_says_more() -> None:
    first = delivered(**HANDED_ON)
    assert of(*IN, first).status is status.SENT
    assert of(*IN, first, received(**SECOND), delivered(queue_id="7A01B")).status is status.DELIVERED
    assert of(*IN, first, received(**SECOND)).status is status.QUEUED
    assert of(*IN, first, received(**SECOND), failed("14:02:14", "5.1.1", NO_USER, queue_id="7A01B")).final


def test_a_second_host_whose_log_we_have_is_a_hop_of_ours() -> None:
    first = delivered(remote_mta="relay.partner.test", linked_queue_id="7A01B")
    assert of(first).status is status.DELIVERED
    assert (
        of(first, received(**SECOND), deferred("14:03:00", "4.7.1", GREY, queue_id="7A01B")).status is status.DEFERRED
    )


def test_a_filter_that_swallows_the_queue_id_is_followed_by_time() -> None:
    first = delivered(remote_mta="127.0.0.1", remote_address="127.0.0.1", reply="250 2.0.0 Ok")
    assert of(first, removed(), received("14:02:13", **SECOND)).status is status.QUEUED


def test_a_provider_may_put_it_off_later() -> None:
    left = delivered("14:02:13", remote_mta="smtp.provider.test")
    assert of(left, deferred("14:10:00", "4.7.1", GREY, queue_id="")).status is status.DEFERRED
    assert of(deferred("14:01:00", "4.7.1", GREY), left).status is status.SENT


# --- it arrived, or came back


def test_put_off_and_then_taken_is_delivered() -> None:
    assert of(deferred("14:02:12", "4.7.1", GREY), delivered("14:08:00")).status is status.DELIVERED


def test_a_late_bounce_is_a_bounce() -> None:
    found = of(delivered("10:02:00"), failed("10:05:00", "5.1.1", NO_USER, queue_id=""))
    assert (found.status, found.reason) == (status.INVALID_ADDRESS, reason.NO_SUCH_USER)


def test_a_refusal_within_the_same_second_is_no_delivery() -> None:
    assert of(delivered("10:02:00"), failed("10:02:00", "5.1.1", NO_USER)).status is status.INVALID_ADDRESS


def test_a_delay_told_behind_their_server_does_not_undo_the_delivery() -> None:
    assert of(delivered("10:02:00"), deferred("10:05:00", "4.7.1", GREY, queue_id="")).status is status.DELIVERED


@pytest.mark.parametrize("kind", [Kind.FILTERED, Kind.OPENED, Kind.CLICKED, Kind.AUTO_REPLIED])
def test_a_machine_may_open_it_before_it_is_returned(kind: Kind) -> None:
    seen = event(kind, "10:03:00", recipient=ALICE)
    assert of(delivered("10:02:00"), seen, failed("10:05:00", "5.1.1", NO_USER)).status is status.INVALID_ADDRESS


@pytest.mark.parametrize("kind", [Kind.REPLIED, Kind.MARKED_SPAM, Kind.UNSUBSCRIBED])
def test_what_only_a_person_does_outlasts_a_bounce(kind: Kind) -> None:
    done = event(kind, "10:03:00", recipient=ALICE)
    assert of(delivered("10:02:00"), done, failed("10:05:00", "5.1.1", NO_USER)).status.name == kind


def test_the_strongest_act_counts() -> None:
    acts = [event(kind, clock, recipient=ALICE) for kind, clock in (
        (Kind.MARKED_SPAM, "10:03:00"), (Kind.CLICKED, "10:04:00"), (Kind.OPENED, "10:05:00")
    )]  # fmt: skip
    assert of(delivered("10:02:00"), *acts).status is status.MARKED_SPAM
    assert of(delivered("10:02:00"), *acts[1:]).status is status.CLICKED


# --- refused


@pytest.mark.parametrize(
    ("enhanced_status", "words", "expected", "why"),
    [
        ("5.1.1", NO_USER, status.INVALID_ADDRESS, reason.NO_SUCH_USER),
        ("5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found", status.INVALID_ADDRESS, reason.NO_SUCH_USER),
        ("5.2.1", "550 5.2.1 The email account that you tried to reach is disabled", status.HARD_BOUNCED,
         reason.MAILBOX_DISABLED),
        ("5.2.2", "552 5.2.2 Mailbox is full / Over quota", status.SOFT_BOUNCED, reason.MAILBOX_FULL),
        ("5.3.4", "552 5.3.4 Message size exceeds fixed limit", status.SOFT_BOUNCED, reason.MESSAGE_TOO_LARGE),
        ("5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.2] blocked using zen.spamhaus.org",
         status.BLOCKED, reason.IP_BLOCKED),
        ("5.7.26", "550 5.7.26 This mail is unauthenticated: SPF and DKIM did not pass", status.BLOCKED,
         reason.AUTHENTICATION),
    ],
)  # fmt: skip
def test_a_refusal_is_called_after_its_reason(enhanced_status: str, words: str, expected: Status, why: object) -> None:
    found = of(*IN, failed("14:02:13", enhanced_status, words))
    assert (found.status, found.reason, found.final, found.retrying) == (expected, why, True, False)
    assert found.rule


def test_a_refusal_that_nobody_can_read_is_a_hard_bounce_for_an_unknown_reason() -> None:
    found = of(*IN, attempt(Kind.FAILED, "14:02:13", "Xyzzy plugh"))
    assert (found.status, found.reason) == (status.HARD_BOUNCED, reason.UNKNOWN)


def test_a_full_mailbox_that_we_still_try_is_a_soft_bounce_under_way() -> None:
    found = of(*IN, deferred("14:02:13", "4.2.2", "452 4.2.2 Mailbox is full"))
    assert (found.status, found.retrying, found.final) == (status.SOFT_BOUNCED, True, False)


def test_a_refusal_for_now_that_ends_the_attempts_is_expiry() -> None:
    found = of(*IN, failed("14:02:13", "4.4.2", "421 4.4.2 Try again later"))
    assert (found.status, found.final) == (status.EXPIRED, True)


def test_what_our_own_filter_refuses_never_left_us() -> None:
    refused = failed(
        "14:02:13", "5.7.0", "550 5.7.0 Reject: virus found", remote_mta="127.0.0.1", remote_address="127.0.0.1"
    )
    assert of(*IN, refused).proof == 1


def test_a_provider_that_refuses_our_sign_in_is_our_trouble() -> None:
    found = of(*IN, failed("14:02:13", "5.7.8", "535 5.7.8 authentication failed", remote_mta="smtp.provider.test"))
    assert (found.status, found.reason) == (status.REJECTED, reason.OUR_SUBMISSION_REFUSED)


def test_a_filter_of_ours_that_is_down_is_our_trouble() -> None:
    down = unreached("14:02:13", "4.4.1", "connect to 127.0.0.1[127.0.0.1]:10024: Connection refused")
    assert of(*IN, down).reason is reason.OUR_SUBMISSION_REFUSED
    assert of(*IN, unreached("14:02:13", "4.4.1", REFUSED)).reason is reason.UNREACHABLE


# --- given up


def test_expiry_keeps_the_last_cause() -> None:
    found = of(*IN, deferred("14:02:13", "4.2.2", "452 4.2.2 Mailbox is full"), event(Kind.EXPIRED, "14:08:00"))
    assert (found.status, found.reason) == (status.EXPIRED, reason.MAILBOX_FULL)


def test_a_round_that_left_it_out_keeps_the_last_cause() -> None:
    found = of(*IN, deferred("14:02:13", "4.2.2", "452 4.2.2 Mailbox is full"), unreached("14:08:13", "", ""))
    assert (found.status, found.reason) == (status.SOFT_BOUNCED, reason.MAILBOX_FULL)


def test_expiry_without_a_cause_says_so() -> None:
    assert of(*IN, event(Kind.EXPIRED, "14:08:00", recipient=ALICE)).reason is reason.EXPIRED


def test_a_bounce_message_about_the_expiry_changes_nothing() -> None:
    ours = [*IN, deferred("14:02:13", "4.2.2", "452 4.2.2 Mailbox is full"), event(Kind.EXPIRED, "14:08:00")]
    returned = failed("14:08:03", "4.2.2", "452 4.2.2 Mailbox is full", queue_id="")
    assert of(*ours, returned).status is status.EXPIRED


def test_the_queue_expires_only_for_those_who_still_wait_in_it() -> None:
    bob = {"to": "bob@full.test"}
    events = [*IN, delivered(), deferred("14:02:13", "4.2.2", "452 4.2.2 Mailbox is full", **bob),
              failed("14:02:13", "5.1.1", NO_USER, to="carol@gmail.test"), event(Kind.EXPIRED, "15:00:00")]  # fmt: skip
    found = {address: assess(trail, OURS).status for address, trail in trails_of(events).items()}
    assert found == {
        ALICE: status.DELIVERED,
        "bob@full.test": status.EXPIRED,
        "carol@gmail.test": status.INVALID_ADDRESS,
    }


# --- stopped on our side


def test_what_an_operator_deletes_is_withdrawn() -> None:
    found = of(*IN, deferred("14:02:13", "4.7.1", GREY), event(Kind.DELETED, "14:05:00"))
    assert (found.status, found.reason, found.final) == (status.REJECTED, reason.WITHDRAWN, True)


def test_deleting_the_rest_of_a_queue_does_not_undo_a_delivery() -> None:
    assert of(*IN, delivered(), event(Kind.DELETED, "14:05:00")).status is status.DELIVERED


def test_what_a_rule_throws_away_is_never_delivered() -> None:
    found = of(*IN, event(Kind.DISCARDED, "14:02:13", recipient=ALICE), removed())
    assert (found.status, found.reason) == (status.REJECTED, reason.DISCARDED)


def test_what_we_refuse_is_our_submission_unless_the_address_is_to_blame() -> None:
    ours = event(Kind.REJECTED, recipient=ALICE, reply="554 5.7.1 Relay access denied", enhanced_status="5.7.1")
    theirs = event(Kind.REJECTED, recipient=ALICE, reply=NO_USER, enhanced_status="5.1.1")
    assert of(ours).reason is reason.OUR_SUBMISSION_REFUSED
    assert of(theirs).reason is reason.NO_SUCH_USER


def test_a_refused_submission_that_is_tried_again_is_told_by_the_second_try() -> None:
    refused = event(Kind.REJECTED, "14:00:00", recipient=ALICE, queue_id="", reply="451 4.3.0 later")
    assert of(refused, *IN).status is status.QUEUED
    assert of(refused, *IN, delivered()).status is status.DELIVERED


def test_held_and_released_go_by_time() -> None:
    held, released = event(Kind.HELD, "14:03:00", recipient=ALICE), event(Kind.RELEASED, "14:05:00")
    assert of(*IN, held).status is status.HELD
    assert of(*IN, held, released).status is status.QUEUED
    assert of(*IN, held, released, deferred("14:05:01", "4.7.1", GREY)).status is status.DEFERRED
    assert of(*IN, held, deferred("14:05:01", "4.7.1", GREY)).status is status.DEFERRED


def test_a_stop_in_a_queue_that_it_has_left_is_over() -> None:
    held = event(Kind.HELD, "14:02:11", recipient=ALICE)
    assert of(*IN, held, delivered(**HANDED_ON), received(**SECOND)).status is status.QUEUED


def test_holding_the_rest_of_a_queue_does_not_undo_a_delivery() -> None:
    assert of(*IN, delivered(), event(Kind.HELD, "14:05:00")).status is status.DELIVERED


def test_a_message_queued_anew_goes_on_under_its_new_id() -> None:
    old = [*IN, deferred("14:02:13", "4.7.1", GREY), event(Kind.REQUEUED, "14:04:00")]
    new = [received("14:05:00", queue_id="9B00C", linked_queue_id="4F2C1"), delivered("14:06:00", queue_id="9B00C")]
    assert of(*old).status is status.DEFERRED
    assert of(*old, *new, removed("14:06:00", queue_id="9B00C")).status is status.DELIVERED


# --- we cannot know


def test_a_queue_that_is_done_without_an_outcome_is_unknown() -> None:
    found = of(received(recipient=ALICE), removed())
    assert (found.status, found.proof) == (status.UNKNOWN, 1)


def test_a_message_queued_anew_and_lost_sight_of_still_waits() -> None:
    old = [received(recipient=ALICE), event(Kind.REQUEUED, "14:04:00", linked_queue_id="9B00C")]
    assert of(*old, received("14:05:00", queue_id="9B00C")).status is status.QUEUED


def test_a_test_of_an_address_is_no_mail() -> None:
    found = of(*IN, event(Kind.PROBED, "14:02:12", recipient=ALICE, reply="delivers to mailbox"), removed())
    assert (found.status, found.proof) == (status.UNKNOWN, 0)


def test_words_we_cannot_read_are_unknown_until_something_else_is_said() -> None:
    odd = event(Kind.UNREADABLE, "14:02:12", recipient=ALICE, reply="status=odd")
    assert of(*IN, odd).status is status.UNKNOWN
    assert of(*IN, odd, delivered()).status is status.DELIVERED


# --- evidence that is worth less than our own


TO_PROVIDER = delivered(remote_mta="smtp.provider.test")
STRANGE = [
    bounce(),
    by_mail(Kind.AUTO_REPLIED),
    by_mail(Kind.OPENED),
    by_mail(Kind.MARKED_SPAM),
    by_mail(Kind.DEFERRED, reply="451 4.0.0 later"),
    by_mail(Kind.DELIVERED, transport="smtp", remote_mta="mx.gmail.test"),
]


@pytest.mark.parametrize("news", STRANGE, ids=lambda event: event.kind)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_an_unverified_mail_never_overturns_what_our_own_evidence_settled(story: Story, news: Event) -> None:
    trail = trails_of(story.events).get(ALICE)
    if trail is None or any(event.rank is Rank.STRANGER for event in trail):
        return
    alone, with_news = assess(trail, OURS), assess([*trail, news], OURS)
    if alone.status not in (status.SENT, status.UNKNOWN):
        assert with_news[:6] == alone[:6]
        assert with_news.proof == alone.proof


def test_an_unverified_bounce_tells_where_our_log_ends_at_a_provider() -> None:
    found = of(*IN, TO_PROVIDER, bounce())
    assert (found.status, found.rank) == (status.INVALID_ADDRESS, Rank.STRANGER)


def test_an_unverified_mail_never_proves_that_it_arrived() -> None:
    for news in (STRANGE[1], STRANGE[2], STRANGE[-1]):
        found = of(*IN, TO_PROVIDER, news)
        assert (found.status, found.proof, found.beside) == (status.SENT, 2, (news,))


def test_what_was_left_out_is_kept_beside_the_answer() -> None:
    assert of(*IN, delivered(), bounce()).beside == (bounce(),)
    assert of(*IN, delivered(), bounce(rank=Rank.SIGNED)).beside == ()


@pytest.mark.parametrize("news", STRANGE[1:], ids=lambda event: event.kind)
@pytest.mark.parametrize("clock", ["14:04:59", "14:05:00", "14:05:20"])
def test_no_other_unverified_mail_hides_an_unverified_bounce(news: Event, clock: str) -> None:
    other = news._replace(at=at(clock))
    for order in permutations([bounce(), other]):
        assert of(*IN, delivered(), *order).beside == (bounce(), other)


def test_of_each_kind_of_unverified_news_the_newest_is_told() -> None:
    older, newer = bounce("14:04:00", reply="452 4.2.2 Full"), bounce("14:05:00")
    answer, complaint = by_mail(Kind.AUTO_REPLIED), by_mail(Kind.MARKED_SPAM)
    for order in permutations([older, newer, answer, complaint]):
        assert of(*IN, delivered(), *order).beside == (newer, complaint, answer)


def test_a_bounce_to_a_signed_address_is_believed() -> None:
    found = of(*IN, delivered(), bounce(rank=Rank.SIGNED))
    assert (found.status, found.rank) == (status.INVALID_ADDRESS, Rank.SIGNED)


def test_a_bounce_with_our_queue_id_ends_what_our_log_left_open_and_nothing_else() -> None:
    ours = bounce(rank=Rank.QUEUE_ID)
    assert of(*IN, deferred("14:02:13", "4.7.1", GREY), ours).status is status.INVALID_ADDRESS
    assert of(*IN, delivered(), ours).status is status.DELIVERED
    assert of(*IN, failed("14:02:13", "5.2.2", "552 5.2.2 full"), ours).status is status.SOFT_BOUNCED


def test_what_is_not_heard_does_not_date_it() -> None:
    assert of(*IN, delivered(), bounce()).last_at == at("14:02:13")
    assert of(*IN, TO_PROVIDER, bounce()).last_at == at("14:05:00")
    assert of(by_mail(Kind.OPENED)).last_at == at("14:05:00")


def test_an_unverified_bounce_does_not_end_what_our_own_queue_still_holds() -> None:
    found = of(*IN, deferred("14:02:13", "4.7.1", GREY), bounce())
    assert found.retrying
    assert found.beside == (bounce(),)
