"""Rules of the site's own: they come before ours, say what is wrong with them, and can be tried first."""

import tomllib
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.diagnosis.reason import MAILBOX_DISABLED, MAILBOX_FULL, NO_SUCH_USER, RECIPIENT_POLICY, UNKNOWN
from console.diagnosis.reply_rules import RULES_VERSION, adopt, adopted, classify, edition
from console.diagnosis.reply_rules.site_rule import BadRule, as_toml, rule_of
from console.diagnosis.reply_rules.trial import Change, Told, would_change

FULL: dict[str, object] = {
    "id": "acme.room",
    "reason": "mailbox_full",
    "words": ["Kein Platz mehr", "box at its limit"],
}
FERRY = "550 5.2.9 The ferry does not sail on Sundays"


@pytest.fixture(autouse=True)
def _ours_alone() -> Iterator[None]:
    yield
    adopt(())


def faults(**entry: object) -> str:
    with pytest.raises(BadRule) as told:
        rule_of(FULL | entry)
    return str(told.value)


def told(words: str, remote_mta: str = "") -> Told:
    return Told(words, "", remote_mta, "", classify(words, "", remote_mta).reason)


def test_a_rule_of_the_site_comes_before_ours() -> None:
    words = "550 5.1.1 User unknown: kein PLATZ mehr"
    assert classify(words).reason is NO_SUCH_USER
    adopt([rule_of(FULL)])
    assert classify(words)[:2] == (MAILBOX_FULL, "acme.room")


def test_rules_of_the_site_are_tried_in_their_order() -> None:
    adopt([rule_of(FULL), rule_of(FULL | {"id": "acme.later", "reason": "no_such_user"})])
    assert classify("550 box at its limit").rule == "acme.room"


def test_words_with_an_address_or_a_long_number_fit_any_other() -> None:
    adopt([rule_of(FULL | {"words": ["192.0.2.7 may not write to ann@acme.example"]})])
    assert classify("550 192.0.2.99 may not write to bob@acme.example").rule == "acme.room"


def test_words_may_be_copied_from_a_reply_codes_and_all() -> None:
    adopt([rule_of(FULL | {"words": [f"host mx.acme.example[192.0.2.1] said: {FERRY} (in reply to RCPT TO command)"]})])
    assert classify(f"smtp; {FERRY}").rule == "acme.room"


def test_signs_that_mean_something_in_our_rules_are_plain_in_theirs() -> None:
    adopt([rule_of(FULL | {"words": ["room * {none|left}"]})])
    assert classify("550 room * {none|left}").rule == "acme.room"
    assert classify("550 room is left").rule != "acme.room"


@pytest.mark.parametrize(
    ("status", "said", "fits"),
    [("5.2.*", "5.2.9", True), ("5.2.9", "5.2.9", True), ("*.2.9", "4.2.9", True), ("5.2.1", "5.2.9", False)],
)
def test_a_status_narrows_a_rule(status: str, said: str, fits: bool) -> None:
    adopt([rule_of(FULL | {"words": ["the ferry"], "status": status})])
    assert (classify("550 the ferry", said).rule == "acme.room") is fits


@pytest.mark.parametrize(
    ("words", "remote_mta", "fits"),
    [
        (FERRY, "dns; mx1.acme.example (192.0.2.1)", True),
        (f"host MX2.acme.example[192.0.2.1] said: {FERRY}", "", True),
        (FERRY, "mx.other.example", False),
        (FERRY, "", False),
    ],
)
def test_a_receiver_narrows_a_rule(words: str, remote_mta: str, fits: bool) -> None:
    adopt([rule_of(FULL | {"words": ["the ferry"], "receiver": "*.Acme.example"})])
    assert (classify(words, "", remote_mta).rule == "acme.room") is fits


