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
    def is_numbered(self) -> bool:
        """Whether it has a number, and no date."""
        return self.age.isdecimal() and len(self.age) <= LARGEST_NUMBER


def rotated(path: Path) -> list[Rotated]:
    """The older parts of a log, the newest first. A folder that may not be read has none."""
    pattern = _names(path.name)
    try:
        with os.scandir(path.parent) as entries:
            named = [(entry, found) for entry in entries if (found := pattern.fullmatch(entry.name))]
            parts = [
                Rotated(Path(entry.path), _stamp(entry.stat()), found[found.lastindex or 1])
                for entry, found in named
                if entry.is_file()
            ]
    except OSError:
        return []
    return newest_first(parts)


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
