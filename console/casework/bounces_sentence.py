"""What a mail of a bounce mailbox says, in a sentence: who says so, of whom, what, why, and since when."""

from datetime import tzinfo

from console.casework.bounces_report import BounceReport
from console.casework.bounces_words import DISPOSITIONS, FEEDBACK
from console.diagnosis.asked import shortened
from console.diagnosis.moment import at_clock, counted
from console.diagnosis.reason import NO_REASON, UNKNOWN
from console.intake.bounces.letter import addresses
from console.models.bounce import Bin

LONGEST_NAME = 100  # characters


def sentence(report: BounceReport, now: float, zone: tzinfo) -> str:
    """`now` is seconds since 1970 UTC; times are of `zone`."""
    came = f"It came {at_clock(report.arrived_at, now, zone)}."
    if report.bin is Bin.UNREADABLE:
        return f"{report.trouble} {came}"
    said = report.words.says.format(who=_who(report), whom=_whom(report), did=_did(report))
    return f"{said}.{_why(report)} {came}"


def _who(report: BounceReport) -> str:
    address = (addresses(report.sender) or [""])[-1]
    return shortened(report.reporting_mta or address or report.sender, LONGEST_NAME) or "Somebody who gives no name"


def _whom(report: BounceReport) -> str:
    named = list(dict.fromkeys(filter(None, (one.recipient for one in report.told))))
    if len(named) > 1:
        return counted(report.told_count, "recipient")
    if not named and any(one.written_as for one in report.told):
        return "an unknown recipient"
    return shortened(named[0], LONGEST_NAME) if named else "a recipient that it does not name"


def _why(report: BounceReport) -> str:
    reasons = {one.reason for one in report.told} - {NO_REASON}
    if reasons == {UNKNOWN}:
        return " It gives the reason in words that we cannot read yet."
    label = next(iter(reasons)).label if len(reasons) == 1 else ""
    return f" The reason: {label[:1].lower()}{label[1:]}." if label else ""


def _did(report: BounceReport) -> str:
    """What a recipient did, by a report of RFC 5965 or RFC 8098."""
    if report.understood is None:
        return ""
    kind, disposition = report.understood.feedback_type, report.understood.disposition
    other = f"made a report of the type “{shortened(kind, LONGEST_NAME)}”" if kind else ""
    return FEEDBACK.get(kind) or other or DISPOSITIONS.get(disposition, DISPOSITIONS[""])
