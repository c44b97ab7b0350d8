"""Feeds: add, change, enable, disable, remove. Each is one transaction with its audit entry.

What the worker found out about a feed is noted on its row: `note_read` and `note_error`.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.orm import Session

from console import audit
from console.audit import Action
from console.casework.feed_definition import Definition, FeedRefused, checked
from console.models.feed import Feed
from console.models.task import Task

LISTS = ("expected_hosts", "expected_senders")


def feeds(session: Session) -> list[Feed]:
    """All feeds, by name."""
    return list(session.scalars(select(Feed).order_by(Feed.name)))


def find(session: Session, name: str) -> Feed:
    """The feed of that name. Raises FeedRefused if there is none."""
    feed = session.scalar(select(Feed).where(Feed.name == name.strip()))
    if feed is None:
        raise FeedRefused(f"There is no feed {name!r}.")
    return feed


def definition_of(feed: Feed) -> Definition:
    """How a person defined it."""
    values = {field: getattr(feed, field) for field in Definition._fields}
    return Definition(**values | {field: tuple(values[field]) for field in LISTS})


def add(session: Session, actor: str, definition: Definition) -> Feed:
    """Define a feed; a worker begins to follow it within seconds. Raises FeedRefused."""
    wanted = checked(session, definition, but=None)
    feed = Feed(**_values(wanted), enabled=True, error="")
    session.add(feed)
    audit.record(session, actor, Action.FEED_ADD, _subject(feed), kind=feed.kind, place=feed.place)
    session.commit()
    return feed


def change(session: Session, actor: str, feed: Feed, definition: Definition) -> None:
    """Define a feed anew. Where reading ended is known by the log itself, and stays. Raises FeedRefused."""
    before, wanted = _values(definition_of(feed)), _values(checked(session, definition, but=feed.id))
    changed = {field: value for field, value in wanted.items() if value != before[field]}
    if not changed:
        return
    subject = _subject(feed)
    for field, value in changed.items():
        setattr(feed, field, value)
    feed.error, feed.error_since = "", None
    audit.record(
        session, actor, Action.FEED_CHANGE, subject, before={field: before[field] for field in changed}, after=changed
    )
    session.commit()


def enable(session: Session, actor: str, feed: Feed) -> None:
    """Have it followed again, from where reading ended."""
    if feed.enabled:
        return
    feed.enabled = True
    audit.record(session, actor, Action.FEED_ENABLE, _subject(feed))
    session.commit()


def disable(session: Session, actor: str, feed: Feed) -> None:
    """Have it followed no more; what was read of it stays."""
    if not feed.enabled:
        return
    feed.enabled, feed.error, feed.error_since = False, "", None
    audit.record(session, actor, Action.FEED_DISABLE, _subject(feed))
    session.commit()


def remove(session: Session, actor: str, feed: Feed) -> None:
    """Forget the feed; what was read of it stays."""
    session.execute(delete(Task).where(Task.name == lease_of(feed.id)))
    audit.record(session, actor, Action.FEED_REMOVE, _subject(feed), kind=feed.kind, place=feed.place)
    session.delete(feed)
    session.commit()


def lease_of(feed: int) -> str:
    """The name of the lease that the worker holds which follows this feed."""
    return f"feed:{feed}"


def note_read(session: Session, feed: int, read_at: datetime, last_line_at: datetime | None) -> None:
    """The feed was read to its end at that time, and all is well. Added to the caller's transaction."""
    values: dict[str, Any] = {"last_read_at": read_at, "error": "", "error_since": None}
    session.execute(update(Feed).where(Feed.id == feed).values(values))
    if last_line_at is not None:
        older = or_(Feed.last_line_at.is_(None), Feed.last_line_at < last_line_at)
        session.execute(update(Feed).where(Feed.id == feed, older).values(last_line_at=last_line_at))


def note_error(session: Session, feed: int, since: datetime, sentence: str) -> None:
    """The feed cannot be read; what began earlier keeps its beginning. Added to the caller's transaction."""
    values = {"error": sentence, "error_since": func.coalesce(Feed.error_since, since)}
    session.execute(update(Feed).where(Feed.id == feed, Feed.enabled).values(values))


def _values(definition: Definition) -> dict[str, Any]:
    """As columns of the row."""
    lists = {field: list(getattr(definition, field)) for field in LISTS}
    return definition._asdict() | lists | {"kind": str(definition.kind)}


def _subject(feed: Feed) -> str:
    return f"feed:{feed.name}"
