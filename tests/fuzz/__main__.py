"""Fuzzes one reader, until something is found or the time is over.

    python -m tests.fuzz mail                     a minute of whole mails; the other targets are in `targets`
    python -m tests.fuzz mail --seconds 3600      an hour
    python -m tests.fuzz mail --again FILE        what a file that was found does, once

What is found is told as a traceback and written to `.hypothesis/fuzzing/mail/found` (or below --folder). Made a test, it
stays mended. Inputs that reached something new stay beside it, and the next run begins with them.
"""

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["console"]):
    from tests.fuzz import seeds
    from tests.fuzz.targets import TARGETS, Target

TIMEOUT = 20  # seconds of the clock for one input; the promise of `promises` is broken much sooner
MEGABYTES = 1024


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzzes a reader of bounces.")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--folder", type=Path, default=Path(".hypothesis/fuzzing"))
    parser.add_argument("--again", type=Path)
    asked = parser.parse_args()
    target = TARGETS[asked.target]
    if asked.again:
        target.take(asked.again.read_bytes())
    else:
        fuzz(target, asked.seconds, asked.folder.resolve() / asked.target)


def fuzz(target: Target, seconds: int, folder: Path) -> None:
    """Never returns: libFuzzer ends the process, with 0 where nothing was found."""
    for name in ("corpus", "seeds", "found"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds):
        (folder / "seeds" / str(number)).write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={target.longest}",
        f"-timeout={TIMEOUT}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-artifact_prefix={folder}/found/",
        f"-dict={dictionary(folder)}",
        "-print_final_stats=1",
        "-verbosity=0",
    ]
    atheris.Setup([sys.argv[0], *options, str(folder / "corpus"), str(folder / "seeds")], target.take)
    atheris.Fuzz()


def dictionary(folder: Path) -> Path:
    """In libFuzzer's format: a word in quotes a line."""
    file = folder / "tokens"
    file.write_text("".join(f'"{_escaped(token)}"\n' for token in seeds.TOKENS))
    return file


def _escaped(token: str) -> str:
    return "".join(f"\\x{octet:02X}" for octet in token.encode())


if __name__ == "__main__":
    main()
