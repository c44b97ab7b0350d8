"""A file that is held open while others do to it what they like."""

import gzip
import os
from pathlib import Path

import pytest

from console.intake.files import SAMPLE, UnreadableFile, digest
from console.intake.follow import growing_file
from console.intake.follow.growing_file import GrowingFile, Rewritten

FIRST = b"one\ntwo\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "mail.log"
    path.write_bytes(FIRST)
    return path


def read(file: GrowingFile, offset: int = 0, tail: str = "", *, ended: bool = False) -> list[bytes]:
    """What stands behind a position."""
    return [chunk.lines for chunk in file.chunks(offset, tail or file.fingerprint(), ended=ended)]


def test_it_is_known_by_its_first_line_once_that_is_whole(path: Path) -> None:
    path.write_bytes(b"on")
    file = GrowingFile(str(path))
    assert file.fingerprint() == ""
    path.write_bytes(b"one\nt")
    assert file.fingerprint() == digest(b"one")
    file.close()


def test_a_line_that_is_still_being_written_waits(path: Path) -> None:
    file = GrowingFile(str(path))
    path.write_bytes(FIRST + b"thr")
    assert read(file) == [b"one\ntwo"]
    path.write_bytes(FIRST + b"three\n")
    assert read(file, len(FIRST), digest(FIRST)) == [b"three"]
    file.close()


def test_the_last_line_of_what_has_ended_needs_no_line_end(path: Path) -> None:
    file = GrowingFile(str(path))
    path.write_bytes(FIRST + b"thr")
    assert read(file, ended=True) == [b"one\ntwo", b"thr"]
    file.close()


def test_it_is_read_when_it_has_another_name_or_none(path: Path) -> None:
    file = GrowingFile(str(path))
    path.rename(path.with_name("mail.log.1"))
    assert read(file) == [b"one\ntwo"]
    path.with_name("mail.log.1").unlink()
    assert read(file) == [b"one\ntwo"]
    file.close()


def test_it_has_news_when_it_was_written_to(path: Path) -> None:
    file = GrowingFile(str(path))
    assert [file.has_news(), file.has_news()] == [True, False]
    with path.open("ab") as log:
        log.write(b"three\n")
    assert [file.has_news(), file.has_news()] == [True, False]
    file.close()


@pytest.mark.parametrize("now", [b"", b"three\n", b"three\nfour\nfive\nsix\n"])
def test_a_file_that_was_cut_and_written_anew_is_not_read_on(path: Path, now: bytes) -> None:
    file = GrowingFile(str(path))
    path.write_bytes(now)
    with pytest.raises(Rewritten):
        read(file, len(FIRST), digest(FIRST))
    with pytest.raises(Rewritten):
        read(file, 0, digest(b"one"))
    file.close()


def test_what_has_no_line_end_is_set_aside_piece_by_piece(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing_file, "PIECE", 1000)
    path.write_bytes(FIRST + bytes(2500) + b"\nthree\n")
    file = GrowingFile(str(path))
    chunks = list(file.chunks(len(FIRST), digest(FIRST)))
    assert [bool(chunk.reason) for chunk in chunks] == [True, True, False]
    assert chunks[-1].lines == bytes(500) + b"\nthree"
    file.close()


def test_a_file_that_begins_without_any_line_end_is_known_all_the_same(path: Path) -> None:
    path.write_bytes(bytes(100_000))
    file = GrowingFile(str(path))
    assert file.fingerprint() == digest(bytes(SAMPLE))
    assert read(file) == []
    file.close()


def test_what_is_no_growing_file_is_named_with_the_remedy(path: Path) -> None:
    packed, pipe = path.with_name("mail.log.gz"), path.with_name("pipe")
    packed.write_bytes(gzip.compress(FIRST))
    os.mkfifo(pipe)
    for wrong, words in [
        (packed, "is compressed"),
        (pipe, "is no file"),
        (path.parent, "is a folder"),
        (path.with_name("nothing"), "does not exist"),
    ]:
        with pytest.raises(UnreadableFile, match=words):
            GrowingFile(str(wrong))
