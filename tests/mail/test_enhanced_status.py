import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.mail.enhanced_status import DETAILS, SUBJECTS, EnhancedStatus, meaning, parse


@pytest.mark.parametrize(
    "text", ["", "5", "5.1", "5.1.1.1", "3.1.1", "5.1.x", "5.1.1000", "550 5.1.1", "a.b.c", "5.1.²"]
)
def test_what_is_no_enhanced_status_code_has_no_meaning(text: str) -> None:
    assert parse(text) is None
    assert meaning(text) == ""


def test_a_code_is_read_as_numbers() -> None:
    assert parse(" 5.1.10 ") == EnhancedStatus(5, 1, 10)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("5.1.1", "there is no such mailbox; it failed for good; the same message will not succeed"),
        ("4.2.2", "the mailbox is full; it failed for now; another attempt may succeed"),
        ("2.0.0", "no details given; it worked"),
        ("5.7.606", "about security or a policy; it failed for good; the same message will not succeed"),
        ("5.9.1", "about something else; it failed for good; the same message will not succeed"),
    ],
)
def test_a_code_is_told_in_words(code: str, words: str) -> None:
    assert meaning(code) == words


def test_every_detail_belongs_to_a_subject_and_reads_like_the_others() -> None:
    assert {subject for subject, _ in DETAILS} == set(SUBJECTS)
    assert len(set(DETAILS.values())) == len(DETAILS)
    assert not [text for text in DETAILS.values() if text.endswith(".") or text != text.strip()]


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(meaning(text), str)
