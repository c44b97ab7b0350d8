"""How often something is done."""

import time


class Pace:
    """Something that is done every so many seconds, and at once the first time."""

    def __init__(self, every: float) -> None:
        self._every = every
        self._next = 0.0

    @property
    def due(self) -> bool:
        """Whether it is time."""
        return time.monotonic() >= self._next

    def done(self) -> None:
        """It was done: it is due again after its time."""
        self._next = time.monotonic() + self._every

    def hurry(self) -> None:
        """It is due now."""
        self._next = 0.0
