"""Gap causes: why a source told nothing for a while. One row says everything about one cause."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GapCause:
    """A row of the table. `sentence` follows "we cannot say:", with the source's name and the time for {when}."""

    name: str
    label: str
    sentence: str
    remedy: str
    noun: str = "source"  # what `source` names

    def told(self, source: str, when: str) -> str:
        """What happened, as part of a sentence; `when` as `moment.stretch` says it."""
        return self.sentence.format(source=source or "a log without host names", when=when)


CLOSES = "The gap closes by itself."

FOLLOWER_DOWN = GapCause(
    "follower_down",
    "Follower down",
    "{source} was not read {when} (the follower was down)",
    "Start the worker, and look why it stopped. What stands in a file by then is read; what was sent to a socket "
    f"meanwhile is lost here: import it from the host that sent it. {CLOSES}",
)
CATCHING_UP = GapCause(
    "catching_up",
    "Catching up",
    "{source} was not read {when} (the follower is catching up)",
    f"Wait: it is being read. {CLOSES}",
)
CANNOT_READ = GapCause(
    "cannot_read",
    "Cannot be read",
    "{source} was not read {when} (its log cannot be read)",
    f"Do what the error of the feed says. {CLOSES}",
)
SWITCHED_OFF = GapCause(
    "switched_off",
    "Switched off",
    "{source} was not read {when} (following it is switched off)",
    f"Switch the feed on again. {CLOSES}",
)
FILE_MISSING = GapCause(
    "file_missing",
    "File missing",
    "{source} was not read {when} (a log file is missing)",
    f"Import the log file of that time. {CLOSES}",
)
SILENT = GapCause(
    "silent",
    "Silent",
    "{source} was silent {when}, longer than is usual at that hour",
    "Ask whether the host was down, or logged to another place. If there is a log of that time, import it. " + CLOSES,
)
SILENT_NEW = GapCause(
    "silent_new",
    "Silent",
    "{source} was silent {when}; how long is usual there is not known yet",
    SILENT.remedy,
)
QUARANTINE = GapCause(
    "quarantine",
    "Lines not understood",
    "many lines of {source} {when} could not be read",
    f"Look into the quarantine: have the lines read again after an update, or dismiss them with a note. {CLOSES}",
)
NEVER_SEEN = GapCause(
    "never_seen",
    "Never seen",
    "{source} has never logged here",
    "Let the host log to one of the feeds, or take it off the hosts that are expected.",
)
NEVER_READ = GapCause(
    "never_read",
    "Never read",
    "{source} was never read",
    f"Do what the error of the feed says, or remove the feed. {CLOSES}",
    "feed",
)
SENDER_SILENT = GapCause(
    "sender_silent",
    "No mail",
    "{source} sent nothing that we know of {when}, longer than is usual at that hour",
    "Ask whoever runs the application whether it sent mail then, and by which host: the log of that host is missing "
    f"here, or the mail was never handed over. {CLOSES}",
    "sender",
)
SENDER_NEVER_SEEN = GapCause(
    "sender_never_seen",
    "No mail yet",
    "{source} has never sent anything that we know of",
    "Let the host that its mail goes out by log to one of the feeds, or take it off the senders that are expected. "
    "It is looked for as the envelope has it, which may not be the From that people see.",
    "sender",
)
NO_NEWER_LOG = GapCause(
    "no_newer_log",
    "No newer log",
    "{source} was not read {when} (no newer log came in)",
    "Import its newer log, or follow it. A host that is out of service is listed as expected in a feed that is "
    "switched off: nothing more is asked of it.",
)
NO_OLDER_LOG = GapCause(
    "no_older_log",
    "No older log",
    "{source} was not read {when} (its records begin later)",
    f"Import its older log, if there is one. {CLOSES}",
)

NEVER = frozenset({NEVER_SEEN, NEVER_READ, SENDER_NEVER_SEEN})  # what is only expected, and told nothing yet

GAP_CAUSES: tuple[GapCause, ...] = (
    FOLLOWER_DOWN,
    CATCHING_UP,
    CANNOT_READ,
    SWITCHED_OFF,
    FILE_MISSING,
    SILENT,
    SILENT_NEW,
    QUARANTINE,
    NEVER_SEEN,
    NEVER_READ,
    SENDER_SILENT,
    SENDER_NEVER_SEEN,
    NO_NEWER_LOG,
    NO_OLDER_LOG,
)
