"""Two programs that read one file at the same time: a line goes in once."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from console.diagnosis.network import Network
from console.intake.batch import Batch
from console.intake.batches import Reading, read_batches
from console.intake.files import chunks, open_log
from console.intake.import_logs import CannotStore, telling_storage_errors
from console.intake.keep import Overtaken
from console.intake.positions import position_of
from console.intake.recognise import Options
from console.intake.record import Door
from console.intake.repeated import Repeated
from console.models.log_file import LogFile
from console.models.message import Message
from tests.intake.postfix_lines import sent
from tests.intake.stories import NETWORK, count, tell

FIRST = sent("4A", "one@shop.example", "alice@there.example")
SECOND = sent("4B", "two@shop.example", "bob@there.example", minute=1)


def batch_of(engine: Engine, path: Path) -> Batch:
    """What is new in a file, as a program holds it that has read it and not stored it yet."""
    log = open_log(str(path))
    position = position_of(engine, log)
    start = position.progress._replace(format="postfix")
    reading = Reading(Options().reader("postfix"), "UTC", Network(), Repeated(engine, position.file_id), start)
    [batch] = read_batches(reading, chunks(log, start.offset))
    return batch


@pytest.mark.parametrize("before", [[], FIRST])
def test_what_another_program_stored_meanwhile_is_not_stored_again(
    engine: Engine, tmp_path: Path, before: list[str]
) -> None:
    path = tmp_path / "mail.log"
    if before:
        tell(engine, tmp_path, before)
    path.write_text("".join(f"{line}\n" for line in [*before, *SECOND]), encoding="ascii")
    mine, theirs = batch_of(engine, path), batch_of(engine, path)
    Door(engine, NETWORK).record(theirs)
    with pytest.raises(Overtaken, match=r"Another program reads .*mail\.log too"):
        Door(engine, NETWORK).record(mine)
    assert count(engine, Message) == (2 if before else 1)


def test_it_is_said_in_a_sentence() -> None:
    with pytest.raises(CannotStore, match="run the same again"), telling_storage_errors():
        raise Overtaken("Another program reads mail.log too; run the same again.")


def test_a_file_knows_the_time_of_its_newest_line(engine: Engine, tmp_path: Path) -> None:
    tell(engine, tmp_path, [*SECOND, *FIRST])
    with engine.connect() as connection:
        [newest] = connection.scalars(select(LogFile.last_line_at))
    assert newest == 1795255263  # 2026-11-21 10:01:03 UTC
