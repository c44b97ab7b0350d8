"""Times that cannot be true are set aside, and do not move what was read."""

from pathlib import Path

import pytest
import time_machine
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from console.casework.settling import Chosen, retry
from console.intake.logs.plausible import doubt
from console.models.evidence import Evidence
from console.models.quarantine import Quarantined
from tests.intake.postfix_lines import line
from tests.intake.stories import NETWORK, tell

NOW = "2026-11-21T12:00:00+00:00"
LINE = line("smtpd", "connect from app.example[198.51.100.9]")


def dated(date: str) -> str:
    return LINE.replace("2026-11-21", date)


def reasons(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Quarantined.reason).where(Quarantined.resolved_at.is_(None))))


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("date", "reason"),
    [
        ("2027-06-01", "The time stamp lies more than a day ahead of our clock: 2027-06-01 10:00:00 UTC."),
        ("1971-01-01", "The time stamp is older than e-mail logs are: 1971-01-01 10:00:00 UTC."),
    ],
)
def test_a_line_of_a_time_that_cannot_be_is_set_aside(engine: Engine, tmp_path: Path, date: str, reason: str) -> None:
    tell(engine, tmp_path, [LINE, dated(date), LINE.replace(":00:00", ":01:00")])
    assert [one.startswith(reason) for one in reasons(engine)] == [True]
    with Session(engine) as session:
        assert session.scalars(select(Evidence.line_count)).all() == [2]


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("date", ["2026-11-22", "1999-01-01"])
def test_a_clock_that_is_a_little_ahead_and_an_old_log_are_read(engine: Engine, tmp_path: Path, date: str) -> None:
    tell(engine, tmp_path, [dated(date)])
    assert reasons(engine) == []


def test_it_can_be_read_once_that_time_has_come(engine: Engine, tmp_path: Path) -> None:
    with time_machine.travel(NOW, tick=False):
        tell(engine, tmp_path, [LINE, dated("2026-12-24")])
        with Session(engine) as session:
            assert [one.waiting for one in retry(session, "mina@seoul.example", NETWORK, Chosen())] == [1]
    with time_machine.travel("2026-12-24T12:00:00+00:00", tick=False), Session(engine) as session:
        assert [one.read for one in retry(session, "mina@seoul.example", NETWORK, Chosen())] == [1]
    assert reasons(engine) == []


@pytest.mark.parametrize("at", [-1.0, 0.5, 1e12, float("inf")])
def test_any_time_can_be_told(at: float) -> None:
    assert doubt(at).endswith("Set the clock of the host that wrote it.")
