"""What is typed into the box becomes criteria, and criteria can be written out again."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.diagnosis.reason import REASONS
from console.diagnosis.status import STATUSES
from console.search.criteria import BadSearch, Criteria, Match
from console.search.language import OPERATORS, parse
from console.search.writing import write

BERLIN = ZoneInfo("Europe/Berlin")
NOW = 1_763_640_000.0  # 20 November 2025, 13:00 in Berlin


def read(text: str) -> Criteria:
    return parse(text, BERLIN, NOW)


@pytest.mark.parametrize(
    ("typed", "criteria"),
    [
        ("", Criteria()),
        ("anna@example.com", Criteria(words=("anna@example.com",))),
        ("<anna@example.com>", Criteria(words=("anna@example.com",))),
        ('"Smith, Anna" <anna@example.com>', Criteria(words=("anna@example.com",))),
        ("Anna Smith <anna@example.com>", Criteria(words=("anna@example.com",))),
        ("a@example.com, b@example.com;", Criteria(words=("a@example.com", "b@example.com"))),
        ("mailto:anna@example.com?subject=x", Criteria(words=("anna@example.com",))),
        ("anna*", Criteria(recipients=("anna",), match=Match.PREFIX)),
        ("*smith", Criteria(recipients=("smith",), match=Match.PART)),
        ("@Example.com", Criteria(domain="example.com")),
        ("to:Anna@Example.COM", Criteria(recipients=("anna@example.com",))),
        ("to: anna@example.com", Criteria(recipients=("anna@example.com",))),
        ("to:<root>", Criteria(recipients=("root",))),
        ("recipient:anna@", Criteria(recipients=("anna@",), match=Match.PREFIX)),
        ("to:anna", Criteria(recipients=("anna",), match=Match.PART)),
        ('to:"anna smith"', Criteria(recipients=("anna", "smith"), match=Match.PART)),
        ("to:@bücher.example", Criteria(domain="xn--bcher-kva.example")),
        ("domain:example.com", Criteria(domain="example.com")),
        ("domain:*.example.com", Criteria(domain="example.com", subdomains=True)),
        ("from:<>", Criteria(sender="<>")),
        ("from:Billing@Shop.example", Criteria(sender="billing@shop.example")),
        ("subject:your invoice status:delivered", Criteria(subject=("your", "invoice"), statuses=("delivered",))),
        ('subject:"your invoice" 4711', Criteria(subject=("your invoice", "4711"))),
        ("Subject: Re: your order", Criteria(subject=("Re:", "your", "order"))),
        ("status:delivered,expired", Criteria(statuses=("delivered", "expired"))),
        ('status:"Hard Bounced"', Criteria(statuses=("hard_bounced",))),
        ("status:bounced", Criteria(statuses=("soft_bounced", "hard_bounced"))),
        ('status:"Link Clicked"', Criteria(statuses=("clicked",))),
        ("reason:mailbox-full", Criteria(reasons=("mailbox_full",))),
        ("id:<X1@Host.example>", Criteria(ids=("X1@Host.example",))),
        ("Message-ID:<X1@Host.example>", Criteria(ids=("X1@Host.example",), pasted=True)),
        ("Re: the order", Criteria(words=("Re:", "the", "order"))),
        ("http://example.com/x", Criteria(words=("http://example.com/x",))),
        ('"to:nobody"', Criteria(words=("to:nobody",))),
        ('say ""', Criteria(words=("say",))),
        ("after:2025-11-01 before:2025-11-08", Criteria(since=1761951600, until=1762556400)),
        ("2025-11-20", Criteria(since=1763593200, until=1763679600)),
        ("anna@example.com today", Criteria(words=("anna@example.com",), since=1763593200, until=1763679600)),
    ],
)
def test_what_is_typed_is_understood(typed: str, criteria: Criteria) -> None:
    assert read(typed) == criteria


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("form:anna", "There is no operator form: here. Known are to:, domain:, from:, subject:, status:,"),
        ("status:lost", 'There is no status "lost". Known are unknown, failed_before_send,'),
        ("reason:weather", 'There is no reason "weather". Known are none, no_such_user,'),
        ("before:soon", '"soon" is not a date; write it as in 2026-11-20'),
        ("after:2025-02-30", "2025-02-30 is not a day of the calendar."),
        ("after:11/12/2025", "11/12/2025 can be read in two ways; write 2025-12-11 or 2025-11-12."),
        ("to:a*b", '"a*b" cannot be looked for'),
        ("to:*", '"*" cannot be looked for'),
        ("domain:a@b", '"a@b" is not a domain'),
        ("domain:a.example domain:b.example", "A message has one domain; a.example and b.example"),
        ("to:anna* to:bert@example.com", "Whole addresses, beginnings and parts cannot be looked for at once"),
        ("to:" + "a" * 1001, "A word of 1,001 characters is longer than any address"),
        ("word " * 51, "These are more than 50 words."),
    ],
)
def test_what_cannot_be_searched_is_named(typed: str, sentence: str) -> None:
    with pytest.raises(BadSearch) as caught:
        read(typed)
    assert str(caught.value).startswith(sentence)


def test_an_unknown_operator_names_all_that_are_known() -> None:
    with pytest.raises(BadSearch) as caught:
        read("form:anna")
    assert all(f"{operator}:" in str(caught.value) for operator in OPERATORS)


def test_a_long_text_is_searched_for_the_addresses_in_it() -> None:
    assert read("she says " * 40 + "Anna@Example.com got nothing").words == ("anna@example.com",)


@given(st.text(max_size=60))
def test_any_text_is_either_read_or_answered_with_a_sentence(text: str) -> None:
    answer: Criteria | str
    try:
        answer = read(text)
    except BadSearch as refusal:
        answer = str(refusal)
    assert isinstance(answer, Criteria) or answer.endswith(".")


LABELS = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
DOMAINS = st.lists(LABELS, min_size=2, max_size=4).map(".".join)
ADDRESSES = st.builds(
    "{}@{}".format, st.from_regex(r"[a-z0-9]([a-z0-9._+!#$%&'/=?^`{|}~-]{0,9}[a-z0-9])?", fullmatch=True), DOMAINS
)
PRINTABLE = st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1, max_size=12)
PHRASES = PRINTABLE.map(str.strip).filter(bool)
SECONDS = st.none() | st.integers(min_value=86_400 * 365, max_value=4_000_000_000)


@given(
    st.builds(
        Criteria,
        recipients=st.lists(ADDRESSES | st.just("root"), max_size=2, unique=True).map(tuple),
        domain=st.just("") | DOMAINS,
        since=SECONDS,
        until=SECONDS,
        statuses=st.lists(st.sampled_from([row.name for row in STATUSES]), max_size=2, unique=True).map(tuple),
        reasons=st.lists(st.sampled_from([row.name for row in REASONS]), max_size=2, unique=True).map(tuple),
        sender=st.just("") | st.just("<>") | ADDRESSES,
        subject=st.lists(PHRASES, max_size=2, unique=True).map(tuple),
        ids=st.lists(ADDRESSES, max_size=2, unique=True).map(tuple),
        words=st.lists(PHRASES, max_size=2, unique=True).map(tuple),
    ),
    st.sampled_from([ZoneInfo("UTC"), BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")]),
)
def test_criteria_written_out_are_read_as_the_same(criteria: Criteria, zone: ZoneInfo) -> None:
    assert parse(write(criteria, zone), zone, NOW) == criteria


@given(st.sampled_from(list(Match)), st.booleans())
def test_criteria_survive_being_stored(match: Match, subdomains: bool) -> None:
    criteria = Criteria(recipients=("anna",), match=match, subdomains=subdomains, since=5)
    assert Criteria.from_json(criteria.as_json()) == criteria
