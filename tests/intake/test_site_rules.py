"""The file of the site's own rules: read at the start, and refused with a sentence for everything wrong in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import create_app
from console import settings
from console.diagnosis.reason import MAILBOX_FULL
from console.diagnosis.reply_rules import adopt, adopted, classify
from console.intake.bounces.reading_child import ReadingChild
from console.intake.site_rules import site_rules
from console.settings import BadSettings
from tests.intake.bounces.mails import report

GOOD = '[[rule]]\nid = "acme.room"\nreason = "mailbox_full"\nwords = ["user unknown"]\n'


@pytest.fixture(autouse=True)
def _ours_alone() -> Iterator[None]:
    yield
    adopt(())


def refused(path: Path, text: str | None) -> list[str]:
    """The lines in which the console tells why it does not start."""
    if text is not None:
        path.write_text(text)
    with pytest.raises(BadSettings) as told:
        create_app(settings.read(data_folder=path.parent, reply_rules=str(path)))
    return str(told.value).splitlines()


def test_the_console_starts_with_the_rules_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(GOOD)
    create_app(settings.read(data_folder=tmp_path, reply_rules=str(file)))
    assert classify("550 5.1.1 User unknown")[:2] == (MAILBOX_FULL, "acme.room")


def test_without_a_file_the_rules_are_ours_alone(tmp_path: Path) -> None:
    adopt(())
    assert site_rules(settings.read(data_folder=tmp_path)) == adopted() == ()


def test_the_child_that_reads_bounces_has_the_rules_too(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(GOOD)
    adopt(site_rules(settings.read(data_folder=tmp_path, reply_rules=str(file))))
    with ReadingChild() as child:
        assert [one.rule for one in child.read(report()).recipients] == ["acme.room"]


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    assert refused(file, None) == [
        f"POSTDESK_REPLY_RULES: {file} cannot be read (No such file or directory); correct the path, or let this user read it."
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[rule]\n", "is not TOML (Expected"),
        ('rule = "x"\n', "rule is no list of tables; begin each rule with [[rule]]."),
        ("rule = [1]\n", "rule is no list of tables; begin each rule with [[rule]]."),
        ('id = "x"\n', "'id' stands outside a rule; begin each rule with [[rule]]."),
    ],
)
def test_a_file_of_another_shape(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "rules.toml"
    (line,) = refused(file, text)
    assert line.startswith(f"POSTDESK_REPLY_RULES: {file}")
    assert sentence in line


def test_every_wrong_rule_is_told_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    bad = GOOD.replace("mailbox_full", "full") + GOOD.replace('id = "acme.room"\n', "") + GOOD.replace("acme.", "Acme ")
    lines = refused(file, bad)
    assert [line.removeprefix(f"POSTDESK_REPLY_RULES: {file}: ").partition(":")[0] for line in lines] == [
        "rule acme.room", "rule number 2", "rule Acme room",
    ]  # fmt: skip


def test_an_id_that_is_used_twice(tmp_path: Path) -> None:
    (line,) = refused(tmp_path / "rules.toml", GOOD + GOOD)
    assert line.endswith("The id 'acme.room' is used twice; give one of the rules another.")
