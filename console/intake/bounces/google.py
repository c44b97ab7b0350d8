"""Gmail's and Google Groups' prose: the address indented by five, then "Technical details of permanent failure".

Groups answer in the language of the group's owner; only `X-Failed-Recipients` names the group then.
"""

import re
from collections.abc import Iterator

from console.intake.bounces.bounce import Statement
from console.intake.bounces.letter import Letter, addresses
from console.intake.bounces.shapes import Maker, statements, tidy

_HEADS = re.compile(r"^[ \t]{2,}(?P<recipient>[^\s<>()]+@[\w.-]+\w)[ \t]*$", re.MULTILINE)
_SAID = re.compile(
    r"(?:the error that the other server returned was|the response (?:from the remote server )?was|the error was)\s*:?\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_RETRIED = re.compile(
    r"(?:Message will be retried for [^\n.]*|Technical details of (?:temporary|permanent) failure:)\s*", re.IGNORECASE
)
_STATE = re.compile(r"\(state \d+\)\.?")


def _read(letter: Letter) -> Iterator[Statement]:
    told = list(statements(letter.notice, _HEADS)) or [
        Statement(name, tidy(letter.notice)) for name in addresses(letter.header("x-failed-recipients"))
    ]
    for one in told:
        said = _SAID.search(one.diagnostic)
        words = said[1] if said else _RETRIED.sub("", one.diagnostic)
        yield one._replace(diagnostic=_STATE.sub("", words).strip())


GOOGLE = Maker(
    "google",
    marks=(
        "delivery to the following recipient failed permanently",
        "delivery to the following recipients failed permanently",
        "delivery to the following recipient has been delayed",
        "delivery to the following recipients has been delayed",
        "technical details of permanent failure",
        "technical details of temporary failure",
        "google groups",
        "this is an automatically generated delivery status notification",
    ),
    read=_read,
    senders=("mailer-daemon@googlemail.com", "mailer-daemon@google.com", "@googlegroups.com", "mailer-daemon"),
)
