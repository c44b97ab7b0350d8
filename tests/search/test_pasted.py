"""A pasted piece of mail or log names the message and the recipient it is about."""

import pytest

from console.search.pasted import Pasted, read_paste

HEADERS = """\
Received: from app.example (app.example [192.0.2.9])
\tby mx1.shop.example (Postfix) with ESMTPS id 4d1XhT2qzJz9
Message-ID: <order-4711@shop.example>
From: Shop <billing@shop.example>
To: Anna Smith <Anna@Example.com>
Subject: Your invoice
"""

BOUNCE = """\
Return-Path: <>
Message-ID: <20251120.bounce@mx.example.com>
From: MAILER-DAEMON@mx.example.com
To: billing@shop.example
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

<anna@example.com>: host mx.example.com said: 550 5.1.1 No such user

--x
Content-Type: message/delivery-status
Content-Transfer-Encoding: base64

RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGFubmFAZXhhbXBsZS5jb20KQWN0aW9uOiBmYWlsZWQK

--x
Content-Type: text/rfc822-headers

Message-ID: <order-4711@shop.example>
To: anna@example.com
Subject: Your invoice
--x--
"""

RENDERED_BOUNCE = """\
   Delivery has failed to these recipients
   Final-Recipient: rfc822;anna@example.com
   Diagnostic-Code: smtp;550 5.1.1 No such user
   X-Failed-Recipients: anna@example.com
"""

REPLY = """\
From: anna@example.com
To: billing@shop.example
Message-ID: <reply@example.com>
References: <first@shop.example> <order-4711@shop.example>
"""

POSTFIX = "Nov 20 14:02:11 mx1 postfix/smtp[123]: 4d1XhT2qzJz9: to=<anna@example.com>, relay=none, status=deferred (x)"
EXIM = "2025-11-20 14:02:11 1vM4Zx-000000001Ab-1jRc => anna@example.com R=dnslookup T=remote_smtp"


def test_headers_name_the_message_and_its_recipient() -> None:
    assert read_paste(HEADERS) == Pasted(("order-4711@shop.example", "4d1XhT2qzJz9"), ("anna@example.com",))


def test_a_bounce_names_the_message_it_returns_and_not_itself() -> None:
    pasted = read_paste(BOUNCE)
    assert pasted
    assert pasted.ids[0] == "order-4711@shop.example"
    assert pasted.recipients == ("anna@example.com",)


def test_a_bounce_as_a_mail_program_shows_it_is_read_too() -> None:
    assert read_paste(RENDERED_BOUNCE) == Pasted((), ("anna@example.com",))


def test_a_reply_names_what_it_answers() -> None:
    pasted = read_paste(REPLY)
    assert pasted
    assert "order-4711@shop.example" in pasted.ids


@pytest.mark.parametrize("pasted", [HEADERS, BOUNCE.partition("--x")[0], RENDERED_BOUNCE, REPLY])
def test_a_paste_into_a_one_line_box_says_the_same(pasted: str) -> None:
    assert read_paste(" ".join(pasted.split())) == read_paste(pasted)


@pytest.mark.parametrize(("line", "queue_id"), [(POSTFIX, "4d1XhT2qzJz9"), (EXIM, "1vM4Zx-000000001Ab-1jRc")])
def test_a_log_line_names_its_queue_id_and_recipient(line: str, queue_id: str) -> None:
    assert read_paste(line) == Pasted((queue_id,), ("anna@example.com",))


@pytest.mark.parametrize(
    "text", ["anna@example.com", "Your invoice: 4711", "first line\nsecond line", "Subject: Hello"]
)
def test_plain_words_are_not_taken_for_mail(text: str) -> None:
    assert read_paste(text) is None


@pytest.mark.parametrize(
    "hostile",
    [
        "Content-Type: multipart/mixed; boundary=x\n\n" + "--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 5000,
        "Message-ID: <" + "(" * 100_000,
        "To: " + "a@b.example, " * 50_000,
        "Subject: " + "=?utf-8?q?x?= " * 20_000,
        "Message-ID: <a@b>\n" * 20_000,
        '"' * 100_001,
    ],
)
def test_hostile_pastes_end_soon(hostile: str) -> None:
    pasted = read_paste(hostile + "\nTo: anna@example.com\n")
    assert pasted is None or len(pasted.ids) <= 20
