"""Secrets stand in files that not everyone may read, or come from a program; what is wrong with them is told."""

from pathlib import Path

import pytest

from console.intake.mailbox import secret
from console.intake.mailbox.secret import NoSecret, Secret, file_of, secret_of


def written(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def refusal(folder: Path, feed: str = "bounces") -> str:
    with pytest.raises(NoSecret) as told:
        secret_of(feed, folder)
    return str(told.value)


def test_a_password_is_read_each_time(tmp_path: Path) -> None:
    file = written(tmp_path / "bounces.password", "one\n")
    assert secret_of("bounces", tmp_path) == Secret("one")
    written(file, "two\n")
    assert secret_of("bounces", tmp_path) == Secret("two")


def test_a_token_is_known_as_one(tmp_path: Path) -> None:
    written(tmp_path / "bounces.token", "ya29.a0Af")
    assert secret_of("bounces", tmp_path) == Secret("ya29.a0Af", is_token=True)


def test_a_program_prints_a_token_and_does_not_see_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSTDESK_SECRET_KEY", "ours")
    written(tmp_path / "bounces.command", '#!/bin/sh\necho "token$POSTDESK_SECRET_KEY"\n', 0o700)
    assert secret_of("bounces", tmp_path) == Secret("token", is_token=True)


@pytest.mark.parametrize(
    ("feed", "file"),
    [
        ("Bounces shop", "Bounces shop.password"),
        ("../../etc/shadow", "%2E.%2F..%2Fetc%2Fshadow.password"),
        ("..", "%2E..password"),
        ("a\0b", "a%00b.password"),
        ("Rück*", "R%C3%BCck%2A.password"),
        ("a%2Fb", "a%252Fb.password"),
    ],
)
def test_the_name_of_a_feed_never_leaves_the_folder(tmp_path: Path, feed: str, file: str) -> None:
    assert file_of(feed, tmp_path, "password") == tmp_path / file


def test_what_is_wrong_is_told_with_the_remedy(tmp_path: Path) -> None:
    assert f"There is no {tmp_path}/bounces.password." in refusal(tmp_path)
    file = written(tmp_path / "bounces.password", "secret", 0o644)
    assert refusal(tmp_path) == f"{file} can be read by everyone. Run: chmod o= {file}."
    written(file, "two\nlines")
    assert "gives no secret" in refusal(tmp_path)
    file.write_bytes(b"\xff\xfe")
    assert "cannot be read (it is no text)" in refusal(tmp_path)
    written(tmp_path / "bounces.token", "token")
    assert "There are both" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("script", "mode", "told"),
    [
        ("#!/bin/sh\nexit 3", 0o700, "ends with exit status 3"),
        ("#!/bin/sh\nsleep 9", 0o700, "takes more than 0.2 seconds"),
        ("#!/bin/sh\necho token", 0o722, "can be written by others"),
        ("#!/bin/sh\necho token", 0o600, "cannot be run"),
        ("#!/bin/sh\n", 0o700, "gives no secret"),
        ("no program", 0o700, "cannot be run"),
    ],
)
def test_a_program_that_gives_none_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, mode: int, told: str
) -> None:
    monkeypatch.setattr(secret, "PATIENCE", 0.2)
    written(tmp_path / "bounces.command", script, mode)
    assert told in refusal(tmp_path)
