"""Mail about mail that is no bounce: feedback reports and disposition notifications."""

from console.intake.bounces import ses
from console.intake.bounces.bounce import Bounce, BouncedRecipient, BounceKind
from console.intake.bounces.letter import Letter, addresses
from console.intake.bounces.message import Part
from console.mail.disposition_notification import read_disposition_notification
from console.mail.feedback_report import FeedbackReport, read_feedback_report


def read_feedback(letter: Letter) -> Bounce | None:
    """RFC 5965, and Microsoft's JMRP, which sends the message alone with a header field of its own."""
    report = _feedback_fields(letter)
    if report is None:
        return None
    told = ses.notification(letter)
    names = report.recipients or ses.complained(told) or _hotmail_recipient(letter) or tuple(letter.addressees)
    return Bounce(
        BounceKind.FEEDBACK_REPORT,
        maker="rfc5965",
        recipients=tuple(BouncedRecipient(name) for name in names),
        reporting_mta=report.reporting_mta,
        original_message_id=ses.original_message_id(told) or letter.original_message_id,
        envelope_id=report.envelope_id,
        subject=letter.of_returned("subject"),
        arrival=report.arrival,
        feedback_type=report.feedback_type or "abuse",
        own_subject=letter.subject,
    )


def _feedback_fields(letter: Letter) -> FeedbackReport | None:
    for part in letter.own_parts:
        if part.type == "message/feedback-report":
            return read_feedback_report(part.source) or FeedbackReport("abuse")
    if _report_type(letter.message) == "feedback-report":
        read = (read_feedback_report(part.text) for part in letter.own_parts if part.type.startswith("text/"))
        return next((found for found in read if found and found.feedback_type), None)
    if ses.complained(told := ses.notification(letter)):
        return FeedbackReport(ses.complaint_type(told))
    if letter.header("x-apple-unsubscribe"):  # Apple Mail's button
        return FeedbackReport("opt-out")
    if letter.subject.lower().startswith("complaint about message from") and letter.returned_part is not None:
        return FeedbackReport("abuse")
    return None


def _hotmail_recipient(letter: Letter) -> tuple[str, ...]:
    named = letter.of_returned("x-hmxmroriginalrecipient") or letter.header("x-hmxmroriginalrecipient")
    return tuple(addresses(named))


def read_disposition(letter: Letter) -> Bounce | None:
    """RFC 8098: the message was delivered, and a mail program says what was done with it."""
    for part in letter.own_parts:
        if part.type == "message/disposition-notification":
            told = read_disposition_notification(part.source)
            break
    else:
        return None
    if told is None:
        return None
    name = told.final_recipient or told.original_recipient
    return Bounce(
        BounceKind.DISPOSITION_NOTIFICATION,
        maker="rfc8098",
        recipients=(BouncedRecipient(name, told.original_recipient),) if name else (),
        original_message_id=told.original_message_id or letter.original_message_id,
        disposition=told.disposition,
        own_subject=letter.subject,
    )


def _report_type(message: Part) -> str:
    return message.parameter("report-type").lower()
