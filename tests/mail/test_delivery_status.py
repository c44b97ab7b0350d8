"""The fields of RFC 3464, as they come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.mail.delivery_status import Action, read_delivery_status


def test_one_group_for_the_message_and_one_for_each_recipient() -> None:
    read = read_delivery_status(
        "Reporting-MTA: dns; mx.example\nOriginal-Envelope-Id: order+2D7\n\n"
        "Final-Recipient: rfc822; <ann@example.net>\nAction: failed (mailbox)\nStatus: 5.1.1 (no such user)\n\n"
        "Final-Recipient: RFC822;bob@example.net\nAction: delayed\nStatus: 4.2.2\n"
    )
    assert (read.reporting_mta, read.envelope_id) == ("mx.example", "order-7")
    assert [(one.final_recipient, one.action, one.status) for one in read.recipients] == [
        ("ann@example.net", Action.FAILED, "5.1.1"),
        ("bob@example.net", Action.DELAYED, "4.2.2"),
    ]


def test_a_folded_diagnostic_is_one_line() -> None:
    read = read_delivery_status("Final-Recipient: rfc822; a@b.example\nDiagnostic-Code: smtp; 550\n 5.1.1 no\n\tuser\n")
    assert read.recipients[0].diagnostic == "550 5.1.1 no user"


def test_words_in_another_field_or_behind_the_status_stand_in_for_a_diagnostic() -> None:
    for field in ("X-Supplementary-Info: 550 no", "Status: 5.0.0 (550 no)"):
        read = read_delivery_status(f"Final-Recipient: rfc822; a@b.example\nAction: failed\n{field}\n")
        assert read.recipients[0].diagnostic == "550 no"


def test_a_blank_line_inside_a_recipient_does_not_make_two() -> None:
    read = read_delivery_status("Final-Recipient: rfc822; a@b.example\n\nAction: failed\nStatus: 5.1.1\n")
    assert [(one.final_recipient, one.status) for one in read.recipients] == [("a@b.example", "5.1.1")]


def test_an_x400_recipient_has_no_address() -> None:
    read = read_delivery_status("Final-Recipient: x400; /S=Ann/O=Example/\nAction: failed\nStatus: 5.1.1\n")
    assert [one.final_recipient for one in read.recipients] == [""]


@pytest.mark.parametrize(
    "field",
    [
        '"><script>alert(1)</script>@evil.example',
        "<b>ann@b.example</b>@c.example",
        "ann\x07@b.example",
        "Ann at B <none>",
    ],
)
def test_what_cannot_be_an_address_names_nobody(field: str) -> None:
    [one] = read_delivery_status(f"Final-Recipient: rfc822; {field}\nAction: failed\n").recipients
    assert (one.final_recipient, one.written_as) == ("", f"rfc822; {field}")


@pytest.mark.parametrize("named", ["o'neil+tag@b.example", '"ann b"@b.example', "ann..b@#b.example", "ann@@b", "root"])
def test_what_may_be_an_address_in_the_field_stays_one(named: str) -> None:
    [one] = read_delivery_status(f"Final-Recipient: rfc822; {named}\nAction: failed\n").recipients
    assert (one.final_recipient, one.written_as) == (named, "")


def test_a_route_is_no_part_of_the_address() -> None:
    read = read_delivery_status("Final-Recipient: rfc822; <@hub.example:a@b.example>\nAction: failed\n")
    assert read.recipients[0].final_recipient == "a@b.example"


@given(st.text(max_size=500))
def test_any_text_is_answered(text: str) -> None:
    assert read_delivery_status(f"Final-Recipient: {text}").recipients


def test_a_report_on_a_mere_test_of_addresses_is_read_by_its_own_words() -> None:
    groups = (
        f"Final-Recipient: rfc822; {word}@b.example\nAction: {word}\n" for word in ("deliverable", "undeliverable")
    )
    read = read_delivery_status("\n".join(groups))
    assert [one.action for one in read.recipients] == [Action.DELIVERED, Action.FAILED]
