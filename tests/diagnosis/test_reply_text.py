"""What the customer is told: what we saw, what it means, what to do; no jargon before the lines for their IT."""

import re

import pytest

from console.diagnosis import status
from console.diagnosis.reply_text import SAID, phone_sentence, reply_text
from tests.diagnosis.golden import told
from tests.diagnosis.stories import BERLIN, STORIES, Story

JARGON = re.compile(
    r"\b(MX|SMTP|DSN|queue|postfix|relay|bounced?|deferred|recipient|envelope|host|\d{3} \d\.\d\.\d)\b", re.IGNORECASE
)
FOR_IT = "For your IT department or mail provider:"


def reply(name: str) -> str:
    """The reply on the story of that name."""
    story = next(story for story in STORIES if story.name == name)
    return reply_text(*told(story), BERLIN)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_the_customer_is_spared_jargon(story: Story) -> None:
    for text in (reply_text(*told(story), BERLIN).partition(FOR_IT)[0], phone_sentence(told(story)[0], BERLIN)):
        assert not JARGON.search(text)
        assert not any(flaw in text for flaw in ("  ", "!", "None", "{", ".."))


def test_a_delivery_tells_when_with_its_zone_and_where_to_look() -> None:
    text = reply("taken")
    assert "was taken by your mail service on 21 November 2026 at 14:02:13 (UTC+01:00)" in text
    assert 'Search your mailbox for "Your order #5001".' in text


def test_their_it_gets_the_servers_words_and_utc() -> None:
    lines = reply("no such mailbox").partition(FOR_IT)[2]
    assert "Time: 2026-11-21 13:02:13 UTC" in lines
    assert "Your server: mx.gmail.test [192.0.2.11]" in lines
    assert "Its answer: 550 5.1.1 <alice@gmail.test>: Recipient address rejected" in lines
    assert "Message-ID: <5001@app.shop.test>" in lines


@pytest.mark.parametrize(
    "name",
    [
        "refused by us", "refused by our own filter", "deleted by an operator", "thrown away by a rule", "our software failed",
        "on the do-not-send list", "waiting in the queue", "our own filter not reached", "nothing at all",
    ],
)  # fmt: skip
def test_their_it_is_left_alone_when_it_was_stopped_on_our_side(name: str) -> None:
    assert FOR_IT not in reply(name)


def test_a_full_mailbox_does_not_say_look_in_the_junk_folder() -> None:
    text = reply("mailbox full, refused")
    assert "Your mailbox is full" in text
    assert "junk" not in text


def test_a_provider_is_not_called_the_customers_server() -> None:
    assert "Our provider: smtp.provider.test" in reply("left for a provider")
    assert "Your server" not in reply("left for a provider")


def test_an_expiry_is_not_told_as_if_we_still_tried() -> None:
    assert "keep trying" not in reply("given up, never reached")


def test_an_alias_is_named_as_the_customer_knows_it() -> None:
    assert reply("taken, sent to an alias").startswith('Our message "Your order #5001" to sales@shop.test was taken')


def test_what_a_stranger_says_is_not_told_as_the_word_of_their_mail_service() -> None:
    text = reply("taken, and a bounce of unknown origin came later")
    assert (
        "We cannot verify who wrote that mail. If it is genuine, this is the cause: Your mail service told us" in text
    )


def test_the_customer_hears_that_an_answer_rests_on_an_unverified_mail() -> None:
    name = "left for a provider, and a bounce of unknown origin came"
    story = next(story for story in STORIES if story.name == name)
    for text in (reply(name), phone_sentence(told(story)[0], BERLIN)):
        assert "We know this from a mail only, and cannot verify who wrote it." in text


def test_on_the_phone_a_sentence_or_two_will_do() -> None:
    assert all(len(phone_sentence(told(story)[0], BERLIN)) < 220 for story in STORIES)


def test_every_status_has_its_words() -> None:
    assert set(SAID) == set(status.STATUSES)
