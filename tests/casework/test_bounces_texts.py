"""Texts that no rule matched, by what they share; and rules tried before they are used."""

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console.casework.bounces_texts import Trial, UnknownTexts, gist_of, trial, unknown_texts
from console.diagnosis.reply_rules.site_rule import rule_of
from tests.casework.bounce_mails import NEVER_HEARD, bounce, take_in

ALSO_UNKNOWN = "600 sorry no sandwich today"


def told(*words: str) -> list[bytes]:
    """A bounce with each of these words."""
    return [
        bounce(f"r{number}@there.example", f"{number}@elsewhere", text, status="5.0.0")
        for number, text in enumerate(words)
    ]


def texts(engine: Engine) -> UnknownTexts:
    """What no rule matched."""
    with Session(engine) as session:
        return unknown_texts(session)


def tried(engine: Engine, words: str, reason: str = "mailbox_full") -> Trial:
    """What a rule would change."""
    with Session(engine) as session:
        return trial(session, rule_of({"id": "site.tried", "reason": reason, "words": [words]}))


def test_texts_that_differ_in_numbers_stand_together_the_most_frequent_first(engine: Engine) -> None:
    take_in(engine, *told(ALSO_UNKNOWN, NEVER_HEARD, NEVER_HEARD.replace("4711", "12"), "550 5.1.1 User unknown"))
    found = texts(engine)
    assert [(group.mails, group.bounce) for group in found.groups] == [(2, 3), (1, 1)]
    assert (found.mails, found.all, found.groups[0].words) == (3, True, "the frobnicator said nay to your gronk")


def test_a_text_of_codes_and_addresses_alone_says_why_no_rule_can_be_made_of_it(engine: Engine) -> None:
    take_in(engine, *told("999 <ann@there.example> 4711", NEVER_HEARD))
    assert {group.words: group.no_rule_because for group in texts(engine).groups} == {
        "": "Too few words",
        "the frobnicator said nay to your gronk": "",
    }


def test_where_a_rule_knows_all_there_is_nothing(engine: Engine) -> None:
    take_in(engine, bounce())
    assert texts(engine) == UnknownTexts((), all=True)


def test_addresses_and_codes_are_no_part_of_what_texts_share() -> None:
    assert gist_of("550 5.7.9 <ann@there.example> gronk 12") == gist_of("550 5.7.9 <bob@else.example> Gronk 7")


def test_a_rule_that_is_tried_names_the_mails_it_would_change(engine: Engine) -> None:
    take_in(engine, *told(NEVER_HEARD, NEVER_HEARD.replace("4711", "12"), ALSO_UNKNOWN))
    found = tried(engine, "said nay to your gronk")
    assert (found.mails, found.of) == (2, 3)
    [change] = found.changed
    assert (change.before.name, change.texts, change.examples[0]) == ("unknown", 2, NEVER_HEARD.replace("4711", "12"))


def test_trying_changes_nothing(engine: Engine) -> None:
    take_in(engine, *told(NEVER_HEARD))
    before = texts(engine)
    tried(engine, "said nay to your gronk")
    assert texts(engine) == before


def test_a_rule_that_says_what_is_said_already_changes_nothing(engine: Engine) -> None:
    take_in(engine, bounce())
    assert tried(engine, "user unknown", "no_such_user").changed == ()
