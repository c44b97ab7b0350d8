"""The audit trail."""

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from console import audit
from console.audit import ACTION_LABELS, COMMAND_LINE, Action
from console.models.audit_entry import REFUSAL, AuditEntry


def test_an_entry_tells_who_did_what_to_what(engine: Engine) -> None:
    with Session(engine) as session:
        audit.record(session, "anna@graz.example", Action.SEARCH_RUN, "search:x1", rows=3)
        session.commit()
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.action, entry.subject) == ("anna@graz.example", "search:run", "search:x1")
    assert entry.details == {"rows": 3}
    assert entry.at.tzinfo is not None


def test_an_entry_falls_with_what_it_tells_of(engine: Engine) -> None:
    with Session(engine) as session:
        audit.record(session, COMMAND_LINE, Action.LOG_IMPORT)
        session.rollback()
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET actor = 'nobody'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_an_entry(engine: Engine, change: str) -> None:
    with Session(engine) as session:
        audit.record(session, COMMAND_LINE, Action.LOG_IMPORT)
        session.commit()
        with pytest.raises(DatabaseError, match=REFUSAL):
            session.execute(text(change))


def test_actions_stand_in_order_and_have_words() -> None:
    assert [action.value for action in Action] == sorted(action.value for action in Action)
    assert ACTION_LABELS.keys() == set(Action)
