"""Which mail files there are: those that are named, and those in folders, however deep, with a name for each.

Of a Maildir the mails are read that were delivered (new, cur), and not its server's own files beside those folders.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

STANDARD_INPUT = Path("-")
LEADS_OUT = "It is a link that leads out of the folder, and is not followed."


class MailFile(NamedTuple):
    """A file, or why there is none to read."""

    name: str  # for programs: from the folder on that was given
    path: Path
    trouble: str = ""  # a sentence


class Listing(NamedTuple):
    """What was found."""

    files: list[MailFile]
    empty: list[Path]  # folders in which there is nothing


def listing(places: Iterable[Path]) -> Listing:
    """All of these files and folders, in order. A name that stands for two files gives way to their paths."""
    found = {place: list(_in_place(place)) for place in places}
    names = Counter(one.name for files in found.values() for one in files)
    return Listing(
        [
            one if names[one.name] == 1 else one._replace(name=str(one.path))
            for files in found.values()
            for one in files
        ],
        [place for place, files in found.items() if not files],
    )


def why(error: OSError) -> str:
    """Why a file or folder cannot be read, in a sentence."""
    if isinstance(error, FileNotFoundError):
        return "There is no such file or folder."
    if isinstance(error, PermissionError):
        return "This user may not read it."
    return f"It cannot be read ({error.strerror or type(error).__name__})."


def _in_place(place: Path) -> Iterator[MailFile]:
    if place == STANDARD_INPUT or not _is(Path.is_dir, place):
        yield MailFile(place.name, place)
        return
    errors: list[OSError] = []
    for folder, folders, names in os.walk(place, onerror=errors.append):
        if {"cur", "new"} <= set(folders):
            names.clear()
            folders[:] = [one for one in folders if one != "tmp"]
        folders.sort()
        yield from _in_folder(place, Path(folder), sorted(names), folders)
    for error in errors:
        yield _file(place, Path(error.filename), why(error))


def _in_folder(place: Path, folder: Path, names: Iterable[str], folders: Iterable[str]) -> Iterator[MailFile]:
    """A link to what is in the same place is left out: that is read by its own name. The walk follows none."""
    for path in (folder / name for name in names):
        if not _is(Path.is_symlink, path):
            yield _file(place, path)
        elif _leads_out(place, path):
            yield _file(place, path, LEADS_OUT)
    for path in (folder / name for name in folders):
        if _is(Path.is_symlink, path) and _leads_out(place, path):
            yield _file(place, path, LEADS_OUT)


def _is(kind: Callable[[Path], bool], path: Path) -> bool:
    """False where this user may not know; that is told when it is read."""
    try:
        return kind(path)
    except OSError:
        return False


def _leads_out(place: Path, path: Path) -> bool:
    # Path.resolve() raises for links that go round in a circle.
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(place))


def _file(place: Path, path: Path, trouble: str = "") -> MailFile:
    name = str(path.relative_to(place)) if path != place else place.name
    return MailFile(name, path, trouble)
