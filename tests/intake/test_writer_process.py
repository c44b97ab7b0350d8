"""The process that writes may be ended from outside: that is told in a sentence, and nothing is lost."""

import multiprocessing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.intake import import_logs
from console.intake.batch import Progress
from console.intake.import_logs import CannotStore
from tests.intake.follow.numbered_log import NumberedLog, stored
from tests.intake.stories import NETWORK

LINES = 70_000  # of three batches
SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def end_the_writer(progress: Progress) -> None:
    for child in multiprocessing.active_children():
        child.kill()
        child.join()


@SQLITE
def test_a_writer_that_is_killed_is_told_in_a_sentence_and_the_import_goes_on_there(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_logs, "WORTH_A_PROCESS", 0)
    log = NumberedLog(tmp_path / "mail.log")
    log.write(LINES)
    with pytest.raises(CannotStore, match="Running the same again goes on where it stopped"):
        list(import_logs.import_logs(engine, [str(log.path)], network=NETWORK, on_progress=end_the_writer))
    list(import_logs.import_logs(engine, [str(log.path)], network=NETWORK))
    assert stored(engine).numbers == list(range(LINES))
