"""Which recipients are stale (`diagnosis.stale`): asked of rows at hand, and of the database.

How long mail usually takes is read from what was learned. A message is silent only as far as the logs that would tell
of it were read: up to the newest line of each host whose queue it was in.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from console.diagnosis.stale import ENOUGH, LEAST, LONGEST_PAUSE, WAITING, Staleness, Usual, UsualTime, staleness
from console.diagnosis.status import Status
from console.models import usual_time
from console.models.daily import ALL_DOMAINS
from console.models.evidence import Evidence
from console.models.hop import Hop
from console.models.recipient import Recipient
from console.models.source import Source
from console.models.time_id import BITS, second_of
from console.search.membership import among

BEHIND = 900  # seconds: a log whose newest line is older than another's by more says nothing of the time between


class Undecided(NamedTuple):
    """A recipient that may be stale."""

    id: int
    message: int
    domain_id: int
    status: Status
    last_at: float  # seconds since 1970 UTC
