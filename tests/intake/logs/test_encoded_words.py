"""Subjects as people wrote them."""

import pytest

from console.intake.logs.encoded_words import decoded


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Your order #5001", "Your order #5001"),
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?utf-8?Q?_=E2=80=A6?= test", "Grüße … test"),
        ("=?ISO-8859-1?B?R3L832U=?=", "Grüße"),
        ("=?utf-8?Q?Gr=C3=BC?=? =?utf-8?Q?=C3=9Fe?=", "Grüße"),  # a folded header, as Postfix logs it
        ("=?nowhere?Q?Gr=FC=DFe?=", "Grüße"),
        ("=?unicode_escape?Q?=5Cu003cscript=5Cu003e?=", r"\u003cscript\u003e"),
        ("=?utf-8?B?broken", "=?utf-8?B?broken"),
        ("=?utf-8?B?a?=", "=?utf-8?B?a?="),
        ("=?utf-8?Q?=ff?=", "�"),
    ],
)
def test_encoded_words_are_decoded_as_far_as_they_can_be(text: str, meaning: str) -> None:
    assert decoded(text) == meaning


def test_a_text_that_would_take_long_is_left_as_it_is() -> None:
    assert decoded("=?utf-8?Q?a?= " * 10_000).startswith("=?utf-8?Q?a?= ")
