"""Keeping the IDs under which messages go on at our providers, so that a bounce which names one finds its message."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, select, text

from console.diagnosis.network import Network
from console.diagnosis.status import SENT
from console.intake.batch import Draft
from console.models.provider_id import ProviderId

INSERT = text("INSERT INTO provider_id (given, message_id) VALUES (:given, :message) ON CONFLICT DO NOTHING")
BY_GIVEN = select(ProviderId.message_id).where(ProviderId.given == bindparam("given"))


def note_provider_ids(connection: Connection, network: Network, messages: Iterable[tuple[Draft, int]]) -> None:
    """Keep those of drafts that left us and are not known to have arrived, each with its message.

    Where we send through no provider there are none: what left a host of ours is on its way inside our own network.
    """
    if not network.smart_hosts:
        return
    keep_provider_ids(
        connection,
        (
            (given, message)
            for draft, message in messages
            if draft.handovers and any(recipient.status == SENT.code for recipient in draft.recipients)
            for given in draft.handovers
        ),
    )


def keep_provider_ids(connection: Connection, given: Iterable[tuple[str, int]]) -> None:
    """Keep IDs, each with its message. What is there already stays."""
    if rows := [{"given": one, "message": message} for one, message in given]:
        connection.execute(INSERT, rows)


def messages_of(connection: Connection, given: str) -> list[int]:
    """The messages that got this ID."""
    return list(connection.scalars(BY_GIVEN, {"given": given}))
