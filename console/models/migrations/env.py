"""Alembic's entry: run by `console.models.schema`, on the connection given there."""

from alembic import context

from console.models.base import Base
from console.models.search_index import owns


def _compared(name: str | None, kind: str, parents: object) -> bool:
    return not owns(name)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    include_name=_compared,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
