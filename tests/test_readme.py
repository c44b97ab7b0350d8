"""The README's lists are those of the code."""

import re
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest

from console.access import ROLES
from console.commands import COMMANDS
from console.diagnosis.gap_cause import CLOSES, GAP_CAUSES
from console.diagnosis.reason import MAILBOX_FULL, REASONS
from console.diagnosis.reply_rules.site_rule import rule_of
from console.diagnosis.status import STATUSES
from console.diagnosis.tie import TIES, UNTIED
from console.intake.bounces.reading import MAKERS
from console.intake.logs.reading import FORMATS
from console.settings import PREFIX, Settings

STRUCTURES = ["rfc3464", "rfc5965", "rfc8098", "ses"]
README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> list[str]:
    """The first column of the table under a heading, without its code marks."""
    section = re.split(r"^#+ ", README.split(f"## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]
    rows = [line.split("|")[1].strip().strip("`") for line in section.splitlines() if line.startswith("|")]
    return rows[2:]


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Settings", [PREFIX + name.upper() for name in Settings.model_fields]),
        ("Commands", [str(command.name) for command in COMMANDS]),
        ("Statuses", [status.name for status in STATUSES]),
        ("Reasons", [reason.name for reason in REASONS if reason.label]),
        ("Completeness", [cause.name for cause in GAP_CAUSES]),
        ("Ties", [tie.name for tie in TIES]),
        ("Not tied", [untied.name for untied in UNTIED]),
        ("Log formats", [one.NAME for one in FORMATS]),
        ("Roles", list(ROLES)),
        ("Bounce makers", [*STRUCTURES, *(maker.name for maker in MAKERS), "generic"]),
    ],
)
def test_the_readme_lists_what_there_is(heading: str, names: list[str]) -> None:
    assert sorted(first_cells(heading)) == sorted(name for name in names if name)


def test_the_readme_tells_every_cause_of_a_gap_as_the_pages_do() -> None:
    for cause in GAP_CAUSES:
        told, remedy = cause.told("mx2", "from 09:10 to 09:25"), cause.remedy.removesuffix(CLOSES).strip()
        assert f"| `{cause.name}` | {cause.label} | {told} | {remedy} |" in README


def test_the_makers_of_bounces_stand_in_the_order_in_which_they_are_asked() -> None:
    assert first_cells("Bounce makers") == [*STRUCTURES, *(maker.name for maker in MAKERS), "generic"]


def test_the_rule_that_the_readme_shows_can_be_read() -> None:
    shown = README.split("## Rules of your own\n", 1)[1].split("    [[rule]]", 1)[1].split("\n\n", 1)[0]
    assert rule_of(tomllib.loads(dedent(f"    [[rule]]{shown}"))["rule"][0]).reason is MAILBOX_FULL
