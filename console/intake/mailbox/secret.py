"""The secret of a mailbox: a file in a folder, named for the feed, and never in the database.

NAME.password holds a password, NAME.token an OAuth 2 access token, and NAME.command is a program that prints such a
token. Each is read, or run, at every login, so that a secret can be changed while mail is fetched.
"""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from console.settings import SHIELDED

LONGEST = 16 * 1024  # octets
PATIENCE = 20.0  # seconds that a command may take
PLAIN = " @"  # characters of a name that stand in that of a file as they are, beside letters, digits and _.-~


class NoSecret(Exception):
    """There is none that may be used; the message says why and what to do, in two sentences."""


class Secret(NamedTuple):
    """What to log in with."""

    words: str
    is_token: bool = False  # an access token, for XOAUTH2


def secret_of(feed: str, folder: Path) -> Secret:
    """The secret of the feed of that name. Raises NoSecret."""
    kinds = {ending: path for ending in KINDS if (path := file_of(feed, folder, ending)).exists()}
    if not kinds:
        wanted = file_of(feed, folder, "password")
        raise NoSecret(f"There is no {wanted}. Put the password into it, or a token into a file that ends in .token.")
    if len(kinds) > 1:
        raise NoSecret(f"There are both {' and '.join(map(str, kinds.values()))}. Leave the one that is to be used.")
    [(ending, path)] = kinds.items()
    words = KINDS[ending](path)
    if not words or not words.isprintable():
        raise NoSecret(f"{path} gives no secret, which is one line of plain characters. Write it anew.")
    return Secret(words, is_token=ending != "password")


def file_of(feed: str, folder: Path, ending: str) -> Path:
    """The file of a feed: what could mean something in a path stands as in a URL, such as %2F for a slash."""
    name = quote(feed, safe=PLAIN)
    name = name.replace(".", "%2E", 1) if name.startswith(".") else name
    return folder / f"{name}.{ending}"


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_mode & 0o007 and not str(path).startswith(SHIELDED):
                raise NoSecret(f"{path} can be read by everyone. Run: chmod o= {path}.")
            return file.read(LONGEST).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise NoSecret(f"{path} cannot be read ({_why(error)}). Give this user the right to.") from None


def _run(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o022:
            raise NoSecret(f"{path} can be written by others, who could have it run anything. Run: chmod go-w {path}.")
        done = subprocess.run(
            [path.absolute()], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=True, env=_bare()
        )
        return done.stdout[:LONGEST].decode().strip()
    except subprocess.TimeoutExpired:
        raise NoSecret(f"{path} takes more than {PATIENCE:g} seconds to print a token. Run it by hand.") from None
    except subprocess.CalledProcessError as error:
        raise NoSecret(f"{path} ends with exit status {error.returncode}. Run it by hand to see why.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise NoSecret(f"{path} cannot be run ({_why(error)}). Make it executable for this user.") from None


def _bare() -> dict[str, str]:
    """The environment without what is the console's own."""
    return {name: value for name, value in os.environ.items() if not name.startswith("POSTDESK_")}


def _why(error: Exception) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else "it is no text"


KINDS: dict[str, Callable[[Path], str]] = {"password": _read, "token": _read, "command": _run}
