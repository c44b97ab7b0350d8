"""The site's own rules for replies, out of the file that a setting names.

[[rule]]
id = "acme.room"
reason = "mailbox_full"
words = ["no room left for", "box is at its limit"]
receiver = "*.acme.example"   # and what else a rule may have: see reply_rules.site_rule
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from console.diagnosis.reply_rules import clashes
from console.diagnosis.reply_rules.site_rule import BadRule, SiteRule, rule_of
from console.settings import PREFIX, BadSettings, Settings

_SETTING = f"{PREFIX}REPLY_RULES"


def site_rules(settings: Settings) -> tuple[SiteRule, ...]:
    """Those that the settings name, in the order of the file; none where they name no file.

    Raises BadSettings with a line for everything that is wrong: the file, the rule, and what to do.
    """
    if not settings.reply_rules:
        return ()
    path = Path(settings.reply_rules)
    faults: list[str] = []
    rules = tuple(_rules(_entries(path), faults))
    if faults := [*faults, *clashes(rules)]:
        raise BadSettings("\n".join(f"{_SETTING}: {path}: {fault}" for fault in faults))
    return rules


def _entries(path: Path) -> list[Mapping[str, object]]:
    entries = _toml(path).get("rule", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadSettings(f"{_SETTING}: {path}: rule is no list of tables; begin each rule with [[rule]].")
    return entries


def _toml(path: Path) -> dict[str, object]:
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadSettings(
            f"{_SETTING}: {path} cannot be read ({error.strerror}); correct the path, or let this user read it."
        ) from error
    except ValueError as error:  # not UTF-8, or not TOML
        raise BadSettings(f"{_SETTING}: {path} is not TOML ({error}); correct it there.") from error
    if others := sorted(set(read) - {"rule"}):
        raise BadSettings(f"{_SETTING}: {path}: {others[0]!r} stands outside a rule; begin each rule with [[rule]].")
    return read


def _rules(entries: list[Mapping[str, object]], faults: list[str]) -> Iterator[SiteRule]:
    for number, entry in enumerate(entries, 1):
        try:
            yield rule_of(entry)
        except BadRule as bad:
            faults += [f"rule {_name(entry, number)}: {fault}" for fault in bad.faults]


def _name(entry: Mapping[str, object], number: int) -> str:
    return str(entry.get("id") or f"number {number}")
