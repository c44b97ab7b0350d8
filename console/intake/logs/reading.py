"""Reading a mail log: lines in, entries out, whatever the head of its lines and whichever mail system wrote it.

A further format costs:

1. a module in this folder with the three of `format.LogFormat`: NAME, `recognises` and `voice`. The heads of lines
   are read already; if its lines have a head of their own, `head.py` gets it. A voice gives the events in the words
   of one program, nothing for words known to say nothing of messages, and raises UnreadableEvidence for the others;
2. its line in FORMATS below, before any format that would take its lines for its own;
3. a real log under tests/evidence, with its truth beside it, and a test that reads the one and finds the other;
4. a row in the README's list of formats.
"""

from zoneinfo import ZoneInfo

from console.intake.logs import exim, postfix
from console.intake.logs.bounds import LONG_LINE, within_bounds
from console.intake.logs.calendar import Calendar
from console.intake.logs.format import LogFormat, Voice, silence
from console.intake.logs.head import REMARK, HeadReader, program_of
from console.mail.event import Entry
from console.mail.unreadable import UnreadableEvidence

# In the order in which they are asked whether a line is theirs. Exim comes last, as its own log names no program.
FORMATS: tuple[LogFormat, ...] = (postfix, exim)

REMARKS = {REMARK: silence, "last": silence}  # syslogd: "last message repeated 3 times"
MOST_VOICES = 4096  # tags have process IDs in them, so a long log has any number


_new = tuple.__new__  # a NamedTuple's own constructor costs twice as much


class LogReader:
    """Reads the lines of one log, in order: stamps without a year take theirs from the lines before."""

    def __init__(self, calendar: Calendar, format_: LogFormat | None) -> None:
        self._head = HeadReader(calendar).read
        self._format = format_
        self._voices: dict[str, Voice] = dict(REMARKS)

    @property
    def format(self) -> str | None:
        """The name of the format, once it is known: from the first line that only one format has."""
        return self._format.NAME if self._format else None

    def read(self, line: str) -> Entry:
        """What the line says. An entry of a blank line, or of a remark by journalctl, has the time 0.

        Raises UnreadableEvidence, with a sentence that tells at what it stumbled.
        """
        if line[-1:] <= " ":
            line = line.rstrip()
        if "\0" in line:
            raise UnreadableEvidence("The line holds NUL bytes: the file is damaged here, or was cut while written to.")
        at, host, tag, words = self._head(line)
        voice = self._voices.get(tag) or self._find_voice(tag, words)
        entry = _new(Entry, (at, host, voice(at, host, words)))
        return entry if len(line) <= LONG_LINE else within_bounds(entry)

    def _find_voice(self, tag: str, words: str) -> Voice:
        program = program_of(tag)
        if self._format is None:
            self._format = next((f for f in FORMATS if f.recognises(program, words)), None)
        if self._format is None:
            return silence
        if len(self._voices) >= MOST_VOICES:
            self._voices = dict(REMARKS)
        return self._voices.setdefault(tag, self._format.voice(program) or silence)


def reader(format: str | None, zone: ZoneInfo, year: int | None, now: float, anchor: float | None) -> LogReader:  # noqa: A002
    """A reader for one log; `format` is the name of one of FORMATS, or None to recognise it.

    `zone` is that of stamps which name none. For stamps without a year see `calendar.Calendar`.
    """
    return LogReader(Calendar(zone, year, now, anchor), format_named(format) if format else None)


def format_named(name: str) -> LogFormat:
    """Raises UnreadableEvidence when there is no such format."""
    for known in FORMATS:
        if name == known.NAME:
            return known
    names = ", ".join(known.NAME for known in FORMATS)
    raise UnreadableEvidence(f"There is no log format “{name}”; Postdesk reads {names}.")
