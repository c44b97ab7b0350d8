"""What fuzzing begins with: real reports of five MTAs, and one mail in the words of each maker that the readers know."""

import re

from console.intake.bounces.reading import MAKERS
from tests.intake.bounces.lab import SYSTEMS, samples
from tests.intake.bounces.mails import RETURNED, mail, report

EVERY = 4  # of the lab's reports; their neighbours are much alike

REPORTS: tuple[bytes, ...] = tuple(one.raw for system in SYSTEMS for one in samples(system)[::EVERY])
PROSE: tuple[bytes, ...] = tuple(
    mail(
        f"{mark}\n\n<ann@example.net>:\n    550 5.1.1 <ann@example.net>: no such user\n\n{RETURNED}",
        sender=f"mailer-daemon@{maker.senders[0] if maker.senders else 'mx.example'}",
    )
    for maker in MAKERS
    for mark in maker.marks[:1]
)
OTHERS: tuple[bytes, ...] = (
    report(
        "Feedback-Type: abuse\nVersion: 1\nUser-Agent: x/1\nOriginal-Rcpt-To: <ann@example.net>\n",
        "message/feedback-report",
        content_type="multipart/report; report-type=feedback-report; boundary=B",
    ),
    report(
        "Final-Recipient: rfc822; ann@example.net\nDisposition: manual-action/MDN-sent-manually; displayed\n",
        "message/disposition-notification",
        content_type="multipart/report; report-type=disposition-notification; boundary=B",
    ),
    mail("I am away.", "Out of office: your order", "Ann <ann@example.net>", Auto_Submitted="auto-replied"),
    mail('{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"ann@example.net"}]},"mail":{}}'),
)
MAILS: tuple[bytes, ...] = (*REPORTS, *PROSE, *OTHERS)

# What a fuzzer would have to guess letter by letter: words of the standards, and those the makers are known by.
TOKENS: tuple[str, ...] = tuple(
    """
    From: To: Subject: Message-ID: In-Reply-To: References: Return-Path: Received: List-Id: Delivered-To: X-Original-To:
    Content-Type: Content-Transfer-Encoding: Auto-Submitted: X-Failed-Recipients: Precedence: quoted-printable base64
    multipart/report multipart/mixed multipart/digest message/rfc822 message/global message/delivery-status
    message/feedback-report message/disposition-notification text/html text/rfc822-headers boundary= charset= report-type=
    delivery-status feedback-report disposition-notification utf-7 iso-2022-jp iso-8859-1 hz-gb-2312 gb18030
    Reporting-MTA: Final-Recipient: Original-Recipient: Action: Status: Remote-MTA: Diagnostic-Code: Last-Attempt-Date:
    Original-Envelope-Id: X-Postfix-Queue-ID: Arrival-Date: Feedback-Type: Original-Rcpt-To: Disposition: rfc822; smtp;
    =?utf-8?q? =?utf-8?b? ?= <<< >>> 550-5.1.1 421 4.7.0 5.0.0 #5.1.1 said: retry greylisted --B --B-- <a@b.example>
    notificationType bouncedRecipients emailAddress Message Notification <style <!-- &#x0; &#55296; \\x{d800} +00
    """.split()
    + [mark for maker in MAKERS for mark in maker.marks]
)
WORDS: tuple[bytes, ...] = tuple(
    found.encode() for raw in REPORTS for found in re.findall(r"Diagnostic-Code: (.+(?:\n .+)*)", raw.decode("latin-1"))
)[::3]
FIELDS: tuple[bytes, ...] = tuple(
    found.encode()
    for raw in REPORTS
    for found in re.findall(r"Reporting-MTA:(?:.|\n)+?\n(?=--)", raw.decode("latin-1"))
)[::3]
