"""Which of the addresses we know may have been meant."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from console.casework.look_alikes import look_alikes
from tests.casework import mailroom
from tests.servers.engines import KINDS

pytestmark = pytest.mark.parametrize("database_url", KINDS, indirect=True)


def test_a_mistyped_address_leads_to_the_one_that_took_mail(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered("johanna.maier@there.example"))
    [meant] = look_alikes(db, "johana.maier@there.example").addresses
    assert (meant.address, meant.status.name) == ("johanna.maier@there.example", "delivered")
    assert meant.difference


def test_a_mistyped_domain_leads_to_the_one_that_took_mail(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered("anna@hospital-graz.example"))
    meant = look_alikes(db, "anna@hopsital-graz.example")
    assert [domain.domain for domain in meant.domains] == ["hospital-graz.example"]
    assert [known.address for known in meant.addresses] == ["anna@hospital-graz.example"]


def test_a_domain_that_never_took_mail_is_not_proposed(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.refused("anna@hospital-graz.example"))
    assert not look_alikes(db, "berta@hopsital-graz.example").domains


def test_the_same_name_elsewhere_is_told_apart(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered("johanna.maier@there.example"))
    meant = look_alikes(db, "johanna.maier@elsewhere.example")
    assert [known.address for known in meant.same_name] == ["johanna.maier@there.example"]


def test_nothing_is_proposed_for_an_address_like_no_other(db: Session, tmp_path: Path) -> None:
    mailroom.read_in(db, tmp_path, mailroom.delivered())
    assert not look_alikes(db, "zebulon@quite.different.example")
    assert not look_alikes(db, "")
