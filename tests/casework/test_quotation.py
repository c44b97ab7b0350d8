"""A log line quoted among its neighbours."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from console.casework.investigation import investigate
from console.casework.quotation import quote
from console.models.message import Reference
from tests.casework import mailroom
from tests.casework.mailroom import message_named
from tests.servers.engines import KINDS

pytestmark = pytest.mark.parametrize("database_url", KINDS, indirect=True)


def test_a_line_is_quoted_word_for_word_with_its_message(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered(), mailroom.delivered(queue_id="4BBBB", minute=1))
    number = message_named(db, "4AAAA@app")
    investigation = investigate(db, number)
    assert investigation
    told = next(one for one in investigation.told if "status=sent" in one.line)
    quotation = quote(db, told.reference)
    assert quotation
    assert quotation.said.text == told.line
    assert (quotation.message, quotation.source, quotation.format) == (number, "mx1", "postfix")
    assert quotation.path.endswith("mail.log")
    assert [line.related for line in quotation.lines] == [True] * 5 + [False] * 5


def test_what_is_not_there_is_not_quoted(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    assert quote(db, Reference(1, 4))
    assert quote(db, Reference(1, 5)) is None
    assert quote(db, Reference(99, 0)) is None
