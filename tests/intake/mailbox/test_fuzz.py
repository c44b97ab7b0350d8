"""Whatever a server does to the frames of its answers, nothing else than a sentence comes of it, and no mail is lost."""

import random
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.intake.follow.spec import Unreachable
from console.intake.mailbox import bounded_imap, logins
from console.intake.mailbox.followed_mailbox import FollowedMailbox
from tests.intake.mailbox.numbered_mails import bounces, followed, read_all, stored, troubles
from tests.servers.imap_server import HangUp, imap_server

LOOKS = 40
NUMBERS = list(range(12))
MIB = 1024 * 1024
JUNK = (b"\x00", b"\xff", b"{9}", b"{", b'"', b")", b"(", b" ", b"*", b"+", b"\r\n", b"\n", b"NIL", b"\\")
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


class Spoiler:
    """Spoils answers, but for the digits and the mails in them: who lies about those cannot be found out."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def __call__(self, command: str, answer: list[bytes]) -> Iterator[bytes]:
        for piece in answer:
            yield from self._spoiled(piece)
        if self._random.random() < 0.02:
            raise HangUp

    def _spoiled(self, piece: bytes) -> Iterator[bytes]:
        fate = self._random.random()
        if fate < 0.90:
            yield piece
        elif fate < 0.92:
            return
        elif fate < 0.94:
            yield piece * 2
        elif fate < 0.95:
            yield piece[: self._random.randrange(len(piece))]
            raise HangUp
        else:
            yield self._with_junk(piece)

    def _with_junk(self, piece: bytes) -> bytes:
        head, end, rest = piece.partition(b"\r\n")
        at = self._random.choice(
            [number for number in range(len(head) + 1) if not head[number - 1 : number + 1].isdigit()]
        )
        return head[:at] + self._random.choice(JUNK) + head[at:] + end + rest


def look(mailbox: FollowedMailbox) -> None:
    with suppress(Unreachable):
        mailbox.read_once()


@pytest.mark.parametrize("seed", range(6))
def test_spoiled_answers_cost_no_mail(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(bounded_imap, "QUIET", 0.05)
    monkeypatch.setattr(bounded_imap, "SLOWEST", 100 * MIB)
    monkeypatch.setattr(logins, "SPACING", 0.0)
    with imap_server(bounces(*NUMBERS)) as server, followed(engine, server, tmp_path) as mailbox:
        server.mischief = Spoiler(seed)
        for _ in range(LOOKS):
            look(mailbox)
        server.mischief = lambda command, answer: answer
        server.inbox.renumber(8)
        look(mailbox)
        read_all(mailbox)
    assert stored(engine) == NUMBERS
    assert len(troubles(engine)) < len(NUMBERS)
