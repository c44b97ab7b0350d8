"""A rule of whoever runs this console: plain words, and the reason they mean. It is tried before all of ours."""

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import NamedTuple

from console.diagnosis.reason import DISCARDED, REASONS, UNKNOWN, WITHDRAWN, Reason, reason_named
from console.diagnosis.reply_rules.reading import Reading, masked, reading

FEWEST_CHARACTERS = 3  # words that are shorter are in too many replies
LONGEST_ID = 60
# Reasons that a server's words can have.
REASONS_TO_GIVE: tuple[Reason, ...] = tuple(
    reason for reason in REASONS if reason.label and reason not in (UNKNOWN, WITHDRAWN, DISCARDED)
)
_ID = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,{LONGEST_ID - 1}}}")
_STATUS = re.compile(r"[45*]\.\d{1,3}\.(?:\d{1,3}|\*)")
_KEYS = ("id", "reason", "words", "status", "receiver", "note")


class BadRule(ValueError):
    """A rule cannot be used; `faults` are sentences, each with what to do."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ".join(self.faults))


class SiteRule(NamedTuple):
    """Any of the words, and what else is given. Case does not count, and one address or long number is like another."""

    id: str  # shown and kept beside the verdict
    reason: Reason
    words: tuple[str, ...]  # as the rules see a reply: lower case, without codes, masked
    status: str = ""  # an enhanced status code, "5.2.2", "5.2.*" or "*.2.2"
    receiver: str = ""  # name of the server that replied, * for any characters
    note: str = ""  # for people

    def fits(self, reading: Reading, host: str) -> bool:
        """`host` is the name of the server where the words do not hold it."""
        return (
            any(words in reading.text for words in self.words)
            and (not self.status or any(fnmatchcase(status, self.status) for status in reading.statuses))
            and (not self.receiver or any(fnmatchcase(name, self.receiver) for name in (reading.host, host)))
        )


def rule_of(entry: Mapping[str, object]) -> SiteRule:
    """A rule as a file or a form has it: `words` is a list, all else are texts. Raises BadRule with all that is wrong."""
    if faults := [sentence for sentence in _faults(entry) if sentence]:
        raise BadRule(faults)
    return SiteRule(
        id=str(entry["id"]),
        reason=reason_named(str(entry["reason"])),
        words=tuple(map(_seen, _texts(entry.get("words")))),
        status=str(entry.get("status", "")),
        receiver=str(entry.get("receiver", "")).lower(),
        note=str(entry.get("note", "")),
    )


def _seen(words: str) -> str:
    """Words as the rules see a reply: people copy them from one, codes, addresses and all."""
    seen = reading(masked(words), "").text.strip(" #")
    return seen if seen == words else _seen(seen)


def can_be_looked_for(words: str) -> bool:
    """Whether enough is left of them beside codes, addresses and long numbers."""
    return len(_seen(words).strip("@.<>[]()")) >= FEWEST_CHARACTERS


def _texts(words: object) -> list[str]:
    return [each for each in words if isinstance(each, str)] if isinstance(words, list | tuple) else []


def _faults(entry: Mapping[str, object]) -> list[str]:
    return [
        *(f"It has {key!r}, which no rule has; use {', '.join(_KEYS)}." for key in entry if key not in _KEYS),
        *(f"Its {key} is no text; put it in quotation marks." for key in _KEYS if not _is_text(key, entry)),
        _fault_of_id(entry.get("id", "")),
        _fault_of_reason(entry.get("reason", "")),
        _fault_of_words(entry.get("words")),
        _fault_of_status(entry.get("status", "")),
    ]


def _is_text(key: str, entry: Mapping[str, object]) -> bool:
    return key == "words" or isinstance(entry.get(key, ""), str)


def _fault_of_id(id: object) -> str:
    if isinstance(id, str) and not _ID.fullmatch(id):
        return f"Its id {id!r} is not usable; write up to {LONGEST_ID} small letters, digits, dots and hyphens."
    return ""


def _fault_of_reason(reason: object) -> str:
    names = [one.name for one in REASONS_TO_GIVE]
    if isinstance(reason, str) and reason not in names:
        return f"Its reason {reason!r} is not one of ours; use one of {', '.join(names)}."
    return ""


def _fault_of_words(words: object) -> str:
    texts = _texts(words)
    if not texts or not isinstance(words, list | tuple) or len(texts) != len(words):
        return 'It needs words as a list of texts: words = ["no room left"].'
    short = next((each for each in texts if not can_be_looked_for(each)), None)
    if short is None:
        return ""
    return (
        f"Its words {short!r} are in too many replies; write {FEWEST_CHARACTERS} characters or more beside codes, "
        "addresses and long numbers."
    )


def _fault_of_status(status: object) -> str:
    if isinstance(status, str) and status and not _STATUS.fullmatch(status):
        return f"Its status {status!r} is not an enhanced status code; write it as 5.2.2, 5.2.* or *.2.2."
    return ""


def digest(rules: Iterable[SiteRule]) -> str:
    """Eight characters that change with what the rules do, and not with their notes; "" for no rules."""
    told = "\n".join(repr((rule.id, rule.reason.name, rule.words, rule.status, rule.receiver)) for rule in rules)
    return sha256(told.encode()).hexdigest()[:8] if told else ""


def as_toml(rule: SiteRule) -> str:
    """The rule as it stands in a file, to be pasted into one."""
    lines = ["[[rule]]", f"id = {_quoted(rule.id)}", f"reason = {_quoted(rule.reason.name)}"]
    lines.append(f"words = [{', '.join(map(_quoted, rule.words))}]")
    optional = (("status", rule.status), ("receiver", rule.receiver), ("note", rule.note))
    return "\n".join([*lines, *(f"{key} = {_quoted(value)}" for key, value in optional if value)]) + "\n"


def _quoted(text: str) -> str:
    """A basic string of TOML."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return (
        '"' + "".join(f"\\u{ord(each):04x}" if ord(each) < 32 or ord(each) == 127 else each for each in escaped) + '"'
    )
