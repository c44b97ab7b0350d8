"""qmail and what was made from it (netqmail, IndiMail, GoDaddy's, Yahoo's old servers, Sina's): `<address>:` on a line
of its own, then what happened. The notice ends at "--- Below this line is a copy of the message".
"""

from console.intake.bounces.shapes import Maker, paragraphs

_PARAGRAPHS = paragraphs(
    r"^ ?<(?P<recipient>[^<>\n]+@[^<>\n]+)>:[ \t]*$", end=r"^(?:---|\*\*\* Message truncated|STR:|CAUTION:)"
)

YAHOO = Maker(
    "yahoo",
    marks=(
        "sorry, we were unable to deliver your message to the following address",
        "unable to deliver message to the following address(es)",
        "we were unable to deliver your message to the following addresses",
    ),
    read=_PARAGRAPHS,
)

QMAIL = Maker(
    "qmail",
    marks=(
        "this is the qmail-send program",
        "i'm afraid i wasn't able to deliver your message",
        "i wasn't able to deliver your message to the following address",
        "this is a permanent error; i've given up",
        "this is the machine generated message from mail service",
        "your mail message to the following address(es) could not be delivered",
        "this is a permanent error. please verify the addresses and try again",
        "邮件无法发送到您指定的地址",
        "の配送に失敗しました",
    ),
    read=_PARAGRAPHS,
)
