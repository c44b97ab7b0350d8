"""`flask read-bounces`."""

import json
import os
import subprocess
import sys
from pathlib import Path

from flask import Flask

from tests.intake.bounces.mails import mail, report

ROOT = Path(__file__).parents[2]


def run(folder: Path, *words: str, **given: str) -> subprocess.CompletedProcess[str]:
    """`flask read-bounces` as from a terminal, in a process of its own; `folder` is the data folder."""
    command = [sys.executable, "-m", "flask", "--app", "app", "read-bounces", *words]
    environment = os.environ | {"POSTDESK_DATA_FOLDER": str(folder)} | given
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)


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
