"""The schema: every table, and bringing a database up to it."""

from sqlalchemy import Engine

from console.models import (
    account,
    address,
    audit_entry,
    daily,
    domain,
    evidence,
    hop,
    log_file,
    message,
    quarantine,
    recipient,
    saved_search,
    search_index,
    sender,
    sign_in,
    sign_in_attempt,
    source,
    subject,
)
from console.models.base import Base

MODELS = (
    account,
    address,
    audit_entry,
    daily,
    domain,
    evidence,
    hop,
    log_file,
    message,
    quarantine,
    recipient,
    saved_search,
    sender,
    sign_in,
    sign_in_attempt,
    source,
    subject,
)


def upgrade(engine: Engine) -> None:
    """Bring the database up to the newest schema; an empty one is created."""
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        search_index.create(connection)
