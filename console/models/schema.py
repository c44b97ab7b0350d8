"""The schema: every table, and bringing a database up to it."""

from sqlalchemy import Engine

from console.models import (
    address,
    daily,
    domain,
    evidence,
    hop,
    log_file,
    message,
    quarantine,
    recipient,
    sender,
    source,
    subject,
)
from console.models.base import Base

MODELS = (address, daily, domain, evidence, hop, log_file, message, quarantine, recipient, sender, source, subject)


def upgrade(engine: Engine) -> None:
    """Bring the database up to the newest schema; an empty one is created."""
    Base.metadata.create_all(engine)
