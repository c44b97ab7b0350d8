"""RFC 3464, as the standard has it and as gateways leave it."""

import base64

import pytest

from console.diagnosis.reason import NO_SUCH_USER, DeadAddress
from console.diagnosis.reply_rules import ruling_of
from console.intake.bounces.bounce import BounceKind
from console.intake.bounces.events import events_of
from console.intake.bounces.reading import read_bounce
from console.mail.delivery_status import Action
from console.mail.event import Rank
from tests.intake.bounces.mails import FIELDS, RETURNED, mail, report


def test_a_report_tells_recipient_reply_and_reason() -> None:
    bounce = read_bounce(report())
    (ann,) = bounce.recipients
    assert (bounce.kind, bounce.maker) == (BounceKind.FAILED, "rfc3464")
    assert (ann.recipient, ann.original_recipient, ann.action) == (
        "ann@example.net",
        "orders@example.net",
        Action.FAILED,
    )
    assert (ann.reply_code, ann.enhanced_status, ann.stated_status) == (550, "5.1.1", "5.0.0")
    assert (ann.reason, ann.remote_mta) == (NO_SUCH_USER, "mx.example.net")
    assert ann.diagnostic == "550 5.1.1 <ann@example.net>: Recipient address rejected: User unknown"


def test_a_report_names_the_message_by_all_its_ids() -> None:
    bounce = read_bounce(report())
    assert (bounce.original_message_id, bounce.envelope_id, bounce.queue_id) == (
        "order-1@example.com",
        "order-1",
        "ABC123",
    )
    assert (bounce.reporting_mta, bounce.subject) == ("mx.example.com", "Your order")


@pytest.mark.parametrize(
    "notice",
    [
        "<ann@example.net>: host mx.example.net[192.0.2.1] said: 550 5.1.1\n    <ann@example.net>: Recipient address"
        " rejected: User unknown (in reply\n    to RCPT TO command)\n",
        "This message was created automatically by mail delivery software.\n\nThe following address(es) failed:\n\n"
        "  ann@example.net\n    host mx.example.net [192.0.2.1]\n"
        "    SMTP error from remote mail server after RCPT TO:<ann@example.net>:\n"
        "    550 5.1.1 <ann@example.net>: Recipient address rejected: User unknown\n",
    ],
)
def test_the_command_that_only_the_notice_names_is_read(notice: str) -> None:
    (ann,) = read_bounce(report().replace(b"Your message could not be delivered.\n", notice.encode())).recipients
    assert (ann.reply_code, ann.command) == (550, "RCPT")


def test_a_greeting_that_was_refused_is_not_the_addresss_fault_though_only_the_notice_names_the_step() -> None:
    fields = FIELDS.partition("Diagnostic-Code")[0] + "Diagnostic-Code: smtp; 501 Invalid domain name\n"
    notice = "<ann@example.net>: host mx.example.net[192.0.2.1] said: 501 Invalid domain\n    name (in reply to EHLO command)\n"
    raw = report(fields).replace(b"Your message could not be delivered.\n", notice.encode())
    (ann,) = read_bounce(raw).recipients
    assert (ann.command, ann.diagnostic) == ("EHLO", "501 Invalid domain name")
    (event,) = events_of(read_bounce(raw), 0.0, Rank.STRANGER)
    for reason in (ann.reason, ruling_of(event).reason):
        assert reason.dead is DeadAddress.NO


@pytest.mark.parametrize(
    "last",
    ["503 5.0.0 Need RCPT (recipient)", "554 5.5.1 Error: no valid recipients", "554 Error: no valid recipients"],
)
def test_what_sendmail_shows_behind_data_answers_rcpt_where_no_recipient_was_left(last: str) -> None:
    session = (
        "   ----- Transcript of session follows -----\n... while talking to mx.example.net.:\n>>> DATA\n"
        "<<< 550 5.1.1 <ann@example.net>: Recipient address rejected: User unknown\n"
        f"550 5.1.1 <ann@example.net>... User unknown\n<<< {last}\n"
    )
    (ann,) = read_bounce(report().replace(b"Your message could not be delivered.\n", session.encode())).recipients
    assert (ann.command, ann.reason) == ("RCPT", NO_SUCH_USER)


