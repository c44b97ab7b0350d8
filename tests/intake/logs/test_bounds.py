"""Names of any length: they are in, and told apart, whatever an index can take."""

import random
import string
from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.intake.logs.bounds import LONGEST, fitting
from tests.intake.postfix_lines import arrival, attempt, line, removed, sent
from tests.intake.stories import rows, tell

ALICE = "alice@there.example"


def long(seed: int, characters: int = 6000) -> str:
    """Random letters, which no database makes shorter."""
    return "".join(random.Random(seed).choices(string.ascii_lowercase + string.digits, k=characters))


def test_what_is_short_stays_as_it_is() -> None:
    assert fitting(ALICE) == ALICE
    assert fitting("é" * 900) == "é" * 900


def test_long_names_that_begin_alike_stay_different() -> None:
    one, two = fitting("x" * 5000 + "1"), fitting("x" * 5000 + "2")
    assert one != two
    assert len(one.encode()) < LONGEST
    assert fitting("é" * 5000) == fitting("é" * 5000)


def test_a_message_id_of_any_length_is_in(engine: Engine, tmp_path: Path) -> None:
    assert tell(engine, tmp_path, sent("4A", f"{long(1)}@shop.example", ALICE)).new_messages == 1
    again = [*sent("4B", f"{long(1)}@shop.example", ALICE, minute=1), *sent("4C", "x@y", ALICE, minute=2)]
    assert tell(engine, tmp_path, again, name="more.log").new_messages == 2


def test_addresses_senders_and_subjects_of_any_length_are_in(engine: Engine, tmp_path: Path) -> None:
    story = [
        *arrival("4A", "one@shop.example"),
        line("qmgr", f"4A: from=<{long(2)}@shop.example>, size=2000, nrcpt=1 (queue active)"),
        line(
            "cleanup",
            f"4A: warning: header Subject: {long(3)} from app[192.0.2.1]; from=<a@b> to=<c@d> proto=ESMTP helo=<x>",
        ),
        attempt("4A", f"{long(4)}@there.example", "sent", "250 OK"),
        removed("4A"),
    ]
    assert tell(engine, tmp_path, story).quarantined_lines == 0
    assert "delivered" in [row.status for row in rows(engine)]


@pytest.mark.parametrize("octets", [1000, 3000])
def test_a_host_of_any_length_is_in(engine: Engine, tmp_path: Path, octets: int) -> None:
    told = tell(engine, tmp_path, sent("4A", "one@shop.example", ALICE, host=long(5, octets)))
    assert told.new_messages + told.quarantined_lines > 0
