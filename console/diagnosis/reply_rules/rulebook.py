"""All tables made ready: finds the first rule that fits without trying each of them.

A thousand phrases are too many to look for one by one. Each phrase is filed under the four letters of it that occur in
the fewest phrases; only those whose four letters are in the text are looked for.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from console.diagnosis.reason import MAILBOX_DISABLED, MAILBOX_FULL, MOVED, NO_SUCH_DOMAIN, NO_SUCH_USER
from console.diagnosis.reply_rules.reading import Reading
from console.diagnosis.reply_rules.rule import Rule, Table

GAP = ".{0,60}?"
_GRAM = 4
_LONGEST_NAME = 253  # characters of a host (RFC 1035, 2.3.4)
# No address of the message has been told when these are answered: a name or a user that the words speak of is ours.
_BEFORE_ANY_ADDRESS = frozenset({"CONNECT", "EHLO", "STARTTLS", "AUTH"})
_OF_THE_ADDRESS = (NO_SUCH_USER, NO_SUCH_DOMAIN, MOVED, MAILBOX_DISABLED, MAILBOX_FULL)
_BRACES = re.compile(r"\{([^{}]*)\}")


class _Phrase:
    """Words that are in a text or not. Most are never found, so a pattern is made when it is first needed."""

    def __init__(self, words: str) -> None:
        self.parts = words.split("*")
        self._plain = "" if "*" in words else words

    def __call__(self, text: str) -> bool:
        if self._plain:
            return self._plain in text
        return all(part in text for part in self.parts) and self._pattern.search(text) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(GAP.join(map(re.escape, self.parts)))

    def grams(self) -> list[str]:
        """The runs of four characters that are in every text with these words."""
        grams = [part[at : at + _GRAM] for part in self.parts for at in range(len(part) - _GRAM + 1)]
        if not grams:
            raise ValueError(f"{'*'.join(self.parts)!r} has no four characters in a row")
        return grams


class _Entry(NamedTuple):
    """A rule made ready."""

    rule: Rule
    receiver: str  # name of the table where this is one of a receiving host
    phrases: tuple[_Phrase, ...]
    unless: tuple[_Phrase, ...]
    statuses: frozenset[str]
    codes: frozenset[str]
    commands: frozenset[str]

    def fits(self, reading: Reading, receivers: frozenset[str]) -> bool:
        """Whether the other conditions hold too, when a phrase of the rule was found."""
        return (
            (not self.receiver or self.receiver in receivers)
            and not (self.statuses and self.statuses.isdisjoint(reading.statuses))
            and not (self.codes and self.codes.isdisjoint(reading.codes))
            and not (self.commands and reading.command not in self.commands)
            and not (reading.command in _BEFORE_ANY_ADDRESS and self.rule.reason in _OF_THE_ADDRESS)
            and not any(phrase(reading.text) for phrase in self.unless)
        )


class Rulebook:
    """Raises ValueError when it is made of a rule that has no condition or one that cannot be read."""

    def __init__(self, tables: Iterable[Table]) -> None:
        tables = tuple(tables)
        self._hosts = {host: table.name for table in tables for host in table.hosts}
        self._marks = tuple((mark, table.name) for table in tables for mark in table.marks)
        self._entries = tuple(_entry(rule, table) for table in tables for rule in table.rules)
        self._index = _index(self._entries)

    def first(self, reading: Reading, receiver: str) -> Rule | None:
        """The first rule that fits a reply of that receiver (a name from `receiver`, or "")."""
        told = (name for mark, name in self._marks if mark in reading.text)
        receivers = frozenset((receiver, self.receiver(reading.host), *told))
        found = sorted(set(self._found(reading)))
        return next((self._entries[at].rule for at in found if self._entries[at].fits(reading, receivers)), None)

    def _found(self, reading: Reading) -> Iterator[int]:
        """Positions of the rules of which a phrase, or where they have none a code, is there."""
        text, index = reading.text, self._index
        keys = {text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)} | reading.statuses | reading.codes
        for key in keys:
            for phrase, position in index.get(key, ()):
                if phrase is None or phrase(text):
                    yield position

    def receiver(self, host: str) -> str:
        """The table of a receiving host, found by its domain; "" where there is none."""
        host = host[-_LONGEST_NAME:]
        while host:
            if host in self._hosts:
                return self._hosts[host]
            host = host.partition(".")[2]
        return ""


def _entry(rule: Rule, table: Table) -> _Entry:
    return _Entry(
        rule=rule,
        receiver=table.name if table.hosts else "",
        phrases=tuple(map(_Phrase, phrases(rule.words))),
        unless=tuple(map(_Phrase, phrases(rule.unless))),
        statuses=frozenset(status for pattern in rule.status.split() for status in statuses(pattern)),
        codes=frozenset(rule.codes.split()),
        commands=frozenset(rule.commands.split()),
    )


def phrases(words: str) -> list[str]:
    written = (phrase.strip() for line in words.split("\n") for phrase in line.split("|"))
    return [phrase.replace("␣", " ") for each in written if each for phrase in _spelt_out(each)]


def _spelt_out(phrase: str) -> list[str]:
    """`no such {user,account}` is two phrases."""
    if not (braces := _BRACES.search(phrase)):
        return [phrase]
    before, after = phrase[: braces.start()], _spelt_out(phrase[braces.end() :])
    return [f"{before}{choice}{rest}" for choice in braces[1].split(",") for rest in after]


def statuses(pattern: str) -> Iterator[str]:
    """`x.7.1` is 4.7.1 and 5.7.1, `5.7.606-649` is each of them, `5.7.x` stays."""
    class_, subject, detail = pattern.split(".")
    low, _, high = detail.partition("-")
    details = [str(number) for number in range(int(low), int(high) + 1)] if high else [detail]
    return (f"{each}.{subject}.{last}" for each in ("45" if class_ == "x" else class_) for last in details)


def _index(entries: tuple[_Entry, ...]) -> dict[str, list[tuple[_Phrase | None, int]]]:
    """Where to look: each phrase under its rarest four letters, each rule without phrases under its codes."""
    common = Counter(gram for entry in entries for phrase in entry.phrases for gram in phrase.grams())
    index: dict[str, list[tuple[_Phrase | None, int]]] = defaultdict(list)
    for position, entry in enumerate(entries):
        for phrase in entry.phrases:
            index[min(phrase.grams(), key=common.__getitem__)].append((phrase, position))
        if not entry.phrases:
            for code in entry.statuses or entry.codes or _refuse(entry.rule):
                index[code].append((None, position))
    return dict(index)


def _refuse(rule: Rule) -> list[str]:
    raise ValueError(f"rule {rule.id} has no words, status or reply code")
