"""Our own network as this console knows it: what the settings name, and every host whose log it reads."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.diagnosis.network import Network
from console.models.source import Source
from console.settings import Settings


def our_network(session: Session, settings: Settings) -> Network:
    """The network that verdicts are given under."""
    hosts = frozenset(session.scalars(select(Source.name)))
    return Network(frozenset(settings.own_hosts) | hosts, frozenset(settings.smart_hosts))
