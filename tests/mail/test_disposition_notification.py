"""Disposition notifications (RFC 8098)."""

from console.mail.disposition_notification import read_disposition_notification


def test_a_notification_tells_what_was_done_with_the_message() -> None:
    told = read_disposition_notification(
        "Reporting-UA: mail.example; Mailer 1.0\nFinal-Recipient: rfc822; ann@example.net\n"
        "Original-Message-ID: <order-1@example.com>\nDisposition: automatic-action/MDN-sent-automatically;\n deleted/error\n"
    )
    assert told
    assert (told.final_recipient, told.disposition, told.automatic) == ("ann@example.net", "deleted", True)
    assert told.original_message_id == "order-1@example.com"


def test_without_a_disposition_there_is_none() -> None:
    assert read_disposition_notification("Final-Recipient: rfc822; ann@example.net\n") is None
