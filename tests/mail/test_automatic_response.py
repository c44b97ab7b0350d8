"""Automatic responses (RFC 3834), and people who write about them."""

import pytest

from console.mail.automatic_response import SUBJECTS, is_automatic_response


def said(subject: str, **fields: str) -> bool:
    named = {name.replace("_", "-").lower(): value for name, value in fields.items()}
    return is_automatic_response(lambda name: named.get(name, ""), subject)


@pytest.mark.parametrize("language", SUBJECTS)
def test_a_responder_speaks_any_language(language: str) -> None:
    assert all(said(f"{words}: your order") for words in SUBJECTS[language])


@pytest.mark.parametrize(
    ("field", "value"),
    [("auto_submitted", "auto-replied"), ("x_autoreply", "yes"), ("x_autorespond", ""), ("precedence", "auto_reply")],
)
def test_a_header_field_says_it_whatever_the_subject(field: str, value: str) -> None:
    assert said("Your order", **{field: value}) is bool(value)


def test_a_person_who_answers_in_a_thread_is_no_responder() -> None:
    assert not said("Re: out of the office", user_agent="Thunderbird", in_reply_to="<a@b>")
    assert not said("[list] Re: Ann Lee/London is out of the office.")


def test_a_message_to_a_list_is_no_response() -> None:
    assert not said("Out of office hours", list_id="<list.example>")


def test_a_report_is_no_response() -> None:
    assert not said(
        "Undelivered Mail", auto_submitted="auto-replied", content_type="multipart/report; report-type=delivery-status"
    )
