"""Logins that were refused: none is tried again within half a minute, whoever asks, or the account gets locked."""

import time

from console.intake.mailbox.place import Place

SPACING = 30.0  # seconds

_refused: dict[tuple[str, int, str], float] = {}  # the clock when it was, by host, port and user


def note_refused(place: Place) -> None:
    """The server has just refused this user."""
    _refused[place.host, place.port, place.user] = time.monotonic()


def is_too_soon(place: Place) -> bool:
    """Whether it is too soon for another try."""
    at = _refused.get((place.host, place.port, place.user))
    return at is not None and time.monotonic() - at < SPACING
