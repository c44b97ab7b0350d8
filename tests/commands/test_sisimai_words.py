"""Our reasons in the words of another reader of bounces."""

import pytest

from console.commands.sisimai_words import group, word
from console.diagnosis.reason import NO_SUCH_USER
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
