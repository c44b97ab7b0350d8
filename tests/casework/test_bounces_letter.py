"""A stranger's mail taken apart: text as text, all else by name, and never more than is meant to be shown."""

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
