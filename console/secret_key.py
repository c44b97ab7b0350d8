"""The key that signs sessions: given by the settings, or made at first start."""

import os
import secrets
from pathlib import Path

from console.settings import Settings

NAME = "secret_key"


class UnsafeSecret(Exception):
    """The key cannot be used; the message names the file and the remedy."""


def of(settings: Settings) -> str:
    """The key of these settings; made in the data folder, for its owner's eyes only, if there is none yet."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_folder / NAME
    try:
        return _read(path)
    except FileNotFoundError:
        return _make(path)


def _read(path: Path) -> str:
    if path.stat().st_mode & 0o077:
        raise UnsafeSecret(f"{path} can be read by others; run: chmod 600 {path}")
    return path.read_text(encoding="ascii").strip()


def _make(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(key)
    return key
