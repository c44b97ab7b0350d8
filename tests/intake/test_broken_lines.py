"""A large log with broken lines in it: each of them stands in the quarantine, and everything else is in."""

import random
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from console.diagnosis.network import Network
from console.diagnosis.status import status_of_code
from console.intake.import_logs import Imported, import_logs
from console.models.address import Address
from console.models.hop import Hop
from console.models.quarantine import Quarantined
from console.models.recipient import Recipient
from tests.benchmarks.log_generator import LogGenerator

MESSAGES = 6000
BROKEN = 97
KINDS = (
    b"Nov  1 00:01:10 mx1 postfix/smtp[1]: 4RXgyBKQJhzPC3d: to=<anna@there.example>, relay=none, delay=1, sta",
    b"Nov 31 00:01:10 mx1 postfix/qmgr[1]: 4RXgyBKQJhzPC3d: removed",
    b"\x00\x00\x00\x00\x00\x00\x00\x00",
    b"mx1 postfix/qmgr[1]: 4RXgyBKQJhzPC3d: removed",
    b"\xff\xfe\x80 not a line at all",
)


def broken_log(path: Path) -> LogGenerator:
    """Write a log with broken lines at random places."""
    generator, pick = LogGenerator(MESSAGES), random.Random(3)
    generator.write(path, keep_truth=True)
    lines = path.read_bytes().splitlines(keepends=True)
    for number in range(BROKEN):
        lines.insert(pick.randrange(len(lines)), KINDS[number % len(KINDS)] + b" #%d\n" % number)
    path.write_bytes(b"".join(lines))
    return generator


@pytest.fixture
def told(engine: Engine, tmp_path: Path) -> tuple[LogGenerator, Imported, list[bytes]]:
    """The log imported: its truth, what the import said, and the lines of the file."""
    path = tmp_path / "mail.log"
    generator = broken_log(path)
    [imported] = import_logs(engine, [str(path)], network=Network())
    return generator, imported, path.read_bytes().splitlines()


def test_broken_lines_are_set_aside_and_the_rest_is_in(
    engine: Engine, told: tuple[LogGenerator, Imported, list[bytes]]
) -> None:
    generator, imported, lines = told
    assert (imported.quarantined_lines, imported.lines) == (BROKEN, len(lines))
    with Session(engine) as session:
        for row in session.scalars(select(Quarantined)):
            assert lines[row.line_number - 1] == row.content
            assert row.reason.endswith(".")
        assert outcomes(session) == Counter((truth.recipient, truth.outcome) for truth in generator.truth)


def outcomes(session: Session) -> Counter[tuple[str, str]]:
    """Recipients of messages that the generator tells of, and whether their mail was taken."""
    hops = select(Hop.message_id).where(func.length(Hop.queue_id) > 1).subquery()
    query = select(Address.address, Recipient.status).join(Address, Address.id == Recipient.address_id)
    query = query.where(Recipient.message_id.in_(select(hops)), ~Address.address.like("%@%shop.example"))
    found = session.execute(query.where(~Address.address.like("%@clinic.example"))).all()
    return Counter((to, "sent" if status_of_code(status).name == "delivered" else "bounced") for to, status in found)
