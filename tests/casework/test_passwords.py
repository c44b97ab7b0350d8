"""What a password must be."""

import pytest

from console.casework.passwords import faults, normalise


@pytest.mark.parametrize(
    "password", ["seven quiet herons by the pier", "_NNLUaYUGvCjc5VlLThY1Oyi", "пять тихих цапель"]
)
def test_a_long_and_uncommon_one_is_taken(password: str) -> None:
    assert faults(password) == []


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "qwertyuiop12",
        "aaaaaaaaaaaa",
        "123456789012",
        "letmeinletmein",
        "iloveyou12345",
        "postdeskpostdesk",
    ],
)
def test_one_that_is_tried_first_is_not(password: str) -> None:
    assert faults(password) == [
        "This password is easy to guess. A few words that do not belong together make a good one."
    ]


def test_eleven_characters_are_too_few() -> None:
    assert faults("x7!kQ9$mZ2#") == ["A password has 12 characters or more; this one has 11."]


def test_the_name_of_the_account_is_no_password() -> None:
    assert faults("anna@graz.example", ["anna@graz.example", "Anna"])


def test_a_very_long_one_is_looked_at_in_time() -> None:
    assert faults("".join(chr(97 + number % 23) for number in range(256))) in (
        [],
        faults("abcdefghijklmnopqrstuvw" * 3),
    )
    assert faults("a" * 257) == ["A password has at most 256 characters."]


def test_the_same_letters_are_the_same_password() -> None:
    assert normalise("f\N{LATIN SMALL LETTER U WITH DIAERESIS}r") == normalise("fu\N{COMBINING DIAERESIS}r")
