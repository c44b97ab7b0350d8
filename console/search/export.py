"""Results for other programs: the same columns as CSV, JSON lines and XLSX, any number of rows in little memory."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO, NamedTuple

from sqlalchemy.orm import Session

from console.diagnosis.reason import NO_REASON
from console.search.criteria import Criteria
from console.search.results import stream
from console.search.rows import Row, queue_ids

ROWS_OF_A_SHEET = 1_048_576  # what XLSX can hold; more go on in a further sheet
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute what begins so

# Not allowed in XML, or acting on a terminal.
_CONTROLS = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Record(NamedTuple):
    """A row of an export; the fields are the columns. None is what we do not know."""

    recipient: str
    status: str
    proof: int
    reason: str | None
    fault: str | None
    message_id: str | None
    queue_ids: list[str]
    envelope_sender: str | None  # "" is the null sender; <> in a table
    subject: str | None
    first_at: str  # ISO 8601, UTC
    last_at: str


COLUMNS = Record._fields


def records(session: Session, criteria: Criteria) -> Iterator[list[Record]]:
    """All results in batches. Each batch is a transaction of its own, so that a long export holds up no checkpoint."""
    for rows in stream(session, criteria):
        queues = queue_ids(session, (row.message for row in rows))
        yield [record_of(row, queues.get(row.message, [])) for row in rows]
        session.rollback()


def record_of(row: Row, queues: list[str]) -> Record:
    """A row as it is exported."""
    caused = row.reason != NO_REASON
    return Record(
        recipient=row.recipient,
        status=row.status.name,
        proof=row.status.proof,
        reason=row.reason.name if caused else None,
        fault=row.reason.fault.value if caused else None,
        message_id=row.message_id or None,
        queue_ids=queues,
        envelope_sender=row.sender,
        subject=row.subject or None,
        first_at=_iso(row.first_at),
        last_at=_iso(row.last_at),
    )


def as_csv(batches: Iterable[list[Record]]) -> Iterator[str]:
    """CSV with a heading (RFC 4180), a text a batch. No cell is a formula."""
    yield _lines([COLUMNS])
    for batch in batches:
        yield _lines(map(_cells, batch))


def as_json_lines(batches: Iterable[list[Record]]) -> Iterator[str]:
    """An object a line; queue_ids is a list."""
    for batch in batches:
        yield "".join(json.dumps(record._asdict(), ensure_ascii=False) + "\n" for record in batch)


def write_xlsx(batches: Iterable[list[Record]], file: IO[bytes]) -> None:
    """A workbook, written as it comes and never in memory as a whole."""
    from openpyxl import Workbook  # loads numpy where there is one, which takes longer than all else of a start

    workbook = Workbook(write_only=True)
    left = 0
    for batch in batches:
        for record in batch:
            if not left:
                sheet = workbook.create_sheet()
                sheet.append(COLUMNS)
                left = ROWS_OF_A_SHEET - 1
            sheet.append(_cells(record))
            left -= 1
    if not workbook.worksheets:
        workbook.create_sheet().append(COLUMNS)
    workbook.save(file)


def safe(cell: str) -> str:
    """The cell as text, in every spreadsheet."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _cells(record: Record) -> list[str | int]:
    sender = "<>" if record.envelope_sender == "" else record.envelope_sender
    flat = record._replace(queue_ids=[" ".join(record.queue_ids)], envelope_sender=sender)
    return [_cell(value) for value in flat]


def _cell(value: str | int | list[str] | None) -> str | int:
    if isinstance(value, int):
        return value
    return safe(_CONTROLS.sub("\ufffd", "".join(value or ())))


def _lines(rows: Iterable[Iterable[str | int]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
