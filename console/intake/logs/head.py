"""The head of a log line: when it was written, by which host and program, and where the words begin.

Known heads; a `<22>` priority, host and process ID may be there or not:

    Nov 21 18:23:50 mail postfix/smtpd[4324]: words                RFC 3164; with a fraction from journalctl
    2026-11-21T18:23:50.123456+01:00 mail postfix/smtpd[4324]: …   RFC 3339; with a space for T, with Z, with no zone
    <22>1 2026-11-21T18:23:50Z mail postfix/smtpd 4324 - - words   RFC 5424
    Sat 2026-11-21 18:23:50 UTC mail …    1795285430.123456 mail … journalctl -o short-full, short-unix
    {"MESSAGE": "words", …}                                        journald or rsyslog, one object a line
    2026-11-21 18:23:50.123 +0100 [4324] words                     Exim's own log: no host, no program
"""

import re
from string import whitespace

from console.intake.logs.calendar import Calendar
from console.intake.logs.json_head import read_object
from console.intake.logs.stamp import SECONDS, StampReader
from console.mail.unreadable import UnreadableEvidence

# (time as seconds since 1970 UTC, host, tag, words). A tag is "program:" or "program[process]:".
Head = tuple[float, str, str, str]

NO_PROGRAM = ":"  # the tag where the head names no program, as in Exim's own log
REMARK = "(remark)"  # the tag of blank lines and of remarks by journalctl; these have no time either

SECONDS_AND_SPACE = {f"{text} ": second for text, second in SECONDS.items()}
PRIORITY = re.compile(r"<\d{1,3}>", re.ASCII)
PROGRAM_AFTER_HOST = re.compile(r"\S+ [\w./-]+(?:\[\d+\]|/\w+): ", re.ASCII)
EXIM_PROCESS = re.compile(r"\[\d+\] ", re.ASCII)
# Under a line of Exim's rejectlog stand the envelope and headers of what was refused, and other text over several lines.
REJECTED_HEADER = re.compile(r"\s+\S|Envelope-(?:from|to): |[A-Z*] [!-9;-~]+:", re.ASCII)
STRUCTURED_DATA = re.compile(r'(?:-|(?:\[[^\s\]="]+(?: [^\s\]="]+="(?:[^"\\]|\\.)*")*\])+)(?: \ufeff?|$)')


class HeadReader:
    """Reads the heads of one log, in order."""

    def __init__(self, calendar: Calendar) -> None:
        self._stamps = StampReader(calendar)
        self._in_exim_log = False

    def read(self, line: str) -> Head:
        """Raises UnreadableEvidence when the line has no stamp, or its head is of no known kind."""
        stamps = self._stamps
        minute, start = stamps.old_minute
        if line.startswith(minute):  # not in a function of its own, for speed
            second = SECONDS_AND_SPACE.get(line[13:16])
            host, _, rest = line[16:].partition(" ")
            if second is not None and host[-1:] != ":":
                tag, _, words = rest.partition(" ")
                return start + second, host, tag, words
        elif line[10:11] == "T" and (stamp := stamps.same_minute(line)):
            host, _, rest = line[stamp[1] :].partition(" ")
            if host[-1:] != ":":
                tag, _, words = rest.partition(" ")
                return stamp[0], host, tag, words
        return self._read_slowly(line)

    def _read_slowly(self, line: str) -> Head:
        if self._in_exim_log and REJECTED_HEADER.match(line):
            return 0.0, "", REMARK, ""
        line = line.strip(whitespace).removeprefix("\ufeff")
        if not line or line.startswith("-- "):
            return 0.0, "", REMARK, ""
        if line.startswith("{"):
            stamp, host, tag, words = read_object(line)
            return stamp if isinstance(stamp, float) else self._time_of(stamp), host, tag, words
        if priority := PRIORITY.match(line):
            line = line[priority.end() :]
            if line.startswith("1 "):
                return self._read_rfc5424(line)
        at, end = self._stamps.same_minute(line) or self._stamps.read(line + " ")
        rest = line[end:]
        self._in_exim_log = line[10:11] == " " and line[:4].isdigit() and not PROGRAM_AFTER_HOST.match(rest)
        if self._in_exim_log:
            return at, "", NO_PROGRAM, EXIM_PROCESS.sub("", rest, count=1) if rest[:1] == "[" else rest
        return at, *_host_and_tag(rest)

    def _read_rfc5424(self, line: str) -> Head:
        parts = line.split(" ", 6)
        data = STRUCTURED_DATA.match(parts[-1]) if len(parts) == 7 else None
        if data is None:
            raise UnreadableEvidence("The line begins as RFC 5424 has it, but its head is not complete.")
        _, stamp, host, program, process, _, rest = parts
        tag = f"{program}:" if process == "-" else f"{program}[{process}]:"
        return self._time_of(stamp), "" if host == "-" else host, tag, rest[data.end() :].lstrip()

    def _time_of(self, stamp: str) -> float:
        at, _ = self._stamps.same_minute(stamp + " ") or self._stamps.read(stamp + " ")
        return at


def program_of(tag: str) -> str:
    """The program that a tag names, without its process ID.

    Raises UnreadableEvidence if it is no tag, since it does not end in a colon.
    """
    if not tag.endswith(":"):
        raise UnreadableEvidence(f"After the time stamp and host no program is named, but “{tag[:40]}”.")
    return tag[:-1].partition("[")[0]


def _host_and_tag(rest: str) -> tuple[str, str, str]:
    """Relays may leave out the host: then the tag comes first."""
    host, _, others = rest.partition(" ")
    if host.endswith(":"):
        return "", host, others
    tag, _, words = others.partition(" ")
    return host, tag, words
