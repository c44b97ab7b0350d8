"""Stamps that cannot be true: a host without a clock logs from 1970 on, a clock that was set wrong logs from next year.

Anybody who may send to a socket may write any time. Such a line is set aside: it would move the end of what was read
from its host, and make of old mail new mail.
"""

from datetime import UTC, datetime

from console.intake.logs.calendar import CLOCK_ERROR

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC).timestamp()
UNSET = "The time stamp is older than e-mail logs are: {when}. Set the clock of the host that wrote it."
AHEAD = "The time stamp lies more than a day ahead of our clock: {when}. Set the clock of the host that wrote it."


def latest(now: float) -> float:
    """The latest time that a line may have, seconds since 1970 UTC."""
    return now + CLOCK_ERROR


def doubt(at: float) -> str:
    """Why the time (seconds since 1970 UTC) of a line that is not plausible is none, in a sentence."""
    when = datetime.fromtimestamp(min(at, 4e9), UTC)
    return (UNSET if at < EARLIEST else AHEAD).format(when=f"{when:%Y-%m-%d %H:%M:%S} UTC")
