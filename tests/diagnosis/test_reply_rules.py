"""The rules as a whole; what they make of single replies stands in server_replies.yaml, receivers.yaml and
documented_replies.yaml.
"""

from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from console.diagnosis.fault import Fault
from console.diagnosis.reason import DISCARDED, NO_REASON, REASONS, UNKNOWN, WITHDRAWN, DeadAddress
from console.diagnosis.reply_rules import TABLES, classify
from console.diagnosis.reply_rules.reading import masked
from console.diagnosis.reply_rules.rule import Rule, Table
from console.diagnosis.reply_rules.rulebook import Rulebook, phrases, statuses
from console.diagnosis.reply_rules.ruling import Ruling

HERE = Path(__file__).parent
RULES = [(table, rule) for table in TABLES for rule in table.rules]


def cases(file: str) -> list[Any]:
    """(words, status, receiving host, expected reason) of each row."""
    by_reason = yaml.safe_load((HERE / file).read_text(encoding="utf-8"))
    return [
        pytest.param(row["words"], row.get("status", ""), row.get("from", ""), name, id=f"{name}-{number}")
        for name, rows in by_reason.items()
        for number, row in enumerate(rows)
    ]


def documented(file: str) -> list[Any]:
    """The same, of a file whose replies stand under who gives them."""
    by_receiver = yaml.safe_load((HERE / file).read_text(encoding="utf-8"))
    return [
        pytest.param(words, "", replies.get("from", ""), name, id=f"{receiver}-{name}-{number}")
        for receiver, replies in by_receiver.items()
        for name, rows in replies.items()
        if name != "from"
        for number, words in enumerate(rows)
    ]


LAB = cases("server_replies.yaml")
RECEIVERS = cases("receivers.yaml")
DOCUMENTED = documented("documented_replies.yaml")


@pytest.mark.parametrize(("words", "status", "host", "reason"), [*LAB, *RECEIVERS, *DOCUMENTED])
def test_a_reply_is_read_as_its_reason(words: str, status: str, host: str, reason: str) -> None:
    ruling = classify(words, status, host)
    assert (ruling.reason.name, ruling.rule) == (reason, ruling.rule)


@pytest.mark.parametrize(("words", "status", "host", "reason"), LAB)
def test_a_reply_means_the_same_for_another_recipient(words: str, status: str, host: str, reason: str) -> None:
    other = (
        words.replace("@nouser.test", "@450.example").replace("127.77.0.2", "203.0.113.202").replace("3456789", "5511")
    )
    assert classify(other, status, host) == classify(words, status, host)


def test_the_name_of_the_server_says_nothing() -> None:
    words = "host mx1.spamfilter-blocked.example[192.0.2.1] said: 550 5.1.1 User unknown (in reply to RCPT TO command)"
    assert classify(words).reason.name == "no_such_user"


def test_the_code_in_the_words_goes_before_the_one_beside_them() -> None:
    assert classify("550 5.2.2 no", "5.0.0") == classify("550 5.2.2 no", "5.1.1")
    assert classify("550 no", "5.2.2").reason.name == classify("550 5.0.0 no", "5.2.2").reason.name == "mailbox_full"


def test_a_microsoft_code_means_what_microsoft_says() -> None:
    words = "550 5.4.1 no"
    assert classify(words, "", "dns; acme-com.mail.protection.outlook.com").reason.name == "no_such_user"
    assert classify(words, "", "mx.acme.example").reason.name == "unreachable"


def test_a_refusal_of_the_message_itself_does_not_blame_the_address() -> None:
    words = "host mx.example[192.0.2.1] said: 550 5.7.1 rejected by policy: mailbox unavailable (in reply to end of DATA command)"
    assert classify(words).reason.name == "recipient_policy"


@pytest.mark.parametrize(
    "words",
    [
        "Connected to 192.0.2.112 but my name was rejected. Remote host said: 501 5.0.0 Invalid domain name",
        "host mx.example[192.0.2.1] said: 550 5.1.2 shop.example: unknown domain (in reply to EHLO command)",
        "SMTP error from remote mail server after HELO shop.example: 550 No such host",
        "host mx.example[192.0.2.1] refused to talk to me: 550 5.1.1 User unknown",
        "SMTP error from remote mail server after initial connection: 550 mailbox unavailable",
        "host mx.example[192.0.2.1] said: 550 5.2.1 account disabled (in reply to STARTTLS command)",
        "SASL authentication failed; server mx.example[192.0.2.1] said: 535 no such user",
    ],
)
def test_an_address_that_was_not_told_yet_cannot_be_dead(words: str) -> None:
    assert classify(words).reason.fault is not Fault.ADDRESS
    assert classify(words).reason.dead is DeadAddress.NO


