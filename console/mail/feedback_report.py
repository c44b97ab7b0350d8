"""Feedback reports: somebody marked a message as spam, or its authentication failed (RFC 5965, RFC 6591)."""

from typing import NamedTuple

from console.mail.delivery_status import address


class FeedbackReport(NamedTuple):
    """The fields of message/feedback-report; empty text where it does not say."""

    feedback_type: str  # lower case: abuse, fraud, virus, not-spam, auth-failure, opt-out, other …
    recipients: tuple[str, ...] = ()  # Original-Rcpt-To: often taken out by those who send reports
    envelope_sender: str = ""  # Original-Mail-From
    source_address: str = ""  # Source-IP
    arrival: str = ""  # as written (RFC 5322 date)
    envelope_id: str = ""
    user_agent: str = ""
    reporting_mta: str = ""
    auth_failure: str = ""  # RFC 6591: dkim, spf, dmarc …


def read_feedback_report(text: str) -> FeedbackReport | None:
    """None where no Feedback-Type, Version or User-Agent of a report is there. Never raises."""
    fields = _fields(text)
    if not fields.keys() & {"feedback-type", "version", "user-agent", "original-mail-from", "original-rcpt-to"}:
        return None

    def first(*names: str) -> str:
        return next((fields[name][0] for name in names if name in fields), "")

    named = fields.get("original-rcpt-to", []) + fields.get("removal-recipient", [])
    return FeedbackReport(
        feedback_type=first("feedback-type").lower().split(";")[0].strip(),
        recipients=tuple(dict.fromkeys(found for one in named if "@" in (found := address(one)))),
        envelope_sender=address(first("original-mail-from")),
        source_address=first("source-ip", "source"),
        arrival=first("arrival-date", "received-date"),
        envelope_id=first("original-envelope-id"),
        user_agent=first("user-agent"),
        reporting_mta=first("reporting-mta").rpartition(";")[2].strip(),
        auth_failure=first("auth-failure").lower(),
    )


def _fields(text: str) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    name = ""
    for line in text.split("\n"):
        if line[:1] in (" ", "\t") and name:
            fields[name][-1] += f" {line.strip()}"
            continue
        name, colon, value = line.partition(":")
        name = name.strip().lower() if colon and " " not in name.strip() else ""
        if name:
            fields.setdefault(name, []).append(value.strip())
    return fields
