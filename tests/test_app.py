"""`python app.py`: one command from nothing to a console that can be signed in to."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parent.parent


def environment(folder: Path, **given: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POSTDESK_")}
    return kept | {"POSTDESK_DATA_FOLDER": str(folder), "POSTDESK_PORT": "0"} | given


def run(folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """What `python app.py` says when it cannot start."""
    command = [sys.executable, "app.py", "--no-demo"]
    return subprocess.run(
        command, cwd=ROOT, env=environment(folder, **given), capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def started(tmp_path: Path) -> Iterator[list[str]]:
    """The first lines that `python app.py` prints on an empty folder, the last being where it is."""
    command = [sys.executable, "app.py", "--no-demo"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip())
            if "Postdesk is at" in line:
                break
        yield lines
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_the_first_start_prints_an_address_and_a_sign_in(started: list[str]) -> None:
    sign_in, address = started
    assert re.fullmatch(
        r"Sign in as admin@postdesk\.example with the password (\w{5}-){4}\w{5} \(shown this once\)\.", sign_in
    )
    with urlopen(address.removeprefix("Postdesk is at ") + "readyz") as answer:  # noqa: S310 - our own, on loopback
        assert answer.status == 200


def test_there_is_no_default_password(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    told = [run(tmp_path / name, POSTDESK_HOST="203.0.113.1") for name in ("one", "two")]
    assert told[0].stdout != told[1].stdout
    assert all("cannot be listened on" in one.stderr for one in told)


def test_all_wrong_settings_are_told_at_once(tmp_path: Path) -> None:
    told = run(
        tmp_path,
        POSTDESK_PORT="x",
        POSTDESK_TIME_ZONE="Mars",
        POSTDESK_SECRET_KEY="abc",
        POSTDESK_DATABASE_URL="mysql://x",
    )
    assert told.returncode == 2
    assert [line.partition(":")[0] for line in sorted(told.stderr.splitlines())] == [
        "POSTDESK_DATABASE_URL",
        "POSTDESK_PORT",
        "POSTDESK_SECRET_KEY",
        "POSTDESK_TIME_ZONE",
    ]


def test_debugging_is_not_served(tmp_path: Path) -> None:
    told = run(tmp_path, FLASK_DEBUG="1")
    assert told.returncode == 1
    assert "unset it" in told.stderr


def test_what_cannot_start_says_so_in_one_line(tmp_path: Path) -> None:
    told = run(tmp_path / "no" / "such" / "folder")
    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert "Traceback" not in told.stderr
