"""Postfix: what is said of a message as a whole."""

import pytest

from console.mail.event import Event, Kind
from tests.intake.logs.samples import postfix

AT = 1795285430.0


def said(daemon: str, words: str) -> Event:
    (event,) = postfix(f"AF4AD2861BF: {words}", daemon)
    assert (event.at, event.reporting_mta, event.queue_id) == (AT, "mail", "AF4AD2861BF")
    return event


def test_an_arrival_names_the_client() -> None:
    event = said("smtpd", "client=app1.shop.test[127.77.0.31]")
    assert event == Event(
        AT, Kind.RECEIVED, "mail", "AF4AD2861BF", client="app1.shop.test", client_address="127.77.0.31"
    )


@pytest.mark.parametrize(
    ("words", "client", "address"),
    [
        ("client=unknown[127.77.0.66]", "", "127.77.0.66"),
        ("client=unknown[unknown]", "", ""),
        ("client=app1.shop.test[2001:db8::1]:50000", "app1.shop.test", "2001:db8::1"),
        (
            "client=o.test[192.0.2.1], sasl_method=PLAIN, sasl_username=orders@shop.test",
            "orders@shop.test",
            "192.0.2.1",
        ),
        ("client=o.test[192.0.2.1], sasl_method=PLAIN, sasl_username=joe, sasl_sender=x", "joe", "192.0.2.1"),
    ],
)
def test_a_user_who_signed_in_is_the_client(words: str, client: str, address: str) -> None:
    event = said("submission/smtpd", words)
    assert (event.client, event.client_address) == (client, address)


def test_a_message_from_a_content_filter_names_the_id_it_had_before() -> None:
    event = said(
        "reinject/smtpd", "client=unknown[127.77.0.5], orig_queue_id=91A14286235, orig_client=o.test[127.77.0.33]"
    )
    assert (event.kind, event.linked_queue_id) == (Kind.RECEIVED, "91A14286235")


@pytest.mark.parametrize(
    ("logged", "message_id"),
    [
        ("<f9efa756@app.shop.test>", "f9efa756@app.shop.test"),
        ("no-angle-brackets-id", "no-angle-brackets-id"),
        ("<>", ""),
        ("", ""),
        ("=?UTF-8?B?PDE5?=", "=?UTF-8?B?PDE5?="),
        ("<a>, status=sent (x)", "<a>, status=sent (x)"),
    ],
)
def test_a_message_id_is_kept_as_the_sender_made_it(logged: str, message_id: str) -> None:
    event = said("cleanup", f"message-id={logged}")
    assert (event.kind, event.message_id) == (Kind.DESCRIBED, message_id)
    assert said("cleanup", f"resent-message-id={logged}").message_id == message_id


@pytest.mark.parametrize(
    "sender", ["a@b.test", "", '"od,d <sender>"@b.test', '"x>, size=1, nrcpt=9 (queue active)"@b.test', "odd>@b.test"]
)
def test_the_queue_manager_tells_sender_size_and_number_of_recipients(sender: str) -> None:
    event = said("qmgr", f"from=<{sender}>, size=440, nrcpt=2 (queue active)")
    assert (event.kind, event.envelope_sender, event.size, event.recipient_count) == (Kind.DESCRIBED, sender, 440, 2)


@pytest.mark.parametrize("words", ["expired, returned to sender", "force-expired, returned to sender"])
def test_a_message_whose_time_is_up_has_expired(words: str) -> None:
    event = said("qmgr", f"from=<a@b.test>, status={words}")
    assert (event.kind, event.reply, event.envelope_sender) == (Kind.EXPIRED, words, "a@b.test")


def test_the_daemon_tells_an_end_from_a_deletion() -> None:
    assert (said("qmgr", "removed").kind, said("qmgr", "removed").transport) == (Kind.REMOVED, "qmgr")
    assert said("postsuper", "removed").kind is Kind.DELETED
    assert (said("", "removed").kind, said("", "removed").transport) == (Kind.REMOVED, "")


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("placed on hold", Kind.HELD),
        ("released from hold", Kind.RELEASED),
        ("requeued", Kind.REQUEUED),
    ],
)
def test_what_an_operator_does_to_the_queue_is_told(words: str, kind: Kind) -> None:
    assert said("postsuper", words).kind is kind


def test_a_message_that_was_put_back_names_the_id_it_had_before() -> None:
    event = said("pickup", "uid=102 from=<a@b.test> orig_id=B182928623D")
    assert (event.kind, event.linked_queue_id, event.envelope_sender) == (Kind.REQUEUED, "B182928623D", "a@b.test")


def test_mail_submitted_on_the_host_names_the_user() -> None:
    event = said("pickup", "uid=0 from=<bounces+cron@bounce.shop.test>")
    assert (event.kind, event.client, event.envelope_sender) == (
        Kind.RECEIVED,
        "uid=0",
        "bounces+cron@bounce.shop.test",
    )
    assert said("pickup", "uid=33 from=<www-data>").envelope_sender is None


@pytest.mark.parametrize(
    "words",
    [
        "sender non-delivery notification",
        "sender delay notification",
        "sender delivery status notification",
        "postmaster non-delivery notification",
        "postmaster delay notification",
    ],
)
def test_a_notification_is_linked_with_what_it_is_about(words: str) -> None:
    event = said("bounce", f"{words}: BB3B32861C4")
    assert (event.kind, event.reply, event.linked_queue_id) == (Kind.NOTIFIED, words, "BB3B32861C4")


def test_a_message_over_the_limit_is_refused() -> None:
    (event,) = postfix("warning: 7F9E5286235: queue file size limit exceeded", "smtpd")
    assert (event.kind, event.queue_id, event.reply) == (Kind.REJECTED, "7F9E5286235", "queue file size limit exceeded")
