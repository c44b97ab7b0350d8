"""`flask read-bounces`."""

import json
from pathlib import Path

from flask import Flask

from tests.intake.bounces.mails import mail, report


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
