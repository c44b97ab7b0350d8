from dataclasses import fields

import pytest

from console.diagnosis.fault import Fault
from console.diagnosis.reason import (
    NO_REASON,
    NO_SUCH_USER,
    REASONS,
    UNKNOWN,
    DeadAddress,
    Reason,
    reason_named,
    reason_of,
)

# Stored with every recipient: a code keeps its meaning for ever, so this list only grows.
CODES = """
    0 none  1 no_such_user  2 no_such_domain  3 moved  4 mailbox_disabled  5 accepts_no_mail  6 suppressed
    7 mailbox_full  8 message_too_large  9 spam_content  10 virus_or_attachment  11 malformed_message  12 ip_blocked
    13 no_reverse_dns  14 authentication  15 sender_refused  16 recipient_policy  17 relay_denied  18 tls_required
    19 throttled  20 greylisted  21 unreachable  22 expired  23 remote_error  24 our_submission_refused
    25 withdrawn  26 discarded  99 unknown
"""


def test_the_stored_codes_keep_their_meaning() -> None:
    words = CODES.split()
    assert [(reason.code, reason.name) for reason in REASONS] == list(
        zip(map(int, words[::2]), words[1::2], strict=True)
    )


@pytest.mark.parametrize("reason", REASONS, ids=lambda reason: reason.name)
def test_a_reason_says_everything_in_plain_sentences(reason: Reason) -> None:
    sentences = [reason.for_agent, reason.for_customer, reason.for_their_it]
    assert all(text.endswith((".", "?")) and "!" not in text and "  " not in text for text in sentences)
    assert reason is NO_REASON or (reason.label and not reason.label.endswith(".") and len(reason.label) <= 48)


def test_what_is_said_of_one_reason_is_said_of_no_other() -> None:
    for field in fields(Reason):
        if field.name not in ("fault", "dead"):
            said = [getattr(reason, field.name) for reason in REASONS]
            assert len(set(said)) == len(said), field.name


def test_only_faults_of_the_address_or_mailbox_may_make_it_dead() -> None:
    faults = {reason.fault for reason in REASONS if reason.dead is not DeadAddress.NO}
    assert faults == {Fault.ADDRESS, Fault.MAILBOX}


def test_a_reason_is_found_by_code_and_by_name() -> None:
    assert reason_of(1) is reason_named("no_such_user") is NO_SUCH_USER
    with pytest.raises(KeyError):
        reason_named("no_such_reason")


def test_the_code_of_a_later_version_is_unknown() -> None:
    assert reason_of(77) is UNKNOWN


def test_a_fault_is_stored_by_value_and_shown_by_label() -> None:
    assert Fault("their_policy") is Fault.THEIR_POLICY
    assert f"{Fault.THEIR_POLICY}" == "their_policy"
    assert len({fault.label for fault in Fault}) == len(Fault)
