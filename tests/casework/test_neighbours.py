"""A quarantined line among its neighbours, whatever pieces its log came in."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.casework.neighbours import neighbours
from console.models.quarantine import Quarantined
from tests.casework.set_aside import mend, read_all_again
from tests.intake.postfix_lines import line
from tests.intake.stories import tell

LINES = [line("smtpd", f"connect from a{number}.example[192.0.2.9]", number) for number in range(12)]


def around(engine: Engine, content: str) -> list[str]:
    with Session(engine) as session:
        number = session.scalars(select(Quarantined.id).where(Quarantined.content == content.encode())).one()
        found = neighbours(session, number)
    assert [one.text for one in found if one.said] == [content]
    return [one.text for one in found]


@pytest.mark.parametrize("pieces", [(14,), (6, 14), (7, 14), (3, 6, 8, 9, 14), tuple(range(1, 15))])
def test_five_lines_stand_before_and_after_it(engine: Engine, tmp_path: Path, pieces: tuple[int, ...]) -> None:
    log = [*LINES[:6], "torn", "also torn", *LINES[6:]]
    for length in pieces:
        tell(engine, tmp_path, log[:length])
    assert around(engine, "torn") == [*LINES[1:6], "torn", "also torn", *LINES[6:11]]


def test_a_line_without_neighbours_stands_alone(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, ["torn", *LINES])
    assert around(engine, "torn") == ["torn"]


def test_what_was_read_again_stands_in_nobodys_way(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*LINES[:3], "torn early", *LINES[3:9], "torn", *LINES[9:]])
    mend(engine, line("smtpd", "connect from late.example[192.0.2.9]", 2))
    read_all_again(engine)
    with Session(engine) as session:
        [_, last] = session.scalars(select(Quarantined.id).order_by(Quarantined.id))
        assert [one.text for one in neighbours(session, last)[-3:]] == LINES[9:]
