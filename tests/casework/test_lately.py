"""What an address and a domain have seen lately."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.casework.lately import address_lately, domain_lately
from console.diagnosis.status import Tone
from console.models.domain import Domain
from tests.casework import mailroom
from tests.casework.mailroom import address_named
from tests.servers.engines import KINDS

pytestmark = pytest.mark.parametrize("database_url", KINDS, indirect=True)

NOON = 1_795_262_400.0  # 21 November 2026, 12:00 UTC
DAY = 86400


def domain_named(db: Session, name: str) -> int:
    return db.scalars(select(Domain.id).where(Domain.name == name)).one()


def read_in(db: Session, folder: Path) -> None:
    mailroom.read_in(db, folder, mailroom.delivered(), mailroom.refused(), mailroom.put_off())


def test_the_newest_mail_to_an_address_comes_first(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered(), mailroom.refused("anna@there.example"))
    newest, older = address_lately(db, address_named(db, "anna@there.example"))
    assert (newest.status.label, older.status.label) == ("Invalid Address", "Delivered")
    assert newest.at > older.at


def test_a_domain_has_a_column_for_every_day(db: Session, tmp_path: Path) -> None:
    read_in(db, tmp_path)
    lately = domain_lately(db, domain_named(db, "there.example"), NOON)
    assert len(lately.days) == 30
    assert lately.last_day == date(2026, 11, 21)
    assert (lately.total(Tone.GOOD), lately.total(Tone.BAD)) == (1, 1)


def test_only_tones_that_occur_are_in_the_figures(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    lately = domain_lately(db, domain_named(db, "there.example"), NOON, days=2)
    assert lately.columns == [("20 Nov", ((0, Tone.GOOD, "taken"),)), ("21 Nov", ((1, Tone.GOOD, "taken"),))]


def test_old_records_are_shown_up_to_their_last_day(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    lately = domain_lately(db, domain_named(db, "there.example"), NOON + 400 * DAY)
    assert lately.last_day == date(2026, 11, 21)


def test_a_domain_without_mail_has_no_picture(db: Session) -> None:
    assert domain_lately(db, 77, NOON).days == ()
