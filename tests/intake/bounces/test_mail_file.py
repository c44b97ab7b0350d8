"""The mails of a file, whatever it is."""

import gzip
import os
import tracemalloc
from pathlib import Path

import pytest

from console.intake.bounces import mail_file
from console.intake.bounces.limits import LIMITS
from console.intake.bounces.mail_file import BREAKS_OFF, EMPTY, NOT_REGULAR, TOO_LARGE, has_header, mails_of
from tests.intake.bounces.mails import report

FROM = b"From mailer-daemon@there.example Fri Jul  8 12:08:34 2011\n"
LETTER = b"Subject: Lunch?\n\nFrom here it is not far.\n\nFrom noon on?\n\n"


def written(folder: Path, octets: bytes) -> Path:
    path = folder / "mail"
    path.write_bytes(octets)
    return path


def found(path: Path) -> list[tuple[int, bytes | str]]:
    return [(one.number, one.trouble or one.raw) for one in mails_of(path)]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_one_mail_is_read_as_it_is(tmp_path: Path, pack: type[bytes]) -> None:
    assert found(written(tmp_path, pack(report()))) == [(0, report())]


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_the_mails_of_an_mbox_are_numbered(tmp_path: Path, pack: type[bytes]) -> None:
    one, other = FROM + LETTER, FROM.replace(b"2011\n", b"2011 +0200\n") + report() + b"\n\n"
    assert found(written(tmp_path, pack(one + other + one))) == [(1, one), (2, other), (3, one)]


def test_a_mail_that_begins_as_an_mbox_does_and_is_alone_has_no_number(tmp_path: Path) -> None:
    assert found(written(tmp_path, FROM + LETTER)) == [(0, FROM + LETTER)]


def test_line_ends_may_be_those_of_mail(tmp_path: Path) -> None:
    box = ((FROM + LETTER) * 2).replace(b"\n", b"\r\n")
    assert [number for number, _ in found(written(tmp_path, box))] == [1, 2]


def test_of_a_compressed_mbox_that_breaks_off_the_whole_mails_are_read(tmp_path: Path) -> None:
    box = gzip.compress(FROM + LETTER + FROM + os.urandom(9999))
    assert found(written(tmp_path, box[:-5000])) == [(1, FROM + LETTER), (2, BREAKS_OFF)]


def test_what_is_there_is_told_where_it_is_no_mail(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert found(tmp_path / "pipe") == [(0, NOT_REGULAR)]
    assert found(tmp_path / "none") == [(0, "There is no such file or folder.")]
    assert found(tmp_path / ("n" * 300)) == [(0, "It cannot be read (File name too long).")]
    assert found(written(tmp_path, b"")) == [(0, EMPTY)]


@pytest.mark.parametrize("begin", [b"", FROM], ids=["one mail", "mbox"])
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_an_endless_mail_never_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, begin: bytes, packed: bool
) -> None:
    for name, value in (("LIMITS", LIMITS._replace(octets=1024 * 1024)), ("GIVEN_UP", 20 * 1024 * 1024)):
        monkeypatch.setattr(mail_file, name, value)
    path = tmp_path / "mail"
    with gzip.open(path, "wb", 1) if packed else path.open("wb") as file:
        file.write(begin)
        for _ in range(64):
            file.write(bytes(1024 * 1024))
    tracemalloc.start()
    try:
        assert found(path) == [(0, TOO_LARGE)]
        assert tracemalloc.get_traced_memory()[1] < 8 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_mail_is_known_by_its_header() -> None:
    assert all(map(has_header, (report(), FROM + LETTER, b"\n\n" + LETTER, b"\xef\xbb\xbf" + LETTER)))
    assert not any(
        map(has_header, (b"", bytes(99), b"\x89PNG\r\n", b"Dear all,\n", b'{"file": "a"}', b"From here\nit is"))
    )
