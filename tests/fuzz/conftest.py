"""Fuzzing is left out where Atheris has no wheel: anywhere but on Linux with an x86-64 processor."""

from importlib.util import find_spec

collect_ignore = [] if find_spec("atheris") else ["test_fuzzing.py"]


def pytest_report_header() -> str | None:
    return "Atheris cannot be installed here: the readers are not fuzzed." if collect_ignore else None
