"""Mails for tests, written here."""


def mail(
    body: str,
    subject: str = "Undelivered Mail Returned to Sender",
    sender: str = "MAILER-DAEMON@mx.example",
    **fields: str,
) -> bytes:
    """A mail of one text part; `fields` as return_path="<>"."""
    head = {"From": sender, "To": "shop@example.com", "Subject": subject, "Date": "Wed, 4 Nov 2026 14:02:11 +0000"}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    return ("".join(f"{name}: {value}\n" for name, value in head.items()) + "\n" + body).encode()


RETURNED = """\
Return-Path: <shop@example.com>
Received: from app.example.com by mx.example; Wed, 4 Nov 2026 14:02:00 +0000
From: Shop <shop@example.com>
To: ann@example.net
Subject: Your order
Message-ID: <order-1@example.com>

Thank you.
"""

REPORT = (
    """\
This is a report.

--B
Content-Type: text/plain

Your message could not be delivered.

--B
Content-Type: {type}
{more}
{fields}

--B
Content-Type: message/rfc822

"""
    + RETURNED
    + "\n--B--\n"
)

FIELDS = """\
Reporting-MTA: dns; mx.example.com
X-Postfix-Queue-ID: ABC123
Original-Envelope-Id: order+2D1
Arrival-Date: Wed, 4 Nov 2026 14:02:00 +0000

Final-Recipient: rfc822; ann@example.net
Original-Recipient: rfc822;orders@example.net
Action: failed
Status: 5.0.0
Remote-MTA: dns; mx.example.net
Diagnostic-Code: smtp; 550 5.1.1 <ann@example.net>: Recipient address
    rejected: User unknown
"""


def report(
    fields: str = FIELDS, type_: str = "message/delivery-status", more: str = "", content_type: str = ""
) -> bytes:
    """A report of RFC 3464."""
    return mail(
        REPORT.format(fields=fields, type=type_, more=more),
        Content_Type=content_type or 'multipart/report; report-type=delivery-status; boundary="B"',
    )
