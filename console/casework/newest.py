"""The verdict on the newest message to an address, for the top of its list."""

from datetime import tzinfo
from typing import NamedTuple

from sqlalchemy.orm import Session

from console.casework.finding import Finding, finding
from console.casework.investigation import investigate
from console.diagnosis.network import Network
from console.search import Page


class Newest(NamedTuple):
    """What became of the newest one."""

    message: int
    address_id: int
    finding: Finding


def newest(session: Session, results: Page, network: Network, now: float, zone: tzinfo) -> Newest | None:
    """Of a first page about one address; None where the search was for something else, or found nothing."""
    if not results.rows or not results.is_of_one_address:
        return None
    row = results.rows[0]
    investigation = investigate(session, row.message)
    copy = investigation.copy(row.address_id) if investigation else None
    if investigation is None or copy is None:
        return None
    return Newest(row.message, row.address_id, finding(session, investigation, copy, network, now, zone))
