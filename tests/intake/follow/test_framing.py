"""Messages are found in what a connection brings, wherever it was cut."""

import pytest

from console.intake.follow.collected import Piece
from console.intake.follow.framing import KEPT, Framing

LONGEST = 8192
FIRST, SECOND = b"<22>1 - mx1 postfix/smtpd 7 - - first", b"<22>Nov 21 10:00:00 mx1 postfix/qmgr[7]: second\nof two"
MARKED = FIRST + b"\n" + SECOND.replace(b"\n", b" ") + b"\n"
COUNTED = b"%d %s%d %s" % (len(FIRST), FIRST, len(SECOND), SECOND)


def found(octets: bytes, size: int = 65_536, *, counted: bool = True) -> list[Piece]:
    """The messages of a connection that brings so many octets at a time."""
    framing = Framing(LONGEST, counted=counted)
    portions = (octets[at : at + size] for at in range(0, len(octets), size))
    return [piece for portion in portions for piece in framing.feed(portion)] + list(framing.end())


@pytest.mark.parametrize("size", [1, 2, 7, 40, 65_536])
def test_messages_end_with_a_line_end(size: int) -> None:
    assert [piece.content for piece in found(MARKED, size)] == MARKED.splitlines()


@pytest.mark.parametrize("size", [1, 2, 7, 40, 65_536])
def test_messages_have_their_length_before_them(size: int) -> None:
    assert [piece.content for piece in found(COUNTED, size)] == [FIRST, SECOND]


@pytest.mark.parametrize("size", [1, 7, 65_536])
def test_a_sender_may_change_its_mind(size: int) -> None:
    pieces = found(COUNTED + MARKED + COUNTED, size)
    assert [piece.content for piece in pieces] == [FIRST, SECOND, *MARKED.splitlines(), FIRST, SECOND]


@pytest.mark.parametrize("line", [b"2026-11-21T10:00:00Z mx1 postfix/smtpd[7]: words", b"12 monkeys", b"7"])
def test_a_line_that_begins_with_a_number_is_a_line(line: bytes) -> None:
    assert [piece.content for piece in found(line + b"\n", 3)] == [line]


def test_standard_input_has_no_lengths() -> None:
    assert [piece.content for piece in found(b"3 <a\n", counted=False)] == [b"3 <a"]


def test_the_last_line_needs_no_line_end() -> None:
    assert [piece.content for piece in found(b"one\ntwo")] == [b"one", b"two"]


@pytest.mark.parametrize("size", [1, 100, 5000, 65_536])
@pytest.mark.parametrize(
    "long", [b"<22>" + b"x" * 20_000 + b"\n", b"20000 <22>" + b"x" * 19_996], ids=["line", "counted"]
)
def test_of_what_is_too_long_the_beginning_is_kept_and_the_next_is_found(long: bytes, size: int) -> None:
    broken, *others = found(long + MARKED, size)
    assert "longer than 8,192 octets" in broken.reason
    assert (len(broken.content), broken.content[:8]) == (KEPT, b"<22>xxxx")
    assert [piece.content for piece in others] == MARKED.splitlines()


def test_a_length_that_no_message_has_costs_no_memory() -> None:
    framing = Framing(LONGEST, counted=True)
    pieces = [piece for portion in [b"999999999 <"] + [b"x" * 65_536] * 50 for piece in framing.feed(portion)]
    assert (len(pieces), len(framing._rest)) == (1, 0)
