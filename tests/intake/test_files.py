"""Log files: plain, compressed, cut, endless, or no file at all."""

import gzip
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from console.intake import files
from console.intake.files import Chunk, UnreadableFile, chunks, open_log, stands_at

LINES = b"".join(b"line %d\n" % number for number in range(1000))


def read(path: Path, start: int = 0) -> bytes:
    return b"\n".join(chunk.lines for chunk in chunks(open_log(str(path)), start))


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "mail.log"
    path.write_bytes(LINES)
    return path


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    path = tmp_path / "mail.log.1.gz"
    path.write_bytes(gzip.compress(LINES))
    return path


def test_a_plain_file_is_read_in_whole_lines(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", 100)
    assert read(plain) + b"\n" == LINES


def test_a_compressed_file_reads_the_same(plain: Path, packed: Path) -> None:
    assert read(packed) == read(plain)


def test_rotation_and_compression_leave_the_fingerprint(plain: Path, packed: Path) -> None:
    assert open_log(str(packed)).fingerprint == open_log(str(plain)).fingerprint


def test_a_gzip_of_several_members_is_one_log(tmp_path: Path) -> None:
    path = tmp_path / "mail.log.gz"
    path.write_bytes(gzip.compress(LINES) + gzip.compress(LINES))
    assert read(path) + b"\n" == LINES * 2


@pytest.mark.parametrize("name", ["plain", "packed"])
def test_reading_goes_on_where_it_ended(name: str, request: pytest.FixtureRequest) -> None:
    assert read(request.getfixturevalue(name), start=len(LINES) - 9) == b"line 999"


def test_a_position_is_known_again_by_what_stands_before_it(plain: Path, packed: Path) -> None:
    [chunk] = chunks(open_log(str(plain)), 0)
    assert [stands_at(open_log(str(path)), chunk.end, chunk.tail) for path in (plain, packed)] == [True, True]


def test_a_file_that_was_cut_or_written_anew_is_another(plain: Path) -> None:
    [chunk] = chunks(open_log(str(plain)), 0)
    plain.write_bytes(LINES[:-5])
    assert not stands_at(open_log(str(plain)), chunk.end, chunk.tail)
    plain.write_bytes(LINES[:-9] + b"line 998\n" * 5)
    assert not stands_at(open_log(str(plain)), chunk.end, chunk.tail)


def test_the_tail_is_the_same_whatever_the_chunks(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [whole] = chunks(open_log(str(plain)), 0)
    monkeypatch.setattr(files, "CHUNK", 100)
    assert list(chunks(open_log(str(plain)), 0))[-1].tail == whole.tail


def test_a_name_that_another_file_got_meanwhile_is_noticed(plain: Path) -> None:
    log = open_log(str(plain))
    plain.rename(plain.with_name("mail.log.1"))
    plain.write_bytes(LINES)
    with pytest.raises(UnreadableFile, match="was replaced by another file"):
        list(chunks(log, 0))


def test_a_last_line_that_is_still_being_written_waits(plain: Path) -> None:
    plain.write_bytes(LINES + b"half a li")
    assert read(plain) + b"\n" == LINES


def test_a_compressed_file_grows_no_more_so_its_last_line_counts(tmp_path: Path) -> None:
    path = tmp_path / "mail.log.gz"
    path.write_bytes(gzip.compress(b"one\ntwo"))
    assert read(path) == b"one\ntwo" or read(path) == b"one\n" + b"two"


def test_a_cut_gzip_gives_what_stands_before_and_says_so(packed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CHUNK", 1000)
    packed.write_bytes(gzip.compress(os.urandom(20_000).hex(" ", 30).replace(" ", "\n").encode())[:-900])
    found: list[Chunk] = []
    with pytest.raises(UnreadableFile, match=r"breaks off .* copy the file again"):
        found.extend(chunks(open_log(str(packed)), 0))
    assert found


def test_a_file_without_line_ends_is_no_log(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(bytes(50_000_000)))
    with pytest.raises(UnreadableFile, match="more than 1 MiB"):
        read(path)


@pytest.mark.parametrize(
    ("name", "words"),
    [("nothing.log", "does not exist"), (".", "is a folder")],
)
def test_what_is_no_file_is_named_with_the_remedy(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        open_log(str(tmp_path / name))


def test_standard_input_is_read_from_its_first_octet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(LINES * 20)))
    log = open_log("-")
    assert log.sample[0] == "line 0"
    assert b"\n".join(chunk.lines for chunk in chunks(log, 0)) + b"\n" == LINES * 20


def test_of_a_folder_that_may_not_be_entered_the_folder_is_named() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name, "shut")
        folder.mkdir()
        Path(name).chmod(0o755)
        folder.chmod(0)
        with _nobody(), pytest.raises(UnreadableFile) as told:
            open_log(str(folder / "mail.log"))
        folder.chmod(0o755)
    assert str(told.value).endswith(f"Give it the right to enter the folder {folder}.")


@contextmanager
def _nobody() -> Iterator[None]:
    """Root may enter every folder."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(before)
