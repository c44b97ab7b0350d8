"""A stranger's mail taken apart: text as text, all else by name, and never more than is meant to be shown."""

import time

import pytest

from console.casework.bounces_letter import LONGEST_TEXT, MOST_FIELDS, MOST_PARTS, MOST_TEXT, shown_mail
from tests.casework.bounce_mails import bounce, hostile
from tests.intake.bounces.mails import mail


def multipart(*parts: str) -> bytes:
    """A mail of these parts."""
    body = "".join(f"--B\n{part}\n" for part in parts)
    return mail(body + "--B--\n", Content_Type='multipart/mixed; boundary="B"')


def test_a_report_is_its_notice_its_fields_and_what_came_back() -> None:
    shown = shown_mail(bounce())
    assert [(part.type, part.returned) for part in shown.parts] == [
        ("text/plain", False), ("message/delivery-status", False), ("message/rfc822", True), ("text/plain", True)
    ]  # fmt: skip
    assert "Final-Recipient: rfc822; nobody@there.example" in shown.parts[1].text
    assert shown.parts[2].text.startswith("From: Shop <billing@shop.example>\n")


def test_html_is_its_words() -> None:
    [html] = shown_mail(hostile()).texts
    assert "Delivery failed: ghost@there.example" in html.text
    assert not {"<p>", "<script>", "<img", "alert(1)"} & set(html.text.split())
    assert "alert(1)" not in html.text


def html_shown(text: str) -> str:
    """The words of a mail in HTML, as a page has them."""
    [part] = shown_mail(mail(text, Content_Type="text/html")).texts
    return " ".join(part.text.split())


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        (
            '<a href="https://evil.example/x">https://bank.example</a> now',
            "https://bank.example <https://evil.example/x> now",
        ),
        ("<A HREF = https://evil.example><b>Log</b> in</A>", "Log in <https://evil.example>"),
        ("<a title='href=https://bank.example' href='https://evil.example'>bank</a>", "bank <https://evil.example>"),
        ('<a href="java\nscript:alert(1)">bank</a>', "bank <javascript:alert(1)>"),
        (
            '<a href="https://evil.example/?a&amp;b">bank <p>is never closed',
            "bank is never closed <https://evil.example/?a&b>",
        ),
        ('<a href="https://evil.example"><img src="bank.png"></a>', "<https://evil.example>"),
        ('<area href="https://evil.example">', "<https://evil.example>"),
    ],
)
def test_a_link_is_its_words_and_its_real_target(link: str, shown: str) -> None:
    assert html_shown(link) == shown


@pytest.mark.parametrize(
    "link",
    [
        '<a href="https://bank.example/">https://bank.example</a>',
        '<a href="https://Bank.example/">bank.example</a>',
        '<a href="mailto:ann@bank.example">ann@bank.example</a>',
        '<a name="bank.example">bank.example</a>',
    ],
)
def test_a_link_that_leads_where_it_says_is_told_once(link: str) -> None:
    assert html_shown(link) in ("https://bank.example", "bank.example", "ann@bank.example")


def test_many_links_are_shown_in_no_time() -> None:
    began = time.monotonic()
    html_shown("<a href=x>" * 50_000)
    html_shown("<a href='" * 50_000)
    assert time.monotonic() - began < 2


def test_an_attachment_is_its_name_type_and_size() -> None:
    [attached] = shown_mail(hostile()).attachments
    assert (attached.name, attached.type, attached.size) == ("<b>invoice\u202egpj</b>.exe", "application/zip", 1200)
    assert not attached.text


def test_names_are_decoded() -> None:
    coded = "Content-Type: application/pdf\nContent-Disposition: attachment; filename*=utf-8''Gr%C3%BC%C3%9Fe.pdf\n\nx"
    old = 'Content-Type: application/pdf; name="=?utf-8?q?Gr=C3=BC=C3=9Fe.pdf?="\n\nx'
    assert [part.name for part in shown_mail(multipart(coded, old)).attachments] == ["Grüße.pdf", "Grüße.pdf"]


def test_text_that_calls_itself_an_attachment_is_one() -> None:
    attached = "Content-Type: text/html\nContent-Disposition: attachment; filename=form.html\n\n<form>"
    [part] = shown_mail(multipart(attached)).parts
    assert (part.is_text, part.name, part.text) == (False, "form.html", "")


def test_no_more_is_shown_than_the_limits_say() -> None:
    many = [f"Content-Type: text/plain\n\n{'x' * 30_000}" for _ in range(150)]
    shown = shown_mail(multipart(*many))
    assert (len(shown.parts), shown.more_parts) == (MOST_PARTS, 50)
    assert max(len(part.text) for part in shown.parts) == LONGEST_TEXT
    assert sum(len(part.text) for part in shown.parts) == MOST_TEXT
    assert all(len(part.text) + part.left_out == 30_000 for part in shown.parts)


def test_header_fields_have_a_limit_too() -> None:
    shown = shown_mail(mail("Hi", **{f"X_Field_{number}": "y" for number in range(300)}))
    assert (len(shown.fields), shown.more_fields) == (MOST_FIELDS, 304 - MOST_FIELDS)
