"""Keeping: every line is counted once, and what is set aside is known by its place."""

from pathlib import Path

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from console.intake.evidence import neighbouring_lines
from console.models.log_file import LogFile
from console.models.message import Reference
from console.models.quarantine import Quarantined
from tests.intake.postfix_lines import line, sent
from tests.intake.stories import tell

STORY = sent("4FAC23D1C1", "one@shop.example", "alice@there.example")
BROKEN = line("smtp", "4FAC23D1C1: to=<alice@there.example>, relay=none, delay=1, status=", 1)
REMARK = "-- Logs begin at Sat 2026-11-21 10:00:00 UTC. --"


def test_blank_lines_are_counted_by_themselves(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [REMARK, *STORY, "", BROKEN, "  "])
    with Session(engine) as session:
        file = session.scalars(select(LogFile)).one()
    assert (file.line_count, file.event_lines, file.blank_lines, file.quarantined_lines) == (len(STORY) + 4, 5, 3, 1)


def test_figures_are_added_to_what_stands_there_by_then(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*STORY, BROKEN])
    with Session(engine) as session:
        session.execute(update(LogFile).values(quarantined_lines=0, event_lines=6))  # somebody read the line again
        session.commit()
    tell(engine, tmp_path, [*STORY, BROKEN, line("anvil", "statistics: max connection rate 1/60s", 2)])
    with Session(engine) as session:
        file = session.scalars(select(LogFile)).one()
    assert (file.line_count, file.event_lines, file.quarantined_lines, file.irrelevant_lines) == (7, 6, 0, 1)


def test_what_is_set_aside_is_known_by_the_line_before_it(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [BROKEN, *STORY[:3], BROKEN.replace("alice", "bob"), *STORY[3:]])
    with engine.connect() as connection:
        query = select(Quarantined.after_evidence, Quarantined.after_line).order_by(Quarantined.id)
        [first, (evidence_id, line)] = connection.execute(query)
        assert tuple(first) == (None, None)
        assert evidence_id is not None
        assert line is not None
        assert neighbouring_lines(connection, Reference(evidence_id, line), 0)[0][1] == STORY[2]


def test_what_comes_first_in_a_batch_stands_after_the_batch_before(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, STORY[:3])
    tell(engine, tmp_path, [*STORY[:3], BROKEN, *STORY[3:]])
    with engine.connect() as connection:
        [(block, number)] = connection.execute(select(Quarantined.after_evidence, Quarantined.after_line))
        assert block is not None
        assert number is not None
        assert neighbouring_lines(connection, Reference(block, number), 0)[0][1] == STORY[2]
