"""What makes two lines in the quarantine alike."""

import pytest

from console.models.quarantine import kind_of


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("The time stamp names no real date: day 31 of month 11.", "The time stamp names no real date: …"),
        (
            "The line holds NUL bytes: the file is damaged here, or was cut while written to.",
            "The line holds NUL bytes: the file is damaged here, or was cut while written to.",
        ),
        (
            "Postfix’s smtp says what Postdesk does not know: “he said “12”: no”.",
            "Postfix’s smtp says what Postdesk does not know: “…”.",
        ),
        ("The time stamp begins with “Foo”, which is no month.", "The time stamp begins with “…”, which is no month."),
        ("The line begins as RFC 5424 has it, but its head is not complete.", None),
    ],
)
def test_lines_are_alike_whose_reason_differs_in_its_own_words_only(reason: str, kind: str | None) -> None:
    assert kind_of(reason) == (kind or reason)
