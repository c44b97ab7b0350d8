"""The bounce mailboxes that are defined as feeds, and those of them that are not read, in a sentence."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.diagnosis.completeness import Followed, unread_since
from console.intake.mailbox.place import RefusedPlace, place_of
from console.models.feed import Feed, FeedKind

NAMED = 3  # of those that are not read, beside the first


class Defined(NamedTuple):
    """A mailbox as a person defined it."""

    feed: Followed
    is_enabled: bool


def defined(session: Session) -> dict[str, Defined]:
    """All, by the lasting name under which their mails are known."""
    rows = session.scalars(select(Feed).where(Feed.kind == FeedKind.MAILBOX).order_by(Feed.name))
    return {_place(feed): Defined(_followed(feed), feed.enabled) for feed in rows}


def not_read(mailboxes: Sequence[Followed], now: float, zone: tzinfo) -> str:
    """The worst with its cause, then the others; "" where all are read."""
    if not (unread := sorted((one for one in mailboxes if not one.is_read), key=_rank)):
        return ""
    first, *others = unread
    fault = first.error.partition(". ")[0].rstrip(".")
    told = f"{first.name} {unread_since(first, now, zone)}{f': {fault}' if fault else ''}."
    return f"{told} {_names(others)} {'is' if len(others) == 1 else 'are'} not read either." if others else told


def _rank(mailbox: Followed) -> tuple[int, float, str]:
    """The worst first: what never came in, then what has not for long, then what nobody has looked at yet."""
    if not mailbox.error:
        return 2, 0.0, mailbox.name
    return int(mailbox.last_read_at is not None), mailbox.last_read_at or 0.0, mailbox.name


def _names(mailboxes: Sequence[Followed]) -> str:
    names = [one.name for one in mailboxes[:NAMED]]
    if len(mailboxes) > NAMED:
        names.append(f"{len(mailboxes) - NAMED:,} more")
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _followed(feed: Feed) -> Followed:
    read_at = feed.last_read_at.timestamp() if feed.last_read_at else None
    since = feed.error_since.timestamp() if feed.error_since else None
    return Followed(feed.name, read_at, feed.error.removeprefix(f"{_place(feed)}: "), since, is_log=False)


def _place(feed: Feed) -> str:
    try:
        return place_of(feed.place).name
    except RefusedPlace:
        return feed.place
