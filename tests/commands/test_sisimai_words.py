"""Our reasons in the words of another reader of bounces."""

import pytest

from console.commands.sisimai_words import AT_LARGE, BY_RULE, WORDS, group, permanence, word
from console.diagnosis.reason import NO_SUCH_USER
from console.diagnosis.reply_rules import TABLES
from console.intake.bounces.bounce import BouncedRecipient, Statement
from console.intake.bounces.judgement import judged
from console.mail.delivery_status import Action


def said(words: str, status: str = "", remote_mta: str = "", command: str = "") -> BouncedRecipient:
    """A recipient of whom a mail says no more."""
    return judged(
        Statement("ann@acme.example", words, enhanced_status=status, remote_mta=remote_mta, command=command),
        Action.FAILED,
    )


@pytest.mark.parametrize(
    ("words", "status", "remote_mta", "command"),
    [
        ("550 User unknown", "", "", "RCPT"),
        ("550 5.1.1 User unknown", "", "", ""),
        ("550 User unknown", "5.1.1", "", "DATA"),
        ("550 5.4.1 Recipient address rejected: Access denied", "", "", ""),
        ("550 Requested action not taken: mailbox unavailable", "", "mx00.gmx.net", ""),
    ],
)
def test_a_user_is_unknown_where_the_step_the_status_or_the_receiver_tells(
    words: str, status: str, remote_mta: str, command: str
) -> None:
    assert word(said(words, status, remote_mta, command)) == "userunknown"


@pytest.mark.parametrize(("words", "command"), [("550 User unknown", ""), ("550 User unknown", "DATA")])
def test_a_user_that_anybody_calls_unknown_at_another_step_is_filtered_and_still_no_mailbox_to_us(
    words: str, command: str
) -> None:
    ann = said(words, command=command)
    assert (word(ann), group(ann), ann.reason) == ("filtered", "filtered", NO_SUCH_USER)


@pytest.mark.parametrize(
    ("words", "status", "said_there"),
    [
        ("connect to mx.acme.example[192.0.2.1]:25: Connection timed out", "4.4.1", "expired"),
        (
            "Host or domain name not found. Name service error for name=acme.example: Host not found, try again",
            "4.4.3",
            "networkerror",
        ),
        ("550 5.2.3 message too large for this recipient", "", "exceedlimit"),
        ("552 5.3.4 message too large", "", "mesgtoobig"),
        ("503 Bad sequence of commands", "", "syntaxerror"),
        ("451 4.3.0 internal server error", "", "systemerror"),
        ('Command died with status 1: "/usr/bin/procmail"', "5.3.0", "mailererror"),
        ("452 4.4.5 Insufficient disk space; try again later", "", "systemfull"),
        (
            "451 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation.",
            "",
            "badreputation",
        ),
    ],
)
def test_where_the_other_reader_has_a_narrower_word_it_is_said(words: str, status: str, said_there: str) -> None:
    assert word(said(words, status)) == said_there


@pytest.mark.parametrize(("status", "lasts"), [("5.4.4", "hard"), ("4.0.0", "soft")])
def test_a_domain_without_a_host_for_mail_takes_none(status: str, lasts: str) -> None:
    ann = said("No MX found for domain", status)
    assert (word(ann), group(ann), permanence(ann)) == ("notaccept", "invalid", lasts)


def test_the_rules_that_are_named_are_there() -> None:
    assert {*BY_RULE, *AT_LARGE} <= {rule.id for table in TABLES for rule in table.rules}


def test_every_reason_has_a_word() -> None:
    assert {rule.reason.name for table in TABLES for rule in table.rules} - set(WORDS) == {"none"}