def test_qmail_tells_the_step_though_the_address_of_the_server_is_masked() -> None:
    words = "192.0.2.7 failed after I sent the message. Remote host said: 550 mailbox unavailable"
    assert classify(words).reason.name == "recipient_policy"


def test_the_block_list_is_named() -> None:
    words = "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using bl.spamcop.net"
    assert classify(words)[1:] == ("words.block-list", "SpamCop", None)


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("451 4.7.1 Greylisted for 300 seconds", 300),
        ("450 4.2.0 Greylisted, please try again in 5 minutes", 300),
        ("421 4.7.0 Too many connections, retry after 2 hours", 7200),
        ("450 please come back in 04 min 32 sec", 272),
        ("451 try again after 00:04:32", 272),
        ("451 4.7.1 Greylisted, see http://postgrey.example/help/grey.test.html", None),
        ("550 5.1.1 no such user", None),
    ],
)
def test_the_time_to_wait_is_read(words: str, seconds: int | None) -> None:
    assert classify(words).retry_after == seconds


@pytest.mark.parametrize("words", ["250 2.0.0 Ok: queued as 4F2C1", "", "   ", "retry time not reached for any host"])
def test_where_nothing_was_refused_there_is_no_reason(words: str) -> None:
    assert classify(words).reason is NO_REASON


def test_words_without_a_rule_are_unknown_and_listed_as_such() -> None:
    assert classify("the ferry does not sail on Sundays") == Ruling(UNKNOWN, "unmatched")


@given(st.text(), st.text(max_size=8), st.text(max_size=20))
def test_any_text_gets_a_ruling(words: str, status: str, host: str) -> None:
    assert classify(words, status, host).reason in REASONS


@given(
    st.lists(st.sampled_from([str(case.values[0]) for case in LAB]) | st.text(max_size=10), max_size=6).map(" ".join)
)
def test_what_is_remembered_is_what_is_read_anew(words: str) -> None:
    assert classify(words) == classify(masked(words))


def test_every_rule_has_its_own_id() -> None:
    assert [name for name, times in Counter(rule.id for _, rule in RULES).items() if times > 1] == []


def test_every_reason_that_a_server_can_have_is_reached_by_a_rule() -> None:
    assert {rule.reason for _, rule in RULES} | {UNKNOWN, WITHDRAWN, DISCARDED} == set(REASONS)


def replies_for(table: Table, rule: Rule) -> list[tuple[str, str]]:
    """Replies that meet every condition of a rule, with the status beside them."""
    host = table.hosts[0] if table.hosts else "mx.example"
    said = [phrase.replace("*", " x ").strip() for phrase in phrases(rule.words)] or ["x"]
    codes = [code.replace("xx", "59").replace("459", "449") for code in rule.codes.split()] or ["550", "450", "none"]
    stated = [code.replace(".x", ".99") for each in rule.status.split() for code in statuses(each)][:40] or [""]
    steps = {
        "": "",
        "CONNECT": "initial connection",
        "EHLO": "EHLO",
        "MAIL": "MAIL FROM",
        "DATA": "end of DATA",
        "RCPT": "RCPT TO",
    }
    commands = [steps[command] for command in rule.commands.split()] or [""]
    return [
        (
            phrase
            if code == "none"
            else f"host {host}[192.0.2.1] said: {code} {status} {phrase} (in reply to {command} command)",
            status,
        )
        for phrase, code, status, command in product(said, codes, stated, commands)
    ]


@pytest.mark.parametrize(("table", "rule"), RULES, ids=[rule.id for _, rule in RULES])
def test_no_rule_stands_behind_another_that_takes_all_its_replies(table: Table, rule: Rule) -> None:
    assert any(classify(words, status).rule == rule.id for words, status in replies_for(table, rule))


@pytest.mark.parametrize(
    "rule", [Rule("a.b", UNKNOWN), Rule("a.b", UNKNOWN, words="abc"), Rule("a.b", UNKNOWN, status="5.1")]
)
def test_a_rule_that_cannot_be_read_is_refused_at_once(rule: Rule) -> None:
    with pytest.raises(ValueError, match=r"."):
        Rulebook([Table("a", (rule,))])