def test_what_was_delivered_stays_delivered() -> None:
    adopt([rule_of(FULL | {"words": ["queued as"]})])
    assert classify("250 2.0.0 Ok: queued as 4F2C1").rule == "success"


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (
            {"id": "Acme Room"},
            "Its id 'Acme Room' is not usable; write up to 60 small letters, digits, dots and hyphens.",
        ),
        ({"id": 7}, "Its id is no text; put it in quotation marks."),
        ({"words": "box"}, 'It needs words as a list of texts: words = ["no room left"].'),
        ({"words": []}, "It needs words as a list of texts"),
        ({"words": ["ok", "room"]}, "Its words 'ok' are in too many replies; write 3 characters or more"),
        ({"words": ["<ann@acme.example>"]}, "are in too many replies"),
        ({"status": "5.2"}, "Its status '5.2' is not an enhanced status code; write it as 5.2.2, 5.2.* or *.2.2."),
        ({"host": "x"}, "It has 'host', which no rule has; use id, reason, words, status, receiver, note."),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_with_what_to_do(entry: dict[str, object], sentence: str) -> None:
    assert sentence in faults(**entry)


@pytest.mark.parametrize("reason", ["full", "unknown", "none", "withdrawn", "discarded"])
def test_only_a_reason_that_a_reply_can_have_is_taken(reason: str) -> None:
    told = faults(reason=reason)
    assert told.startswith(f"Its reason '{reason}' is not one of ours; use one of no_such_user, no_such_domain, ")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(BadRule) as told:
        rule_of({})
    assert len(told.value.faults) == 3


@pytest.mark.parametrize("id", ["yahoo.rate", "unmatched"])
def test_the_id_of_a_rule_of_ours_is_taken(id: str) -> None:
    with pytest.raises(BadRule, match="is that of a rule of ours; give the rule another"):
        adopt([rule_of(FULL | {"id": id})])
    assert adopted() == ()


def test_an_id_is_given_once() -> None:
    with pytest.raises(BadRule, match="is used twice; give one"):
        adopt([rule_of(FULL), rule_of(FULL)])


def test_the_edition_changes_with_the_rules_and_not_with_their_notes() -> None:
    editions = []
    for change in ({}, {"note": "asked for by Ann"}, {"status": "5.2.*"}):
        adopt([rule_of(FULL | change)])
        editions.append(edition())
    assert editions[0] == editions[1] != editions[2]
    assert editions[0].startswith(f"{RULES_VERSION}+")


def test_the_edition_without_rules_of_the_site_is_the_version_of_ours() -> None:
    assert edition() == str(RULES_VERSION)


def test_a_rule_is_tried_without_being_adopted() -> None:
    texts = [told("550 5.1.1 User unknown"), told(FERRY), told("452 4.2.2 full"), told(FERRY)]
    rule = rule_of(FULL | {"words": ["ferry"]})
    assert list(would_change(texts, rule)) == [Change(1, texts[1], MAILBOX_FULL), Change(3, texts[3], MAILBOX_FULL)]
    assert adopted() == ()


def test_a_rule_that_gives_the_reason_that_stands_changes_nothing() -> None:
    assert list(would_change([told("452 4.2.2 full, ferry")], rule_of(FULL | {"words": ["ferry"]}))) == []


def test_a_rule_is_tried_behind_those_that_the_site_has() -> None:
    adopt([rule_of(FULL | {"words": ["ferry"]})])
    later = rule_of(FULL | {"id": "acme.later", "reason": "moved", "words": ["sail"]})
    assert list(would_change([told(FERRY)], later)) == []


def test_a_changed_rule_is_tried_in_the_place_of_the_old_one() -> None:
    adopt([rule_of(FULL | {"words": ["ferry"]})])
    texts = [told(FERRY)]
    changed = rule_of(FULL | {"words": ["ferry"], "reason": "mailbox_disabled"})
    narrowed = rule_of(FULL | {"words": ["ferry"], "receiver": "mx.acme.example"})
    assert [one.reason for one in would_change(texts, changed)] == [MAILBOX_DISABLED]
    assert [one.reason for one in would_change(texts, narrowed)] == [RECIPIENT_POLICY]


def test_a_text_whose_reason_is_only_out_of_date_is_not_named() -> None:
    old = Told("550 5.1.1 User unknown", "", "", "", UNKNOWN)
    assert list(would_change([old], rule_of(FULL | {"words": ["ferry"]}))) == []


plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@given(st.lists(plain, min_size=1, max_size=3), plain, plain)
def test_a_rule_as_it_stands_in_a_file_is_the_rule(words: list[str], receiver: str, note: str) -> None:
    rule = rule_of(FULL | {"words": [f"no room {each} left" for each in words], "receiver": receiver, "note": note})
    assert [rule_of(entry) for entry in tomllib.loads(as_toml(rule))["rule"]] == [rule]
