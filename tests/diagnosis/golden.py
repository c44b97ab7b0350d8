"""The sentences as prose, in files that people review: `python -m tests.diagnosis.golden` writes them anew."""

from collections.abc import Callable, Iterator
from pathlib import Path

from console.diagnosis import status
from console.diagnosis.assessment import DEFERRED_AS, FAILED_AS, Assessment, assess
from console.diagnosis.facts import Facts, facts_of
from console.diagnosis.reason import DISCARDED, REASONS, WITHDRAWN
from console.diagnosis.reply_text import phone_sentence, reply_text
from console.diagnosis.steps import fold
from console.diagnosis.trail import trails_of
from console.diagnosis.verdict import Verdict, verdict
from console.mail.event import Event, Kind
from tests.diagnosis.stories import BERLIN, IN, NOW, OURS, STORIES, Story, deferred, event, failed

HERE = Path(__file__).parent


def trail_of(story: Story) -> list[Event]:
    """The trail of the story's recipient."""
    trails = trails_of(story.events)
    return trails.get(story.recipient, trails.get("", []))


def told(story: Story) -> tuple[Verdict, Facts]:
    """The verdict on a story, and its facts."""
    trail = trail_of(story)
    facts = facts_of(story.recipient, trail)
    return verdict(trail, assess(trail, OURS), facts, NOW, BERLIN, OURS, story.context), facts


def verdicts() -> Iterator[str]:
    """Every story: status, the sentence, what it means, who acts."""
    for story in STORIES:
        found, _ = told(story)
        yield f"# {story.name}"
        yield f"{found.status.label} · {found.reason.label or 'no reason'} · proof {found.proof}: {found.proven}"
        yield found.sentence
        yield found.meaning
        yield f"{found.who_acts}\n"


def reasons() -> Iterator[str]:
    """Every reason, refused for good, put off, and given up: what it means, who acts, and what the customer is told."""
    for reason in REASONS[1:]:
        if reason in (WITHDRAWN, DISCARDED):
            continue  # no server says so: the stories tell of them
        yield f"# {reason.name}"
        words = f"5.0.0 {reason.label}"
        ends = (
            (failed("14:02:13", "", f"550 {words}"), FAILED_AS.get(reason, status.HARD_BOUNCED)),
            (deferred("14:02:13", "", f"450 {words}"), DEFERRED_AS.get(reason, status.DEFERRED)),
            (event(Kind.EXPIRED, "14:02:13", recipient="alice@gmail.test"), status.EXPIRED),
        )
        for end, found in ends:
            late = end.kind is Kind.DEFERRED
            assessment = Assessment(found, reason, "", late, not late, end, end.at, found.proof)
            made = verdict([*IN, end], assessment, Facts("alice@gmail.test"), NOW, BERLIN, network=OURS)
            yield f"{found.label}: {made.answer}. {made.meaning} [{made.who_acts}]"
            yield f"  On the phone: {phone_sentence(made, BERLIN)}"
        yield ""


def replies() -> Iterator[str]:
    """What the customer is told, for every story."""
    for story in STORIES:
        found, facts = told(story)
        yield f"# {story.name}"
        yield f"(On the phone: {phone_sentence(found, BERLIN)})"
        yield reply_text(found, facts, BERLIN)


def trails() -> Iterator[str]:
    """Every story's rows."""
    for story in STORIES:
        yield f"# {story.name}"
        for step in fold(trail_of(story), OURS, story.recipient):
            yield f"{'ours  ' if step.ours else 'theirs'} {step.tone:8} {step.title}"
        yield ""


GOLDEN: dict[str, Callable[[], Iterator[str]]] = {
    "verdicts.txt": verdicts,
    "reasons.txt": reasons,
    "replies.txt": replies,
    "trails.txt": trails,
}


def main() -> None:
    """Write the files anew."""
    for name, lines in GOLDEN.items():
        (HERE / name).write_text("\n".join(lines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
