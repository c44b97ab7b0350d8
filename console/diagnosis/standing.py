"""How mail to one address stands, told from the outcomes of its latest messages: one sentence or two."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from itertools import takewhile
from typing import NamedTuple

from console.diagnosis.reason import Reason
from console.diagnosis.status import Status, Tone
from console.diagnosis.verdict import ANSWERS, Answer

OF_LATE = 5  # earlier messages that the second sentence counts


class Outcome(NamedTuple):
    """What became of one message to the address."""

    at: float  # when it came to us; seconds since 1970 UTC
    status: Status
    reason: Reason


class Standing(NamedTuple):
    """How it stands, in words."""

    sentence: str
    tone: Tone


def standing(outcomes: Sequence[Outcome], now: float, zone: tzinfo) -> Standing:
    """How mail to an address stands; `outcomes` are the newest first."""
    settled = [outcome for outcome in outcomes if ANSWERS[outcome.status] in (Answer.YES, Answer.NO)]
    under_way = sum(ANSWERS[outcome.status] is Answer.NOT_YET for outcome in outcomes)
    if not settled:
        return _all_under_way(outcomes)
    alike = _alike(settled)
    arrived = _arrived(settled[0])
    said = [_arrives(alike, now, zone) if arrived else _fails(alike, now, zone)]
    if before := settled[len(alike) : len(alike) + OF_LATE]:
        said.append(_before(before))
    if under_way:
        said.append(f"{_count(under_way)} under way.")
    return Standing(" ".join(said), Tone.GOOD if arrived else Tone.BAD)


def _arrived(outcome: Outcome) -> bool:
    return ANSWERS[outcome.status] is Answer.YES


def _alike(settled: Sequence[Outcome]) -> Sequence[Outcome]:
    """The newest outcomes that agree on whether it arrived."""
    arrived = _arrived(settled[0])
    return list(takewhile(lambda outcome: _arrived(outcome) == arrived, settled))


def _all_under_way(outcomes: Sequence[Outcome]) -> Standing:
    if not outcomes:
        return Standing("Our records hold no mail to this address.", Tone.NEUTRAL)
    if all(ANSWERS[outcome.status] is Answer.CANNOT_KNOW for outcome in outcomes):
        return Standing("What became of the mail to this address is not in our records.", outcomes[0].status.tone)
    if len(outcomes) == 1:
        return Standing(f"The only mail to this address: {outcomes[0].status.label.lower()}.", outcomes[0].status.tone)
    return Standing("Of the mail to this address nothing is decided yet.", outcomes[0].status.tone)


def _arrives(alike: Sequence[Outcome], now: float, zone: tzinfo) -> str:
    newest = alike[0]
    if len(alike) == 1:
        return f"The last mail to this address was taken by their server on {_day(newest.at, now, zone)}."
    return (
        f"Mail to this address is taken by their server: the last {len(alike)} were, "
        f"the newest on {_day(newest.at, now, zone)}."
    )


def _fails(alike: Sequence[Outcome], now: float, zone: tzinfo) -> str:
    newest = alike[0]
    why = f": {_lower(newest.reason.label)}" if newest.reason.label else ""
    if len(alike) == 1:
        return f"The last mail to this address, on {_day(newest.at, now, zone)}, did not arrive{why}."
    return f"Mail to this address has not arrived since {_day(alike[-1].at, now, zone)}{why}."


def _before(before: Sequence[Outcome]) -> str:
    arrived = sum(map(_arrived, before))
    if len(before) == 1:
        return f"The one before was {'taken' if arrived else 'not'}."
    return f"Of the {len(before)} before, {arrived or 'none'} {'was' if arrived == 1 else 'were'} taken."


def _count(number: int) -> str:
    return "One more is" if number == 1 else f"{number} more are"


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]


def _day(at: float, now: float, zone: tzinfo) -> str:
    moment, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone)
    return f"{moment.day} {moment:%B}" if moment.year == today.year else f"{moment.day} {moment:%B %Y}"
