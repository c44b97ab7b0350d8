"""Which files are older parts of a log, and which is the newest."""

import os
from pathlib import Path

import pytest

from console.intake.follow.rotation import rotated

OF_MAIL_LOG = """mail.log.1 mail.log.0 mail.log.2.gz mail.log-20261121 mail.log-20261121.gz mail.log-2026112118
mail.log-20261121-1795285430.gz mail.log.20261121-182350 mail.log.20261121-182350.gz mail.log-2026-11-21
mail-20261121.log mail-20261121.log.gz mail.1.log""".split()
OTHERS = "mail.log mail.log.gz mail.log.old mail.log.1.bak mail.log.d mail.err.1 mail.log2 xmail.log.1 mail.logs-20261121".split()


def names(folder: Path, *found: str) -> list[str]:
    """The older parts of mail.log among these, the newest first. Those named first were written first."""
    for seconds, name in enumerate(found):
        (folder / name).touch()
        os.utime(folder / name, (seconds, seconds))
    return [part.path.name for part in rotated(folder / "mail.log")]


@pytest.mark.parametrize("name", OF_MAIL_LOG)
def test_it_is_an_older_part(tmp_path: Path, name: str) -> None:
    assert names(tmp_path, name) == [name]


@pytest.mark.parametrize("name", OTHERS)
def test_it_is_something_else(tmp_path: Path, name: str) -> None:
    assert names(tmp_path, name) == []


def test_a_folder_is_no_part(tmp_path: Path) -> None:
    (tmp_path / "mail.log.1").mkdir()
    assert rotated(tmp_path / "mail.log") == []


def test_what_stands_in_a_folder_that_is_not_there_is_nothing(tmp_path: Path) -> None:
    assert rotated(tmp_path / "nowhere" / "mail.log") == []


def test_the_lower_number_is_the_newer(tmp_path: Path) -> None:
    expected = ["mail.log.0", "mail.log.1", "mail.log.2.gz", "mail.log.10.gz"]
    assert names(tmp_path, "mail.log.1", "mail.log.10.gz", "mail.log.0", "mail.log.2.gz") == expected


def test_the_later_date_is_the_newer(tmp_path: Path) -> None:
    expected = ["mail.log-20261201", "mail.log-20261121-182350", "mail.log-20261121-090000.gz", "mail.log-20261120.gz"]
    given = [expected[number] for number in (2, 0, 3, 1)]
    assert names(tmp_path, *given) == expected


def test_where_there_are_numbers_and_dates_the_last_written_is_the_newer(tmp_path: Path) -> None:
    given = ["mail.log.1", "mail.log-20261121.gz", "mail.log.2"]
    assert names(tmp_path, *given) == list(reversed(given))


def test_the_first_name_of_a_log_need_not_have_an_ending(tmp_path: Path) -> None:
    (tmp_path / "maillog-20261121").touch()
    assert [part.path.name for part in rotated(tmp_path / "maillog")] == ["maillog-20261121"]
