"""`column IN (many numbers)` with one parameter, so that a statement is compiled and planned once."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, any_, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY


def among(column: Any, numbers: Collection[int], dialect: str) -> ColumnElement[bool]:
    """Whether the column is one of the numbers."""
    if dialect == "sqlite":
        values = func.json_each(json.dumps(list(numbers))).table_valued("value")
        found: ColumnElement[bool] = column.in_(select(literal_column("value")).select_from(values))
        return found
    array: ColumnElement[bool] = column == any_(bindparam(None, list(numbers), type_=ARRAY(BigInteger)))
    return array
