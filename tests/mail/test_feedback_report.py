"""Feedback reports (RFC 5965)."""

from console.mail.feedback_report import read_feedback_report

REPORT = """\
Feedback-Type: Abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <shop@example.com>
Original-Rcpt-To: <ann@example.net>
Original-Rcpt-To: <bob@example.net>
Arrival-Date: Thu, 8 Mar 2005 14:00:00 EDT
Reporting-MTA: dns; mail.example.net
Source-IP: 192.0.2.1
"""


def test_a_report_tells_who_complained_of_what() -> None:
    report = read_feedback_report(REPORT)
    assert report
    assert (report.feedback_type, report.recipients) == ("abuse", ("ann@example.net", "bob@example.net"))
    assert (report.envelope_sender, report.source_address, report.reporting_mta) == (
        "shop@example.com",
        "192.0.2.1",
        "mail.example.net",
    )


def test_other_text_is_no_report() -> None:
    assert read_feedback_report("Dear all,\n\nplease: stop.\n") is None
