"""`flask quarantine`, as an operator types it."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from console.casework import quarantine
from console.database import db as storage
from tests.casework.set_aside import AFTER, BEFORE, BROKEN, TO, mend, set_aside
from tests.intake.stories import statuses, tell


@pytest.fixture
def engine(app: Flask) -> Engine:
    """The console's own."""
    with app.app_context():
        return storage.engine


@pytest.fixture
def _waits(engine: Engine, tmp_path: Path) -> None:
    set_aside(engine, tmp_path)


def run(app: Flask, *arguments: object) -> Result:
    """What the command prints and how it exits."""
    return app.test_cli_runner().invoke(args=["quarantine", *map(str, arguments)])


@pytest.mark.usefixtures("_waits")
def test_lines_are_listed_with_their_reason(app: Flask) -> None:
    output = run(app, "list").output
    assert "        1  The delivery line states no status after the recipient." in output
    assert "mail.log:4  2026-11-21T10:00:02" in output


@pytest.mark.usefixtures("_waits")
def test_a_line_is_shown_whole_among_its_neighbours(app: Flask) -> None:
    output = run(app, "show", 1).output
    assert f"\n{BROKEN}\n" in output
    assert f"  {BEFORE[2]}\n> {BROKEN}\n  {AFTER[0]}" in output


def test_no_line_does_anything_to_the_terminal(app: Flask, engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*BEFORE, BROKEN + "\x1b[2J", *AFTER])
    assert "\x1b" not in run(app, "list").output + run(app, "show", 1).output


@pytest.mark.usefixtures("_waits")
@pytest.mark.parametrize("which", [("1",), ("--like", "1"), ("--all",)])
def test_lines_are_read_again(app: Flask, engine: Engine, which: tuple[str, ...]) -> None:
    mend(engine)
    assert run(app, "retry", *which).stdout == "1 line can be read now.\n"
    assert statuses(engine) == {TO: "delivered"}
    assert "every line was read." in run(app, "list").output


@pytest.mark.usefixtures("_waits")
@pytest.mark.parametrize("which", [("--all", "--like", "1"), ("--all", "1"), ("--like", "1", "1")])
def test_all_those_alike_and_single_lines_are_not_named_together(app: Flask, which: tuple[str, ...]) -> None:
    for verb in (("retry",), ("dismiss", "--note", "x")):
        result = run(app, *verb, *which)
        assert (result.exit_code, "Say one of these" in result.output) == (2, True)


def test_how_many_are_alike_is_told_beside_one(app: Flask, engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*BEFORE, BROKEN, BROKEN.replace("=1", "=2"), *AFTER])
    assert "2 lines wait for the same reason: --like 2 means them all." in run(app, "show", 2).output


def test_a_line_that_is_cut_says_so(app: Flask, engine: Engine, tmp_path: Path) -> None:
    long = BROKEN.replace("status=", f"status={'x' * 200}")
    tell(engine, tmp_path, [*BEFORE, long, *AFTER])
    assert f"{long[:160]}…\n" in run(app, "list").output
    assert f"> {long[:160]}…\n" in run(app, "show", 1).output


@pytest.mark.usefixtures("_waits")
def test_lines_that_still_cannot_be_read_wait(app: Flask) -> None:
    assert run(app, "retry", "--all").stdout == "1 line still cannot be read.\n"


@pytest.mark.usefixtures("_waits")
def test_lines_are_dismissed_with_a_note(app: Flask, db: Session) -> None:
    assert run(app, "dismiss", 1).exit_code == 2
    assert "why nobody misses" in run(app, "dismiss", 1, "--note", " ").output
    assert run(app, "dismiss", 1, "--note", "a disk fault").output == "1 dismissed.\n"
    assert "1 line was dismissed." in run(app, "list").output
    assert "Settled: dismissed: a disk fault." in run(app, "show", 1).output
    assert quarantine.total(db) == 0


def test_what_is_not_there_is_said(app: Flask) -> None:
    for verb in (("show", 7), ("retry", 7), ("dismiss", 7, "--note", "x")):
        result = run(app, *verb)
        assert (result.exit_code, "There is no line #7" in result.output) == (1, True)
    assert "No line that waits was named." in run(app, "retry", "--all").output
    assert run(app, "retry").exit_code == 2


def test_a_reason_whose_figures_differ_ends_as_a_sentence_does(app: Flask, engine: Engine, tmp_path: Path) -> None:
    tell(
        engine,
        tmp_path,
        [*BEFORE, *(f"Feb {day} 10:00:00 mx1 postfix/smtp[7]: 4F: to=<a@b>" for day in (30, 31)), *AFTER],
    )
    assert "        2  The time stamp names no real date and time.\n" in run(app, "list").output
