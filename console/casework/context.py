"""The context of an answer that rests on silence: what was read of the logs that would tell more, and what is usual."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.casework.investigation import Copy, Investigation
from console.diagnosis import status
from console.diagnosis.assessment import Assessment
from console.diagnosis.context import NOTHING_KNOWN, Context
from console.diagnosis.network import Network, Role
from console.diagnosis.outlook import rests_on_silence
from console.intake.coverage import coverage, never_read
from console.intake.following import feed_of_source
from console.models.source import Source
from console.search.stale import usual_of


def context_of(
    session: Session, investigation: Investigation, copy: Copy, assessment: Assessment, network: Network, now: float
) -> Context:
    """Empty for an answer that stands, whatever else may be told. `now` is seconds since 1970 UTC."""
    if not rests_on_silence(assessment):
        return NOTHING_KNOWN
    names = _tellers(investigation, assessment)
    anybody = assessment.status is status.SENT and _is_ours(assessment, network)
    covered = coverage(session.connection(), investigation.at, now, now)
    others = never_read(session.connection(), now) if anybody else []
    return Context(
        (*(one for one in covered if anybody or one.source in names), *others),
        usual_of(session, {copy.domain_id})[copy.domain_id],
        _queue_lifetime(session, names),
    )


def _tellers(investigation: Investigation, assessment: Assessment) -> set[str]:
    """The hosts in whose queue it was last."""
    queue_id = assessment.decided_by.queue_id if assessment.decided_by else ""
    return {
        told.source for told in investigation.told if told.event.queue_id == queue_id and not told.reference.is_mail
    }


def _is_ours(assessment: Assessment, network: Network) -> bool:
    """Whether it went on to a system of ours, the log of which we may have."""
    return assessment.decided_by is not None and network.role(assessment.decided_by) is Role.OWN_HOP


def _queue_lifetime(session: Session, names: Collection[str]) -> int | None:
    """Seconds after which their mail server gives up: as set for the feed, else as it was seen to."""
    known = []
    for number, learned in session.execute(select(Source.id, Source.queue_lifetime).where(Source.name.in_(names))):
        feed = feed_of_source(session.connection(), number)
        known.append(feed.queue_lifetime if feed and feed.queue_lifetime else learned)
    return max((one for one in known if one is not None), default=None)
