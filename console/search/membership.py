"""Whether a value is one of many numbers, with one parameter: a statement is compiled and planned once."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, any_, case, cast, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY


def among(column: Any, numbers: Collection[int], dialect: str) -> ColumnElement[bool]:
    """For an indexed column, which is looked up once a number."""
    if dialect == "sqlite":
        return _listed(column, numbers)
    found: ColumnElement[bool] = column == any_(_array(column, numbers))
    return found


def is_among(value: Any, numbers: Collection[int], dialect: str) -> ColumnElement[bool]:
    """For rows at hand. PostgreSQL searches a parameter from end to end for each row, but hashes a subquery once."""
    if dialect == "sqlite":
        return _listed(value, numbers)
    hashed = value.in_(select(func.unnest(_array(value, numbers)).label("number")))
    return case((hashed, True), else_=False)


def _listed(value: Any, numbers: Collection[int]) -> ColumnElement[bool]:
    values = func.json_each(json.dumps(list(numbers))).table_valued("value")
    found: ColumnElement[bool] = value.in_(select(literal_column("value")).select_from(values))
    return found


def _array(column: Any, numbers: Collection[int]) -> Any:
    """As text, which psycopg sends as it is. Of the column's own type, or PostgreSQL cannot hash the comparison."""
    return cast(literal("{" + ",".join(map(str, numbers)) + "}"), ARRAY(column.type))
