"""`flask read-bounces`."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

import pytest
from flask import Flask

from console.intake.bounces import reading_child
from console.intake.bounces.bounce import Bounce
from console.intake.bounces.mail_file import EMPTY, NO_MAIL
from console.intake.bounces.reading import read_bounce
from tests.intake.bounces.mails import mail, report

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "flask", "--app", "app", "read-bounces"]
ERASED = "\x1b[2K"  # to the end of the line, from its beginning on


def run(folder: Path, *words: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """`flask read-bounces` as from a terminal, in a process of its own; `folder` is the data folder."""
    return subprocess.run(
        [*COMMAND, *words], cwd=ROOT, env=environment(folder), input=stdin, capture_output=True, check=False, timeout=60
    )


def on_a_terminal(folder: Path, *words: str, stdout: IO[bytes] | None = None) -> str:
    """What a terminal gets of it; of its standard error alone where `stdout` is given."""
    ours, theirs = os.openpty()
    with os.fdopen(ours, "rb", 0) as terminal:
        subprocess.run(
            [*COMMAND, *words],
            cwd=ROOT,
            env=environment(folder),
            stdout=stdout or theirs,
            stderr=theirs,
            timeout=60,
            check=False,
        )
        os.close(theirs)
        return b"".join(_until_closed(terminal)).decode()


def _until_closed(terminal: IO[bytes]) -> Iterator[bytes]:
    with suppress(OSError):  # which is how Linux tells that nobody holds the other end any more
        while octets := terminal.read(4096):
            yield octets


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"POSTDESK_DATA_FOLDER": str(folder), "TERM": "xterm"}


def test_it_prints_what_a_bounce_says(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(report())
    said = app.test_cli_runner().invoke(args=["read-bounces", str(tmp_path / "a.eml")]).output
    assert "a.eml: failed (rfc3464)" in said
    assert "ann@example.net: failed 550 5.1.1" in said
    assert "No such mailbox (The address; rule " in said


def test_jsonl_has_one_object_a_file(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(report())
    (tmp_path / "b.eml").write_bytes(mail("Hello", "Hello", "Ann <ann@example.net>"))
    said = app.test_cli_runner().invoke(args=["read-bounces", "--jsonl", str(tmp_path)]).output
    first, second = map(json.loads, said.splitlines())
    assert (first["kind"], first["recipients"], second["kind"]) == ("dsn-failed", ["ann@example.net"], "not-a-bounce")
    assert (first["events"][0]["reason"], first["events"][0]["group"]) == ("userunknown", "invalid")


def test_one_bad_mail_does_not_stop_the_rest(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"X: y\n" * 300_000)
    (tmp_path / "b.eml").write_bytes(report())
    result = app.test_cli_runner().invoke(args=["read-bounces", "--jsonl", str(tmp_path)])
    first, second = map(json.loads, result.output.splitlines())
    assert result.exit_code == 1
    assert "at most" in first["error"]
    assert second["kind"] == "dsn-failed"


def test_it_needs_no_database_and_leaves_none(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(report())
    (tmp_path / "file").touch()
    for folder in (tmp_path / "data", tmp_path / "file" / "data"):
        said = run(folder, "--jsonl", str(tmp_path / "a.eml"))
        assert (said.returncode, json.loads(said.stdout)["kind"]) == (0, "dsn-failed")
        assert not folder.exists()


def test_what_cannot_be_read_is_told_and_the_next_is_read(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(report())
    (tmp_path / "empty").touch()
    (tmp_path / "noise").write_bytes(bytes(range(128, 256)))
    places = [str(tmp_path / name) for name in ("none", "empty", "noise", "a.eml")]
    result = app.test_cli_runner().invoke(args=["read-bounces", "--jsonl", *places])
    *unread, read = map(json.loads, result.output.splitlines())
    assert [one["error"] for one in unread] == ["There is no such file or folder.", EMPTY, NO_MAIL]
    assert (read["file"], result.exit_code) == ("a.eml", 1)


def test_an_empty_folder_is_told_of_beside_the_objects(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    result = app.test_cli_runner().invoke(args=["read-bounces", "--jsonl", str(tmp_path / "none")])
    assert (result.stdout, result.stderr, result.exit_code) == (
        "", f"{tmp_path / 'none'}: There is no file in this folder.\n", 0
    )  # fmt: skip


def test_a_name_does_nothing_to_the_terminal(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J\udcff.eml").write_bytes(report())
    assert (
        "a<U+001B>[2J<U+DCFF>.eml: failed" in app.test_cli_runner().invoke(args=["read-bounces", str(tmp_path)]).output
    )


def test_standard_input_is_read(tmp_path: Path) -> None:
    result = run(tmp_path / "data", "--jsonl", "-", stdin=report())
    assert json.loads(result.stdout)["file"] == "-"


def test_a_mail_that_ends_its_reader_is_told_and_the_next_is_read(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(raw: bytes) -> Bounce:
        if b"deadly" in raw:
            os._exit(1)
        return read_bounce(raw)

    monkeypatch.setattr(reading_child, "read_bounce", read)
    (tmp_path / "a.eml").write_bytes(report() + b"deadly")
    (tmp_path / "b.eml").write_bytes(report())
    result = app.test_cli_runner().invoke(args=["read-bounces", "--jsonl", str(tmp_path)])
    first, second = map(json.loads, result.output.splitlines())
    assert ("was ended" in first["error"], second["kind"]) == (True, "dsn-failed")


def test_on_a_terminal_the_bar_gives_way_to_each_line(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(report())
    shown = on_a_terminal(tmp_path / "data", "--jsonl", str(tmp_path / "a.eml"))
    [line] = [line for line in shown.split("\r\n") if "dsn-failed" in line]
    assert json.loads(line.rpartition(ERASED)[2])["file"] == "a.eml"


def test_where_the_output_goes_elsewhere_the_bar_does_not_take_it_along(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(report())
    with (tmp_path / "out").open("wb") as out:
        shown = on_a_terminal(tmp_path / "data", "--jsonl", str(tmp_path / "a.eml"), stdout=out)
    assert json.loads((tmp_path / "out").read_text())["file"] == "a.eml"
    assert ("Reading" in shown, "dsn-failed" in shown) == (True, False)
