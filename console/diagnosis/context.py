"""Context: what is known apart from the trail, where an answer rests on silence."""

from collections.abc import Sequence
from typing import NamedTuple

from console.diagnosis.stale import Usual
from console.diagnosis.unread import Coverage


class Context(NamedTuple):
    """Empty where nothing of the kind is known."""

    coverage: Sequence[Coverage] = ()  # of the sources that would tell more, since the message came
    usual: Usual = Usual()  # how long mail to this domain takes
    queue_lifetime: float | None = None  # seconds after which our mail server gives up


NOTHING_KNOWN = Context()
