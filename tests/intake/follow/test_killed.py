"""The follower is killed again and again while its log is written to and rotated: each line is stored once."""

import random
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.database import engine_at
from console.diagnosis.status import DELIVERED
from tests.intake.follow.numbered_log import LINES_A_MESSAGE, ROTATIONS, NumberedLog, stored, stored_count
from tests.intake.follow.processes import Order, Processes, is_alive, processes, wait_until
from tests.servers.engines import KINDS, FreshUrl

LINES = {"sqlite": 50_000, "postgresql": 10_000}
ROTATED = 25  # times


@pytest.fixture
def several() -> Iterator[Processes]:
    with processes() as started:
        yield started


class Followed:
    """A log that somebody follows, most of the time."""

    def __init__(self, url: str, log: NumberedLog, several: Processes, seed: int) -> None:
        self.log = log
        self.kills = 0
        self._engine = engine_at(url)
        self._several = several
        self._chance = random.Random(seed)
        self._order = Order("follow", url, (str(log.path),), str(log.path.with_name("report")))
        self._process = several.start(self._order)
        self.log.write(1)
        self.catch_up()  # of a log that was never read, older parts are left alone

    def write_until(self, until: int) -> None:
        """Write until there are so many lines, in portions that end anywhere; now and then the follower dies meanwhile."""
        while self.log.count < until:
            self.log.write(min(self._chance.randint(1, 300), until - self.log.count))
            time.sleep(self._chance.uniform(0, 0.02))
            if self._chance.random() < 0.15:
                self.kill()

    def kill(self) -> None:
        """The follower dies; perhaps another one comes at once."""
        if is_alive(self._process):
            self._several.kill(self._process)
            self.kills += 1
        if self._chance.random() < 0.5:
            self.come_back()

    def come_back(self) -> None:
        """Somebody follows."""
        if not is_alive(self._process):
            self._process = self._several.start(self._order)

    def catch_up(self) -> None:
        """Wait until all that was written is stored."""
        self.come_back()
        wait_until(lambda: stored_count(self._engine) >= self.log.count)

    def close(self) -> Engine:
        """The follower dies for good; the database is left."""
        self._several.kill(self._process)
        return self._engine


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_each_line_is_stored_once_whatever_happens(
    request: pytest.FixtureRequest, tmp_path: Path, several: Processes, kind: str
) -> None:
    """A file that is deleted before it is read is lost to everybody: there the deletion waits."""
    fresh: FreshUrl = request.getfixturevalue(f"{kind}_database")
    log = NumberedLog(tmp_path / "mail.log")
    log.path.touch()
    followed = Followed(fresh(), log, several, seed=2026)
    for number, style in zip(range(ROTATED), cycle(ROTATIONS), strict=False):
        followed.write_until(LINES[kind] * (number + 1) // ROTATED)
        if style == "delete":
            followed.catch_up()
        ROTATIONS[style](log)
    followed.catch_up()
    engine = followed.close()
    found = stored(engine)
    engine.dispose()
    assert followed.kills >= 5
    assert found.numbers == list(range(LINES[kind]))
    messages = range(LINES[kind] // LINES_A_MESSAGE)
    assert found.messages == dict.fromkeys((f"{number}@shop.example" for number in messages), 1)
    delivered = ((f"n{number}@there.example", DELIVERED.code) for number in messages)
    assert found.recipients == dict.fromkeys(delivered, 1)
