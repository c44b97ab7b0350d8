"""Lines in the quarantine, for tests: some that no reader understands, some that a better reader does by now."""

from pathlib import Path

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from console.casework.settling import Chosen, retry
from console.diagnosis.network import Network
from console.intake.read_again import ReadAgain
from console.models.log_file import LogFile
from console.models.quarantine import Quarantined
from tests.intake.postfix_lines import arrival, attempt, line, removed
from tests.intake.stories import tell

QUEUE_ID = "4FAC23D1C1"
TO = "alice@there.example"
BROKEN = line("smtp", f"{QUEUE_ID}: to=<{TO}>, relay=none, delay=1, status=", 0, 2)
READABLE = attempt(QUEUE_ID, TO, "sent", "250 2.0.0 OK")
BEFORE, AFTER = arrival(QUEUE_ID, "one@shop.example"), [removed(QUEUE_ID)]
EVERYTHING = Chosen()


def set_aside(engine: Engine, folder: Path, name: str = "mail.log", broken: str = BROKEN) -> None:
    """A log of one message whose delivery cannot be read."""
    tell(engine, folder, [*BEFORE, broken, *AFTER], name=name)


def mend(engine: Engine, content: str = READABLE) -> None:
    """The reader of today understands the lines that the reader of then did not: they are such as it does."""
    with Session(engine) as session:
        session.execute(update(Quarantined).values(content=content.encode("utf-8", "surrogateescape")))
        session.commit()


def read_all_again(engine: Engine, chosen: Chosen = EVERYTHING) -> ReadAgain:
    """Retry, and what it came to."""
    with Session(engine) as session:
        portions = list(retry(session, "mina@seoul.example", Network(), chosen))
    return portions[-1] if portions else ReadAgain()


def figures(engine: Engine) -> tuple[int, int, int, int, int, int]:
    """Lines of all files together: all, of messages, other, blank, known before, in quarantine."""
    columns = (
        LogFile.line_count,
        LogFile.event_lines,
        LogFile.irrelevant_lines,
        LogFile.blank_lines,
        LogFile.repeated_lines,
        LogFile.quarantined_lines,
    )
    with Session(engine) as session:
        rows = session.execute(select(*columns)).all()
    total = [sum(row[column] for row in rows) for column in range(len(columns))]
    return total[0], total[1], total[2], total[3], total[4], total[5]
