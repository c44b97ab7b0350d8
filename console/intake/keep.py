"""Keeping evidence: blocks, what could not be read, and the position in the file."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, func, insert, select, update

from console.intake.batch import Batch, Block, Lines, Unread, block_of, line_of
from console.intake.blocks import compress
from console.models import bulk
from console.models.base import utc_now
from console.models.bulk import table_of
from console.models.evidence import Evidence
from console.models.log_file import LogFile
from console.models.overlap import Overlap
from console.models.quarantine import Quarantined, kind_of


class Overtaken(Exception):
    """Someone else has read these lines meanwhile; the message is a sentence that names the file."""


def keep(connection: Connection, batch: Batch, sources: Mapping[str, int]) -> int:
    """Store the evidence of a batch; returns the id of its first block, the others follow it.

    Raises Overtaken unless the file was read up to where the batch begins, and no further: two that read one file
    at the same time store nothing twice.
    """
    file_id = _keep_position(connection, batch)
    first = keep_blocks(connection, batch.blocks, sources, file_id)
    _quarantine(connection, batch.unread, file_id, first)
    _keep_overlaps(connection, batch.overlaps, file_id)
    return first


def keep_blocks(connection: Connection, blocks: Sequence[Block], sources: Mapping[str, int], file_id: int) -> int:
    """Store blocks of a file; returns the id of the first, the others follow it."""
    first = (connection.scalar(select(func.max(Evidence.id))) or 0) + 1
    rows = [
        (number, sources[host], file_id, first_at, last_at, zone, count, len(plain), compress(plain))
        for number, (host, _, first_at, last_at, zone, count, plain) in enumerate(blocks, first)
    ]
    bulk.insert(connection, table_of(Evidence), rows)
    return first


def add_lines(connection: Connection, file_id: int, lines: Lines) -> None:
    """Add lines to the figures of a file. Never set: someone else may have settled lines of it meanwhile."""
    columns = table_of(LogFile).c
    values = {name: columns[name] + number for name, number in _figures(lines).items()}
    connection.execute(update(LogFile).where(LogFile.id == file_id).values(values))


def _keep_position(connection: Connection, batch: Batch) -> int:
    progress, lines = batch.progress, batch.lines
    row = select(LogFile.id, LogFile.offset, LogFile.last_line_at).where(LogFile.fingerprint == progress.fingerprint)
    known = connection.execute(row).one_or_none()
    if batch.begins != (known.offset if known else 0):
        raise Overtaken(f"Another program reads {progress.path} too. Nothing is stored twice; run the same again.")
    values = {
        "path": progress.path,
        "format": progress.format,
        "offset": progress.offset,
        "tail": progress.tail,
        "last_read_at": utc_now(),
        "last_line_at": _newest(batch.blocks, known.last_line_at if known else None),
    }
    if known:
        connection.execute(update(LogFile).where(LogFile.id == known.id).values(values))
        add_lines(connection, known.id, lines)
        return int(known.id)
    new = insert(LogFile).values(fingerprint=progress.fingerprint, **values, **_figures(lines))
    return connection.scalars(new.returning(LogFile.id)).one()


def _newest(blocks: Iterable[Block], before: int | None) -> int | None:
    return max([*(block.last_at for block in blocks), *([] if before is None else [before])], default=None)


def _figures(lines: Lines) -> dict[str, int]:
    """As columns of the file."""
    return {"line_count": sum(lines)} | {f"{name}_lines": number for name, number in lines._asdict().items()}


def _keep_overlaps(connection: Connection, overlaps: Mapping[str, tuple[int, int]], file_id: int) -> None:
    for host, (first_at, last_at) in overlaps.items():
        here = (Overlap.log_file_id == file_id) & (Overlap.host == host)
        known = connection.execute(select(Overlap.first_at, Overlap.last_at).where(here)).one_or_none()
        if known is None:
            row = {"log_file_id": file_id, "host": host, "first_at": first_at, "last_at": last_at}
            connection.execute(insert(Overlap).values(row))
        else:
            wider = {"first_at": min(first_at, known.first_at), "last_at": max(last_at, known.last_at)}
            connection.execute(update(Overlap).where(here).values(wider))


def _quarantine(connection: Connection, lines: Iterable[Unread], file_id: int, first_block: int) -> None:
    """Before the first line of the batch that was kept stands the newest that was kept of the file before."""
    lines, now = list(lines), utc_now()
    if not lines:
        return
    newest = _newest_line(connection, file_id, first_block) if lines[0].after is None else (None, None)
    rows = [
        {
            "log_file_id": file_id,
            "line_number": unread.line_number,
            "reason": unread.reason,
            "kind": kind_of(unread.reason),
            "content": unread.content,
            "quarantined_at": now,
            "after_evidence": newest[0] if unread.after is None else first_block + block_of(unread.after),
            "after_line": newest[1] if unread.after is None else line_of(unread.after),
        }
        for unread in lines
    ]
    connection.execute(insert(Quarantined), rows)


def _newest_line(connection: Connection, file_id: int, but_from: int) -> tuple[int | None, int | None]:
    """The last line of the newest block of a file, but for those from that number on."""
    blocks = select(Evidence.id, Evidence.line_count).where(Evidence.log_file_id == file_id, Evidence.id < but_from)
    row = connection.execute(blocks.order_by(Evidence.id.desc()).limit(1)).one_or_none()
    return (row.id, row.line_count - 1) if row else (None, None)
