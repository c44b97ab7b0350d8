"""The reports of five real MTAs, against what the lab and its logs know."""

import gzip
import re
from functools import cache

import pytest

from console.intake.bounces.bounce import BounceKind
from console.intake.bounces.reading import read_bounce
from tests.intake.bounces.lab import EVIDENCE, SYSTEMS, Sample, samples

# File names say it for the makers with their own words; "other" and "message" are bounces of some kind.
KINDS = {
    "failed": BounceKind.FAILED, "delayed": BounceKind.DELAYED, "relayed": BounceKind.RELAYED, "text": BounceKind.FAILED,
    "autoreply": BounceKind.AUTOMATIC_RESPONSE, "arf": BounceKind.FEEDBACK_REPORT, "undeliverable": BounceKind.FAILED,
    "message": BounceKind.FAILED, "delivered": BounceKind.DELIVERED,
}  # fmt: skip
ALL = [(system, one) for system in SYSTEMS for one in samples(system)]


def each(kept: list[tuple[str, Sample]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("sample", [pytest.param(one, id=f"{system}-{one.file}") for system, one in kept])


@each(ALL)
def test_each_report_is_known_for_what_it_is(sample: Sample) -> None:
    session = b"Subject: Postfix SMTP server: errors" in sample.raw  # shown to the postmaster: nothing came back
    assert read_bounce(sample.raw).kind is (BounceKind.NOT_A_BOUNCE if session else KINDS[sample.kind])


@each([(system, one) for system, one in ALL if one.kind != "autoreply"])
def test_each_report_names_its_message_and_recipient(sample: Sample) -> None:
    bounce = read_bounce(sample.raw)
    assert not sample.message_id or bounce.original_message_id == sample.message_id
    if bounce.kind is BounceKind.NOT_A_BOUNCE:
        return
    named = {name.lower() for one in bounce.recipients for name in (one.recipient, one.original_recipient) if name}
    assert named
    assert not sample.recipients or sample.recipients & named


@cache
def said_by_the_log() -> dict[tuple[str, str], set[str]]:
    """Queue ID and recipient: the dsn= of each line."""
    said: dict[tuple[str, str], set[str]] = {}
    for name in ("mail.log.gz", "mail2.log.gz"):
        log = gzip.decompress((EVIDENCE / "postfix-lab" / name).read_bytes()).decode("utf-8", "replace")
        for queue_id, recipient, status in re.findall(r"\]: ([0-9A-Za-z]+): to=<([^>]*)>.*? dsn=([\d.]+),", log):
            said.setdefault((queue_id, recipient.lower()), set()).add(status)
    return said


@pytest.mark.parametrize("sample", [pytest.param(one, id=one.file) for one in samples("postfix") if one.queue_id])
def test_postfix_tells_in_a_report_what_it_wrote_to_its_log(sample: Sample) -> None:
    bounce = read_bounce(sample.raw)
    for one in bounce.recipients if bounce.queue_id else ():
        assert one.stated_status in said_by_the_log()[bounce.queue_id, one.recipient.lower()]
