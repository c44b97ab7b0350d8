"""The table of statuses says everything about each, and nothing twice."""

import pytest

from console.diagnosis.status import PROOF_WORDS, STATUSES, UNKNOWN, Status, Tone, status_named, status_of_code
from console.models.recipient import DELIVERED_CODE

NAMES = (
    "unknown failed_before_send suppressed queued held rejected sent deferred soft_bounced expired hard_bounced "
    "invalid_address delivered blocked filtered opened clicked replied marked_spam unsubscribed auto_replied"
).split()


def test_the_codes_are_those_that_are_stored() -> None:
    assert [(status.code, status.name) for status in STATUSES] == list(enumerate(NAMES))


def test_the_index_leaves_out_the_status_it_means() -> None:
    assert status_of_code(DELIVERED_CODE).name == "delivered"


@pytest.mark.parametrize("status", STATUSES, ids=lambda status: status.name)
def test_a_status_is_found_by_code_and_name(status: Status) -> None:
    assert status_of_code(status.code) is status_named(status.name) is status


def test_a_code_of_a_later_version_is_unknown() -> None:
    assert status_of_code(999) is UNKNOWN


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        status_named("arrived")


@pytest.mark.parametrize("status", STATUSES, ids=lambda status: status.name)
def test_a_status_says_what_it_means_and_who_acts(status: Status) -> None:
    assert status.meaning.endswith(".")
    assert status.who_acts.endswith(".")
    assert status.tone in Tone
    assert 0 <= status.proof < len(PROOF_WORDS)
    assert status.proven_words(status.proof)


@pytest.mark.parametrize(
    "name",
    [
        "Queued", "Sent", "Deferred", "Delivered", "Opened", "Link Clicked", "Marked Spam", "Soft Bounced", "Hard Bounced",
        "Invalid Address", "Rejected", "Failed (hard)", "Failed (soft)", "Failed (soft), retried for three more days",
    ],
)  # fmt: skip
def test_names_that_people_know_from_elsewhere_are_shown(name: str) -> None:
    assert any(name in (status.label, *status.also_called) for status in STATUSES)


def test_a_mailbox_proves_more_than_the_status_says_by_itself() -> None:
    assert status_named("delivered").proven_words(4) == "it was seen in a mailbox, junk folder or quarantine"
    assert status_named("hard_bounced").proven_words(1) == "our system has it"
