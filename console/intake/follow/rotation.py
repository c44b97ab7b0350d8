"""Rotation: which files beside a log are its older parts, by their names, and which of them is the newer.

mail.log.1  mail.log.2.gz            numbers, of which the lower is the newer; BSD begins with 0
mail.log-20261121  …-2026112118.gz   dates, as logrotate's dateext has them
mail.log.20261121-182350             as `postfix logrotate` has them
mail-20261121.log  mail.1.log.gz     the same before the extension
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

NUMBER_OR_DATE = r"[.-](\d[\dT:_.-]*?)"
LARGEST_NUMBER = 4  # digits; what is longer is a date
MOST_LOOKS = 5


class Stamp(NamedTuple):
    """By which a file is known to be the same and unchanged, whatever its name."""

    device: int
    inode: int
    size: int
    modified: int  # nanoseconds since 1970 UTC


class Rotated(NamedTuple):
    """An older part of a log."""

    path: Path
    stamp: Stamp
    age: str  # what stands in its name for it

    @property
    def identity(self) -> tuple[int, int]:
        """Device and inode."""
        return self.stamp[:2]

    @property
    def is_numbered(self) -> bool:
        """Whether it has a number, and no date."""
        return self.age.isdecimal() and len(self.age) <= LARGEST_NUMBER


def rotated(path: Path) -> list[Rotated]:
    """The older parts of a log, the newest first. A folder that may not be read has none.

    Looking takes a while, and a file that gets another name meanwhile may be seen twice or not at all. So it is
    looked until the same is seen twice.
    """
    pattern = _names(path.name)
    seen = _look(path.parent, pattern)
    for _ in range(MOST_LOOKS):
        before, seen = seen, _look(path.parent, pattern)
        if seen == before:
            break
    return newest_first(seen)


def _look(folder: Path, pattern: re.Pattern[str]) -> list[Rotated]:
    try:
        with os.scandir(folder) as entries:
            return sorted(part for entry in entries if (part := _part(entry, pattern)))
    except OSError:
        return []


def _part(entry: os.DirEntry[str], pattern: re.Pattern[str]) -> Rotated | None:
    found = pattern.fullmatch(entry.name)
    if not found or not entry.is_file():
        return None
    return Rotated(Path(entry.path), _stamp(entry.stat()), found[found.lastindex or 1])


def newest_first(parts: list[Rotated]) -> list[Rotated]:
    """By number or date; where there are both, by when they were last written to."""
    numbered = {part.is_numbered for part in parts}
    if numbered == {True}:
        return sorted(parts, key=lambda part: (int(part.age), -part.stamp.modified))
    if numbered == {False}:
        return sorted(parts, key=lambda part: (re.sub(r"\D", "", part.age), part.stamp.modified), reverse=True)
    return sorted(parts, key=lambda part: part.stamp.modified, reverse=True)


def _names(name: str) -> re.Pattern[str]:
    stem, dot, extension = name.rpartition(".")
    before = re.escape(name) + NUMBER_OR_DATE
    between = f"|{re.escape(stem)}{NUMBER_OR_DATE}{re.escape(dot + extension)}" if stem else ""
    return re.compile(rf"(?:{before}{between})(?:\.gz)?", re.ASCII)


def _stamp(status: os.stat_result) -> Stamp:
    return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
