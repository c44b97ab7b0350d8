"""Bounces of makers that nobody has met yet: what most programs have in common.

An address after one of the usual phrases; else an address in the notice to which the returned message went; else the only
address that is nobody else's.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from console.intake.bounces.bounce import Statement
from console.intake.bounces.letter import Letter, addresses
from console.intake.bounces.shapes import tidy, without_footer
from console.mail.reply import read_reply

_ADDRESS = (
    r"""(?<![\w.+=-])["'<(\[]*(?:mailto:|rfc822;|smtp:)?(?P<recipient>[^\s<>()\[\],;:"'=|]{1,128}@[\w.-]{1,200}\w)"""
)
_PHRASES = re.compile(
    r"""(?:
      (?:un|non-?)deliver(?:able|ed)\b[^\n@]{0,40}?\b(?:to|for|address(?:es)?(?:\(es\))?:?)\s*:?
    | (?:could|can|was|were|has)(?:\ ?not|n't)\ (?:yet\ )?be(?:en)?\ (?:delivered|sent|reached|found)\b[^\n@]{0,40}?(?:to|for|user|recipients?|address(?:es)?)\b[^\n@]{0,20}?:?
    | unable\ to\ (?:deliver|send|relay)\b[^@]{0,60}?\bto\b(?:\ the\ following)?[^@]{0,30}?
    | (?:intended|failed|final|original|undeliverable|rejected|invalid|unknown|bad)\ (?:recipients?|address(?:es)?|users?)\b[^\n@\w]{0,30}\n?
    | (?:message|mail),?\ addressed\ to
    | (?:deliver(?:y|ing)?)\ (?:[^\n@]{0,40}?\ )?to\ (?:the\ following\ )?(?:recipients?\ |address(?:es)?\ |users?\ )?:?[^\n@\w]{0,20}\n?
    | (?:following|these)\ (?:user|address|recipient|destination)(?:s|es|\(s\)|\(es\))?\b[^@]{0,60}?:
    | ^[ \t>]*(?:to|recipient|address|user|rcpt\ to|<<<\ rcpt\ to|>>>\ rcpt\ to|for|errored\ recipient)[ \t]*:
    | your\ (?:message|e-?mail|mail)\ to
    | (?:mailbox|account|user)\ (?:for|of)
    | did\ not\ reach\ (?:the\ following\ )?(?:recipient(?:s|\(s\))?)?[^\n@]{0,10}:?
    )\s*"""
    + _ADDRESS,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
_ALONE = re.compile(rf"^[ \t*>-]*{_ADDRESS}[\"'>)\]]*[ \t]*(?:$|[:,;(\[]|\.\.\.|-+ )", re.MULTILINE)
_REPLY = re.compile(
    r"""(?:<<<|received\ >>>|said:?|returned:?|response:?|error:?|reason:?|diagnostic[\w -]*:?|message:?|code:?|^)[ \t]*["'(\[]*
    (?P<words>[45]\d\d[ -](?:\#?[245]\.\d{1,3}\.\d{1,3})?[^\n]*(?:\n[ \t]+[^\n]+|\n[45]\d\d[ -][^\n]*)*)""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)
# "<<< No Message Collected >>>": what a program writes where it has nothing.
_PLACEHOLDER = re.compile(r"^[ \t]*<<<[^<>\n]{1,80}>>>[ \t]*$", re.MULTILINE)
_LONGEST_BEFORE = 400  # characters of a paragraph before the address that it is about
_FIELDS = re.compile(r"^(?:Reporting-MTA|Final-Recipient|Original-Recipient):", re.IGNORECASE | re.MULTILINE)


def read_generic(letter: Letter) -> Iterator[Statement]:
    """Recipients by the best of the ways above; none where nothing is certain enough."""
    for names in (_by_field(letter), _by_phrase(letter), _sent_to(letter), _left_over(letter), _by_original(letter)):
        if names:
            command = command_in(letter)
            yield from (Statement(name, words_about(letter, name), command=command) for name in names)
            return


def reply_in(letter: Letter) -> str:
    """The first words of a server that stand in the notice, with their reply code; "" where there are none."""
    return _reply_in(letter.notice)


def command_in(letter: Letter) -> str:
    """The command that was answered by these words, where the words before them tell."""
    found = _REPLY.search(letter.notice)
    return read_reply(tidy(letter.notice[max(found.start() - 200, 0) : found.end()])).command if found else ""


@lru_cache(maxsize=4)
def _reply_in(notice: str) -> str:
    """Asked for each of the recipients of a report, which may name thousands."""
    found = _REPLY.search(notice)
    return tidy(found["words"]) if found else ""


def words_about(letter: Letter, name: str = "") -> str:
    """What the notice says of the cause: a server's reply, else the words beside the address, else all of it."""
    if words := reply_in(letter):
        return words
    notice, lower = _without_fields(letter.notice)
    if name and (at := lower.find(name.lower())) >= 0:
        beside = tidy(notice[_begin(notice, at) : at + 700])
        if len(beside) > len(name) + 10:  # else the address stands alone, and the words before it or nowhere
            return beside
    return tidy(notice[:1500])


def _begin(notice: str, at: int) -> int:
    """Where the words on what stands at `at` begin: with its paragraph, of a long one with a line of its last part."""
    paragraph = notice.rfind("\n\n", 0, at)
    if at - paragraph > _LONGEST_BEFORE:
        paragraph = max(notice.find("\n", at - _LONGEST_BEFORE, at), notice.rfind("\n", 0, at - _LONGEST_BEFORE))
    return max(paragraph, 0)


@lru_cache(maxsize=4)
def _without_fields(notice: str) -> tuple[str, str]:
    """The notice up to the fields of a report and up to a gateway's footer, and the same in lower case."""
    notice = _PLACEHOLDER.sub("", without_footer(_FIELDS.split(notice, maxsplit=1)[0]))
    return notice, notice.lower()


def _by_field(letter: Letter) -> list[str]:
    return addresses(letter.header("x-failed-recipients"))


def _strangers(letter: Letter, names: Iterable[str]) -> list[str]:
    """Not those of whom the notice speaks for other reasons."""
    return [
        name for name in dict.fromkeys(names) if name.lower() not in letter.correspondents and not _is_servant(name)
    ]


def _by_phrase(letter: Letter) -> list[str]:
    text = letter.notice[:20_000]
    named = [found["recipient"] for found in _PHRASES.finditer(text)]
    if not named:
        return []
    alone = [found["recipient"] for found in _ALONE.finditer(text)]
    known = {name.lower() for name in letter.addressees}
    strangers = _strangers(letter, named + alone)
    certain = [name for name in strangers if name.lower() in known]
    return certain or _strangers(letter, named) or [name for name in dict.fromkeys(named) if name.lower() in known]


def _sent_to(letter: Letter) -> list[str]:
    mentioned = {name.lower() for name in addresses(f"{letter.subject} {letter.notice[:20_000]}")}
    return [name for name in letter.addressees if name.lower() in mentioned]


def _left_over(letter: Letter) -> list[str]:
    left = _strangers(letter, addresses(letter.notice[:5_000]))
    return left if len(left) == 1 else []


def _by_original(letter: Letter) -> list[str]:
    return list(letter.addressees) if len(letter.addressees) == 1 else []


def _is_servant(name: str) -> bool:
    return name.lower().partition("@")[0] in (
        "postmaster",
        "mailer-daemon",
        "abuse",
        "support",
        "helpdesk",
        "root",
        "hostmaster",
    )
