"""Sendmail before it wrote RFC 3464, and beside it: a list of addresses, then the transcript of the session.

    ----- The following addresses had permanent fatal errors -----
 <user@example.net>
     (reason: 550 5.1.1 <user@example.net>... User unknown)
     (expanded from: <alias@example.com>)
    ----- Transcript of session follows -----
 ... while talking to mx.example.net.:
 >>> RCPT To:<user@example.net>
 <<< 550 5.1.1 <user@example.net>... User unknown
 550 5.1.1 <user@example.net>... User unknown

Version 5 has the transcript alone.
"""

import re
from collections.abc import Iterator

from console.intake.bounces.bounce import Statement
from console.intake.bounces.letter import Letter, the_address
from console.intake.bounces.shapes import COMMANDS, Maker, tidy

_LIST = re.compile(
    r"^[ \t>]*-{3,}[ ]*The following addresses? (?:had|have)[^\n]*-{3,}[ \t]*\n(?P<list>.*?)(?=^[ \t>]*-{3,}|\Z)",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_HEAD = re.compile(
    r"^[ \t>]{0,3}(?:<(?P<angle>[^<>\n]+)>|(?P<bare>[^\s<>()\[\]]+))[ \t]*(?:[\[(](?P<note>[^\])\n]*)[\])])?[^\n]*$",
    re.MULTILINE,
)
_REASON = re.compile(r"\(reason:\s*(.*?)\)\s*(?=\n\s*\(|\n\S|\Z|\n\s*\n)", re.DOTALL | re.IGNORECASE)
_EXPANDED = re.compile(r"\(expanded from:\s*<?([^<>()\s]+)>?\)", re.IGNORECASE)
_TRANSCRIPT = re.compile(
    r"^[ \t>]*-{3,}[ ]*Transcript of session follows[ ]*-{3,}[^\n]*\n(?P<said>.*)",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_REPLY_LINE = re.compile(r"^[ \t>]*(?:<<< ?)?(?P<words>[45]\d\d[ -][^\n]*)", re.MULTILINE)
_OF_OURS = re.compile(
    r"^[ \t>]*(?P<words>[45]\d\d(?: [\d.]+)? <?(?P<recipient>[^\s<>]+@[^\s<>]+?)>?(?: \(\w+\))?\.\.\. [^\n]*)",
    re.MULTILINE,
)
_PASSED_ON = re.compile(r"^[45]\d\d [^\n]*?\.\.\. (?=[45]\d\d )")  # "554 <user@example.net>... 550 Host unknown"
_RCPT = re.compile(r">>> RCPT To:\s*<([^<>\n]+@[^<>\n]+)>", re.IGNORECASE)
_TALKING_TO = re.compile(r"while talking to ([\w.-]+\w)", re.IGNORECASE)
_NO_RECIPIENTS = re.compile(
    r"<<< (?:503|554[ -](?:5\.5\.\d|(?:Error: )?(?:no valid|no recipients|invalid recipients)))", re.IGNORECASE
)
# A command and the refusal of it, where they stand directly before what Sendmail says itself.
_REFUSAL = re.compile(r">>> (?P<command>[A-Z]{4})[^\n]*\n[ \t>]*<<< (?P<words>[45]\d\d[ -][^\n]*)\n\Z", re.IGNORECASE)
_TWO_LINES = 2_100
_NEAR = 10_000  # characters of a session in which a command and its answer stand
_COMMAND = re.compile(r"^[ \t>]*>>> ([A-Z]{4})", re.IGNORECASE | re.MULTILINE)


def _read(letter: Letter) -> Iterator[Statement]:
    notice = letter.notice
    transcript = found["said"] if (found := _TRANSCRIPT.search(notice)) else ""
    listed = [one for found in _LIST.finditer(notice) for one in _listed(found["list"], transcript)]
    yield from listed or _from_transcript(transcript or notice)


def _listed(text: str, transcript: str) -> Iterator[Statement]:
    heads = [head for head in _HEAD.finditer(text) if "@" in (head["angle"] or head["bare"] or "")]
    for at, head in enumerate(heads):
        about = text[head.end() : heads[at + 1].start() if at + 1 < len(heads) else len(text)]
        recipient = the_address(head["angle"] or head["bare"])
        reason = _REASON.search(about)
        words = tidy(reason[1]) if reason else ""
        if not words or not any(character.isdigit() for character in words):
            words = _said_of(recipient, transcript, alone=len(heads) == 1) or words or (head["note"] or "")
        expanded = _EXPANDED.search(about)
        yield Statement(
            recipient,
            words,
            original_recipient=expanded[1] if expanded and "@" in expanded[1] else "",
            remote_mta=_remote(transcript) if len(heads) == 1 else "",
            command=command_before(words, transcript),
        )


def _said_of(recipient: str, transcript: str, *, alone: bool) -> str:
    """What the server said of this recipient: its own line goes before the one that Sendmail made of it."""
    lines = [found["words"] for found in _REPLY_LINE.finditer(transcript)]
    of_this = [line for line in lines if recipient.lower() in line.lower()]
    if of_this or not alone:
        return of_this[0] if of_this else ""
    return tidy(" ".join(lines[:6])) if lines else tidy(transcript)


def command_before(words: str, transcript: str) -> str:
    """The command of the session (`>>> RCPT To:<…>`) that was answered by these words (`<<< 550 …`)."""
    at = transcript.find(f"<<< {words[:40]}") if words else -1
    said = _COMMAND.findall(transcript, max(at - _NEAR, 0), at) if at > 0 else []
    command = COMMANDS.get(said[-1].upper(), "") if said else ""
    # Sent in one go (PIPELINING), RCPT is answered below DATA; DATA then gets "503 Need RCPT" or "554 No valid recipients".
    return "RCPT" if command == "DATA" and _NO_RECIPIENTS.search(transcript, at + 4, at + _NEAR) else command


def _from_transcript(text: str) -> Iterator[Statement]:
    told: dict[str, Statement] = {}
    for found in _OF_OURS.finditer(text):
        recipient, words = found["recipient"].strip("<>"), _PASSED_ON.sub("", found["words"])
        said = _REFUSAL.search(text, max(found.start() - _TWO_LINES, 0), found.start())
        if said and said["words"][:3] != words[:3]:  # "554 … Remote protocol error" is all that Sendmail makes of it
            words = f"{words} {tidy(said['words'])}"
        command = COMMANDS.get(said["command"].upper(), "") if said else ""
        told.setdefault(recipient, Statement(recipient, words, command=command))
    for name in _RCPT.findall(text):
        if name not in told and not told:
            told[name] = Statement(name, _said_of(name, text, alone=True))
    remote = _remote(text) if len(told) == 1 else ""
    yield from (one._replace(remote_mta=remote) for one in told.values())


def _remote(text: str) -> str:
    found = _TALKING_TO.search(text)
    return found[1] if found else ""


SENDMAIL = Maker(
    "sendmail",
    marks=(
        "----- the following addresses had",
        "----- the following addresses have",
        "--- the following addresses had",
        "---the following addresses had",
        "----- transcript of session follows -----",
        "----- transcript of session follows",
    ),
    read=_read,
)