@pytest.mark.parametrize(
    "footer",
    [
        "__________ Information from NOD32, revision 1.1856 __________\n\nThis message was checked by NOD32 antivirus",
        "____________________\nThe sender's antivirus system found no virus",
        "----------\n\nThis email has been scanned. No malicious attachment was found",
    ],
)
def test_what_a_gateway_writes_below_a_report_is_no_cause(footer: str) -> None:
    fields = FIELDS.replace("Status: 5.0.0", "Status: 5.1.1").partition("Diagnostic-Code")[0]
    notice = f"Delivery to the following recipients failed.\n\n       ann@example.net\n\n\n{footer}\n"
    (ann,) = read_bounce(report(fields).replace(b"Your message could not be delivered.\n", notice.encode())).recipients
    assert ann.reason == NO_SUCH_USER


def test_line_ends_make_no_difference() -> None:
    assert read_bounce(report().replace(b"\n", b"\r\n")) == read_bounce(report())


def test_a_report_in_base64_is_read() -> None:
    fields = base64.encodebytes(FIELDS.replace("\n", "\r\n").encode()).decode()
    bounce = read_bounce(report(fields, more="Content-Transfer-Encoding: base64\n"))
    assert bounce.recipients == read_bounce(report()).recipients


def test_a_report_of_the_wrong_type_is_read() -> None:
    for wrong in ("text/plain", "application/octet-stream", "text/delivery-status"):
        assert read_bounce(report(type_=wrong)).recipients == read_bounce(report()).recipients


def test_a_report_inside_another_multipart_is_read() -> None:
    inner = report().decode()
    outer = mail(
        f"--OUT\n{inner[inner.index('Content-Type') :]}\n--OUT--\n", Content_Type="multipart/mixed; boundary=OUT"
    )
    assert read_bounce(outer).recipients == read_bounce(report()).recipients


def test_recipients_without_a_blank_line_between_them_are_two() -> None:
    fields = "Reporting-MTA: dns; mx.example\n" + "".join(
        f"Final-Recipient: rfc822; {name}@example.net\nAction: failed\nStatus: 5.1.1\n" for name in ("ann", "bob")
    )
    assert [one.recipient for one in read_bounce(report(fields)).recipients] == ["ann@example.net", "bob@example.net"]


def test_failed_after_expiry_is_failed_whatever_the_status() -> None:
    fields = "Final-Recipient: rfc822; ann@example.net\nAction: failed\nStatus: 4.4.7\nDiagnostic-Code: smtp; 451 4.4.1 try again"
    assert read_bounce(report(fields)).kind is BounceKind.FAILED


def test_one_failed_and_one_delayed_is_a_failure_with_two_stories() -> None:
    fields = "Final-Recipient: rfc822; a@example.net\nAction: delayed\nStatus: 4.2.2\n\nFinal-Recipient: rfc822; b@example.net\nAction: failed\nStatus: 5.1.1\n"
    bounce = read_bounce(report(fields))
    assert bounce.kind is BounceKind.FAILED
    assert [one.action for one in bounce.recipients] == [Action.DELAYED, Action.FAILED]


def test_an_international_report_is_read() -> None:
    fields = "Final-Recipient: utf-8; \\x{FC}lli@example.net\nAction: failed\nStatus: 5.6.7\n"
    assert read_bounce(report(fields, "message/global-delivery-status")).recipients[0].recipient == "ülli@example.net"


def test_a_report_without_fields_is_a_bounce_with_an_unknown_recipient() -> None:
    body = f"--B\n\nSomething went wrong.\n\n--B\nContent-Type: message/rfc822\n\n{RETURNED}\n--B--\n"
    bounce = read_bounce(
        mail(body, "x", "a@b.example", Content_Type="multipart/report; report-type=delivery-status; boundary=B")
    )
    assert bounce.kind is BounceKind.FAILED
    assert not any(one.recipient for one in bounce.recipients)


def test_the_stale_reply_of_an_earlier_recipient_is_no_cause() -> None:
    fields = "Final-Recipient: rfc822; a@example.net\nAction: delayed\nStatus: 2.0.0\nDiagnostic-Code: smtp; 250 2.0.0 Ok: queued\n"
    (one,) = read_bounce(report(fields)).recipients
    assert (one.reply_code, one.enhanced_status, one.action) == (None, "", Action.DELAYED)
