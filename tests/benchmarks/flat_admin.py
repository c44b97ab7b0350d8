"""The reference of S4: what people have, a flat table with plain indexes under a stock Flask-Admin list."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from sqlalchemy import Engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, scoped_session, sessionmaker

from console.models import bulk
from console.models.bulk import table_of
from console.models.time_id import second_of


class Base(DeclarativeBase):
    """Apart from the console's own tables."""


class FlatMail(Base):
    """A recipient with everything in its row."""

    __tablename__ = "flat_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    recipient: Mapped[str] = mapped_column(index=True)
    domain: Mapped[str] = mapped_column(index=True)
    sender: Mapped[str]
    message_id: Mapped[str]
    status: Mapped[int] = mapped_column(index=True)
    reason: Mapped[int]


class FlatView(ModelView):
    """Stock, but for the columns that are searched and filtered."""

    column_searchable_list = ("recipient",)
    column_filters = ("domain", "at", "status")
    column_default_sort = ("id", True)
    named_filter_urls = True


ROWS = text("""
    SELECT recipient.id, address.address, domain.name, sender.address, message.message_id, recipient.status,
           recipient.reason
    FROM recipient JOIN address ON address.id = recipient.address_id JOIN domain ON domain.id = recipient.domain_id
    JOIN message ON message.id = recipient.message_id JOIN sender ON sender.id = message.sender_id
    WHERE recipient.id > :last ORDER BY recipient.id LIMIT :size
""")


def fill(engine: Engine, size: int = 100_000) -> None:
    """Copy every recipient into the flat table, once."""
    if engine.dialect.has_table(engine.connect(), FlatMail.__tablename__):
        return
    table = table_of(FlatMail)
    indexes, table.indexes = set(table.indexes), set()
    with engine.connect() as connection:
        Base.metadata.create_all(connection)
        for portion in _portions(engine, size):
            bulk.insert(connection, table, portion)
            connection.commit()
        for index in indexes:
            index.create(connection)
        connection.commit()
    table.indexes = indexes


def _portions(engine: Engine, size: int) -> Iterator[list[tuple[Any, ...]]]:
    last, number = 0, 0
    while True:
        with engine.connect() as connection:
            rows = connection.execute(ROWS, {"last": last, "size": size}).all()
        if not rows:
            return
        yield [
            (at, datetime.fromtimestamp(second_of(row[0]), UTC).replace(tzinfo=None).isoformat(" "), *row[1:])
            for at, row in enumerate(rows, number + 1)
        ]
        last, number = rows[-1][0], number + len(rows)


def client(engine: Engine) -> FlaskClient:
    """A browser before the stock list, at /admin/flatmail/."""
    app = Flask("flat", root_path=str(Path(__file__).parent))  # away from the console's own templates
    app.config.update(SECRET_KEY="only for a benchmark", TESTING=True)
    session: Any = scoped_session(sessionmaker(engine))
    Admin(app).add_view(FlatView(FlatMail, session))
    app.teardown_appcontext(lambda error: session.remove())
    return app.test_client()
