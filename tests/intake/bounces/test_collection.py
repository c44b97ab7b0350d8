"""How well bounces are read that other projects collected. The samples are not part of Postdesk: the folder is taken from
POSTDESK_CORPUS, or stands beside the repository; without it there is nothing to measure.
"""

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

from console.intake.bounces.bounce import Bounce
from console.intake.bounces.reading import read_bounce

CORPUS = Path(os.environ.get("POSTDESK_CORPUS", Path(__file__).parents[4] / "shared" / "corpus")) / "bounces"


@cache
def read() -> list[tuple[dict[str, Any], Bounce]]:
    if not (CORPUS / "truth.jsonl").exists():
        print(f"0 collected bounces: there is no {CORPUS.name}/truth.jsonl")
        return []
    rows = [json.loads(line) for line in (CORPUS / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    return [(row, read_bounce((CORPUS / row["file"]).read_bytes())) for row in rows if row["kind"]]


def share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 1.0


def test_bounces_are_seen() -> None:
    assert share([bounce.is_bounce for row, bounce in read() if row["kind"] in ("dsn-failed", "dsn-delayed")]) > 0.99


def test_ordinary_mail_is_no_bounce() -> None:
    assert not [row["file"] for row, bounce in read() if row["kind"] == "not-a-bounce" and bounce.is_bounce]


def test_failed_and_delayed_are_told_apart() -> None:
    seen = [
        (row, bounce) for row, bounce in read() if bounce.is_bounce and row["kind"] in ("dsn-failed", "dsn-delayed")
    ]
    assert share([row["kind"] == f"dsn-{bounce.kind.value}" for row, bounce in seen]) > 0.995


def test_recipients_are_exactly_those_who_were_meant() -> None:
    def right(row: dict[str, Any], bounce: Bounce) -> bool:
        found = {one.recipient.lower() for one in bounce.recipients}
        meant = [{name.lower() for name in (one["addr"], *(one.get("alt") or ()))} for one in row["recipients"]]
        return all(names & found for names in meant) and found <= set().union(*meant)

    named = [(row, bounce) for row, bounce in read() if row["recipients"] and row["kind"].startswith("dsn-")]
    assert share([right(row, bounce) for row, bounce in named]) > 0.985


def test_the_original_message_is_named() -> None:
    known = [
        (row, bounce) for row, bounce in read() if row.get("original_message_id") and row["kind"].startswith("dsn-")
    ]
    assert share([row["original_message_id"].strip("<>") == bounce.original_message_id for row, bounce in known]) > 0.98
