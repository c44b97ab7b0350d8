"""Searches: run one, open one that was run, export one. Each is a transaction with its audit entry."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from console import audit
from console.audit import Action
from console.models.base import utc_now
from console.models.saved_search import SavedSearch, new_id
from console.search import Criteria, Page, page
from console.search.export import Record, records


def run(session: Session, actor: str, criteria: Criteria) -> SavedSearch:
    """Keep the criteria under an id that says nothing of them, and put on record who asked for what."""
    saved = SavedSearch(id=new_id(), criteria=criteria.as_json(), owner=actor, made_at=utc_now())
    session.add(saved)
    audit.record(session, actor, Action.SEARCH_RUN, f"search:{saved.id}", criteria=saved.criteria)
    session.commit()
    return saved


def criteria_of(session: Session, search: str) -> Criteria | None:
    """What a search that was run asked for; None when there is no such search."""
    saved = session.get(SavedSearch, search)
    return Criteria.from_json(saved.criteria) if saved else None


def read(session: Session, actor: str, search: str, criteria: Criteria, after: int | None) -> Page:
    """A page of results, with who saw it on record."""
    results = page(session, criteria, after)
    audit.record(session, actor, Action.SEARCH_READ, f"search:{search}", after=after, rows=len(results.rows))
    session.commit()
    return results


def export(session: Session, actor: str, subject: str, criteria: Criteria, form: str) -> Iterator[list[Record]]:
    """All results in batches; who takes them out is on record before the first."""
    audit.record(session, actor, Action.SEARCH_EXPORT, subject, criteria=criteria.as_json(), format=form)
    session.commit()
    return records(session, criteria)
