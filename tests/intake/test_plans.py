"""What the door asks while it stores a few lines does not take longer the more is stored already."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.intake.postfix_lines import arrival, attempt, line, removed, sent
from tests.intake.stories import tell

ALICE = "alice@there.example"
A, B, C = "4FAC23D1C1", "4FB7719E02", "4FB7719E03"  # queue IDs
SMALL = {"log_file", "source"}  # tables with a row a file or a host, however much is stored
SCANNED = re.compile(r"SCAN (\w+)|SEARCH (\w+) USING COVERING INDEX \w+$")  # the latter seeks the end of a wrong index

SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@contextmanager
def scans(engine: Engine) -> Iterator[set[str]]:
    """The plans of what is executed meanwhile that read all of a table which grows."""
    found: set[str] = set()

    @event.listens_for(engine, "before_cursor_execute")
    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if not statement.startswith(("SELECT", "UPDATE", "DELETE")):
            return
        plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters[0] if many else parameters)
        for *_, step in plan.fetchall():
            scanned = SCANNED.match(step)
            if scanned and not SMALL.intersection(scanned.groups()):
                found.add(f"{step}: {statement}")

    yield found
    event.remove(engine, "before_cursor_execute", explain)


@SQLITE
def test_no_table_is_read_as_a_whole(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*sent(A, "one@shop.example", ALICE), *arrival(B, "two@shop.example")])
    news = [
        attempt(B, ALICE, "deferred", "connect to there.example: Connection refused", dsn="4.4.1"),
        line("smtp", f"{B}: to=<bob@there.example>, relay=127.0.0.1[127.0.0.1]:10024, status=sent (250 queued as {C})"),
        *sent(C, "two@shop.example", "bob@there.example"),
        removed(B),
    ]
    with scans(engine) as found:
        tell(engine, tmp_path, news, name="mail2.log")
    assert sorted(found) == []
