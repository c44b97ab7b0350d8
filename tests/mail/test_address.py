import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.mail.address import domain_of, local_part_of, normalise


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("<Bob@Example.COM>", "bob@example.com"),
        ("  bob@example.com ", "bob@example.com"),
        ("bob@example.com.", "bob@example.com"),
        ("@relay.example,@hub.example:bob@example.com", "bob@example.com"),
        ("anna@Müller.example", "anna@xn--mller-kva.example"),
        ("anna@XN--MLLER-KVA.example", "anna@xn--mller-kva.example"),
        ("anna@stra\u00dfe.example", "anna@xn--strae-oqa.example"),
        ("anna@例え.テスト", "anna@xn--r8jz45g.xn--zckzah"),
        ("anna@例え\u3002テスト", "anna@xn--r8jz45g.xn--zckzah"),
        ("JÖRG@example.com", "jörg@example.com"),
        ("postmaster", "postmaster"),
        ("", ""),
        ("<>", ""),
        ("<", "<"),
    ],
)
def test_an_address_has_one_search_form(written: str, form: str) -> None:
    assert normalise(written) == form


def test_the_two_ways_of_writing_an_umlaut_are_one() -> None:
    assert normalise("jo\u0308rg@example.com") == normalise("jörg@example.com")


@given(st.text())
def test_any_text_has_a_search_form_that_stays(text: str) -> None:
    assert normalise(normalise(text)) == normalise(normalise(normalise(text)))


@given(st.from_regex(r"[a-z0-9.+-]{1,20}@[a-z0-9-]{1,20}\.[a-z]{2,6}", fullmatch=True))
def test_a_plain_address_is_its_own_search_form_in_any_case(address: str) -> None:
    assert normalise(address.upper()) == normalise(f"<{address}>") == address


@pytest.mark.parametrize(
    ("address", "local_part", "domain"),
    [
        ("bob@example.com", "bob", "example.com"),
        ('"a@b"@example.com', '"a@b"', "example.com"),
        ("postmaster", "postmaster", ""),
        ("", "", ""),
    ],
)
def test_an_address_has_two_parts(address: str, local_part: str, domain: str) -> None:
    assert (local_part_of(address), domain_of(address)) == (local_part, domain)
