"""A verdict as a terminal shows it: the sentence first, then the lines that prove it, then the other messages."""

from datetime import datetime, tzinfo

from rich.console import Console
from rich.text import Text

from console.casework.absent import Absent
from console.casework.finding import Finding
from console.casework.lookup import Answered, Other
from console.diagnosis.status import Tone
from console.diagnosis.verdict import Verdict
from console.mail.unseen import made_visible

STYLES: dict[Tone, str] = {
    Tone.GOOD: "bold green",
    Tone.WAITING: "bold blue",
    Tone.TROUBLE: "bold yellow",
    Tone.BAD: "bold red",
    Tone.NEUTRAL: "bold",
}


def print_answer(out: Console, answer: Answered, zone: tzinfo) -> None:
    """What became of the newest message. Times are of `zone`, which is named."""
    finding, verdict = answer.finding, answer.finding.verdict
    style = STYLES[verdict.status.tone]
    out.print(_heading(finding))
    story = " ".join(proof.clause for proof in finding.proofs)
    out.print(Text.assemble((f"{verdict.answer.value.capitalize()}. ", style), made_visible(story)))
    out.print()
    _print_pair(out, "Proven so far", f"{verdict.proven} ({verdict.proof} of 5)")
    _print_pair(out, "What this means", verdict.meaning)
    _print_pair(out, "Who acts next", verdict.who_acts)
    _print_facts(out, answer)
    _print_list(out, "What would close a gap of our records", remedies(verdict))
    _print_evidence(out, finding)
    if answer.others:
        out.print(Text(f"\nOthers, of {answer.count} in all", "bold"))
        for other in answer.others:
            out.print(_line(other, zone))
    _print_zone(out, zone)


def remedies(verdict: Verdict) -> list[str]:
    """Of all that may be missing, each once."""
    return list(dict.fromkeys(one.cause.remedy for one in verdict.outlook.unread))


def print_absence(out: Console, absent: Absent, zone: tzinfo) -> None:
    """Why nothing was found, and what to do. Times are of `zone`, which is named."""
    proven = absent.absence
    if proven:
        out.print(Text.assemble((f"{proven.answer.value.capitalize()}. ", "bold"), made_visible(proven.sentence)))
    else:
        out.print("Nothing is on record that answers this.")
    if absent.untraced.mails:
        out.print(absent.untraced.sentence)
    if absent.wider:
        out.print(f"Without its dates, status and reason, the same question finds {absent.wider.found.words}.")
    like = absent.look_alikes
    known = (*like.addresses, *like.same_name) if like else ()
    meant = [f"{made_visible(one.address)} ({one.difference or 'the same name elsewhere'})" for one in known]
    meant += [f"{one.domain} ({one.difference})" for one in (*absent.domains, *(like.domains if like else ()))]
    _print_list(out, "Perhaps this was meant", meant)
    _print_list(out, "For a second look, ask for", absent.to_collect)
    _print_zone(out, zone)


def _heading(finding: Finding) -> Text:
    verdict = finding.verdict
    why = f", {verdict.reason.label[:1].lower()}{verdict.reason.label[1:]}" if verdict.reason.label else ""
    stale = ", stale" if verdict.outlook.stale else ""
    address = made_visible(finding.copy.address) or "a recipient that our log does not name yet"
    return Text.assemble((address, "bold"), "  ", (f"{verdict.status.label}{stale}{why}", STYLES[verdict.status.tone]))


def _print_pair(out: Console, name: str, value: str) -> None:
    if value:
        out.print(Text.assemble((f"{name + ':':<17}", "dim"), made_visible(value)))


def _print_facts(out: Console, answer: Answered) -> None:
    message = answer.investigation
    sender = message.envelope_sender
    _print_pair(out, "Addressed to", answer.finding.copy.original_address)
    _print_pair(out, "Subject", message.subject)
    _print_pair(out, "Sender", "<>" if sender == "" else sender or "")
    _print_pair(out, "Message-ID", message.message_id)
    _print_pair(out, "Queue ID", ", ".join(f"{hop.queue_id} on {hop.source}" for hop in message.hops))
    _print_pair(out, "Message", str(message.id))


def _print_evidence(out: Console, finding: Finding) -> None:
    """Of a clause that rests on many lines the first and the last."""
    ends = [told for proof in finding.proofs for told in (*proof.told[:1], *proof.told[-1:])]
    lines = {told.reference: told.line for told in ends}
    _print_list(out, "Evidence, word for word", [made_visible(lines[reference]) for reference in sorted(lines)])


def _print_list(out: Console, title: str, lines: list[str] | tuple[str, ...]) -> None:
    if lines:
        out.print(Text(f"\n{title}", "bold"))
    for line in lines:
        out.print(Text(f"  {line}"))


def _line(other: Other, zone: tzinfo) -> Text:
    at = datetime.fromtimestamp(other.first_at, zone)
    why = f" ({other.reason.label})" if other.reason.label else ""
    return Text.assemble(
        f"  {at:%Y-%m-%d %H:%M:%S}  ",
        (f"{other.status.label}{', stale' if other.stale else ''}{why}", STYLES[other.status.tone]),
        f"  {made_visible(other.recipient)}  {made_visible(other.about)}  ",
        (f"message {other.message}", "dim"),
    )


def _print_zone(out: Console, zone: tzinfo) -> None:
    out.print(Text(f"\nTimes are in {getattr(zone, 'key', str(zone))}.", "dim"))
