"""Lines that are JSON objects: journald's (`journalctl -o json`) and rsyslog's (template jsonmesg)."""

import json
from typing import Any

from console.mail.unreadable import UnreadableEvidence

MICROSECOND = 1e-6

# (time as seconds since 1970 UTC, or a stamp still to be read; host, tag, words): see head.Head
Fields = tuple[float | str, str, str, str]


def read_object(line: str) -> Fields:
    """Raises UnreadableEvidence when the line is no JSON object, or not one of the two kinds."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise UnreadableEvidence("The line begins as a JSON object does, but is not one.") from None
    if "MESSAGE" in found:
        return _from_journald(found)
    if "syslogtag" in found:
        return _from_rsyslog(found)
    raise UnreadableEvidence("The JSON object has neither a MESSAGE, as of journald, nor a syslogtag, as of rsyslog.")


def _from_journald(found: dict[str, Any]) -> Fields:
    if found["MESSAGE"] is None:
        raise UnreadableEvidence("The journal left the words out of this entry, since they were too long.")
    # When the program wrote it, where that is known, and otherwise when the journal got it.
    micros = _text(found, "_SOURCE_REALTIME_TIMESTAMP") or _text(found, "__REALTIME_TIMESTAMP")
    if not micros.isdecimal() or len(micros) > 17:
        raise UnreadableEvidence("The journal entry has no time.")
    process = _text(found, "SYSLOG_PID") or _text(found, "_PID")
    program = _text(found, "SYSLOG_IDENTIFIER") or _text(found, "_COMM")
    tag = f"{program}[{process}]:" if process else f"{program}:"
    return int(micros) * MICROSECOND, _text(found, "_HOSTNAME"), tag, _text(found, "MESSAGE")


def _from_rsyslog(found: dict[str, Any]) -> Fields:
    stamp = _text(found, "timereported") or _text(found, "timegenerated")
    return stamp, _text(found, "hostname"), _text(found, "syslogtag"), _text(found, "msg").lstrip()


def _text(found: dict[str, Any], field: str) -> str:
    """The field as text, empty when it is missing.

    journald writes bytes that are not plain text as a list of numbers, and a doubled field as a list of both.
    """
    value = found.get(field)
    if isinstance(value, list) and all(isinstance(n, int) and 0 <= n < 256 for n in value):
        value = bytes(value).decode("utf-8", "replace")
    elif isinstance(value, list):
        value = value[-1]
    if value is None:
        return ""
    if not isinstance(value, str) or "\0" in value:
        raise UnreadableEvidence(f"The field {field} of the JSON object is no readable text.")
    # JSON can spell half of a surrogate pair, which is no character and which no database stores.
    return value if value.isascii() else value.encode("utf-8", "replace").decode()
