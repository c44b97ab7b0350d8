"""A few seconds of fuzzing for each target, in a process of its own. FUZZ_SECONDS makes it longer."""

import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest

from tests.fuzz.targets import TARGETS

SECONDS = int(os.environ.get("FUZZ_SECONDS", "8"))


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_no_promise_of_the_readers_is_broken(name: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.fuzz", name, "--seconds", str(SECONDS), "--folder", str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=SECONDS + 60, check=False)
    found = [f"{file.name}: {b64encode(file.read_bytes()).decode()}" for file in (tmp_path / name / "found").iterdir()]
    assert (run.returncode, found) == (0, []), "\n".join([*found, run.stdout[-4000:], run.stderr[-4000:]])
    assert "stat::number_of_executed_units" in run.stderr
