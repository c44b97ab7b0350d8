"""Japanese mobile carriers (au, KDDI) and the gateway m-FILTER."""

import re
from collections.abc import Iterator

from console.intake.bounces.bounce import Statement
from console.intake.bounces.letter import Letter, addresses
from console.intake.bounces.shapes import Maker, paragraphs, tidy

EZWEB = Maker(
    "ezweb",
    marks=(
        "each of the following recipients was rejected by a remote mail server",
        "could not be delivered to: <",
        "the user(s) account is temporarily over quota",
        "the user(s) account is disabled",
        "次のあて先へのメッセージはエラーのため送信できませんでした",
    ),
    read=paragraphs(
        r"^[ \t]*(?:Recipient: |Could not be delivered to: )?<(?P<recipient>[^\s<>]+@[^\s<>]+)>:?[ \t]*$",
        end=r"^-{10,}[ \t]*$",
    ),
)

_SERVER = re.compile(
    r"(?<!-)-{5,}server message\s*\n(?P<words>.*?)(?:^-{5,}SMTP command\s*\n(?P<command>\w{4}).*|\Z)",
    re.DOTALL | re.MULTILINE,
)


def _m_filter(letter: Letter) -> Iterator[Statement]:
    """The recipient, the server's words and the command they answer stand in sections of their own."""
    if found := _SERVER.search(letter.notice):
        for name in addresses(letter.notice[: found.start()]):
            yield Statement(name, tidy(found["words"]), command=found["command"] or "")


M_FILTER = Maker("m-filter", marks=("-------server message",), read=_m_filter)
