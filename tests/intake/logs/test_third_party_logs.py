"""Logs that other projects collected. They are not ours to ship, so these tests read them where they stand.

Where they do not stand, as in CI, there is nothing to read and one line says so.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from console.mail.event import Event, Kind
from console.mail.unreadable import UnreadableEvidence
from tests.intake.logs.samples import MTA_LOGS, a_reader, postfix, sort_lines

NO_LOGS = {"LICENSE", ".md", ".eml", ".json", ".jsonl", ".yaml", ".csv", ".txt", ".conf", ".mc"}

# Lines that cannot be read, per folder, and what they are. All others are events, or known and irrelevant.
UNREADABLE = {
    "crowdsec-hub": 3,  # refusals cut before the sender
    "exim_exporter": 0,
    "exim-real": 0,
    "exim-testsuite": 326,  # remarks of the test suite between logs, and a dialogue that a server wrote to the log
    "fail2ban/exim": 1,  # no stamp
    "fail2ban/postfix": 0,
    "lightmeter": 1,  # the end of a broken line
    "opensmtpd-real": 0,  # another system under syslog: irrelevant
    "sendmail-real": 0,
    "sergeymakinen-postfix_exporter": 15,  # malformed on purpose; two of them are deliveries without "to="
}


@cache
def third_party(folder: str = "") -> tuple[Path, ...]:
    """The logs under a folder of the third-party samples."""
    if not MTA_LOGS.is_dir():
        print(f"No third-party logs at {MTA_LOGS}: nothing to read.")
        return ()
    found = (path for path in sorted((MTA_LOGS / folder).rglob("*")) if path.is_file())
    return tuple(path for path in found if path.name not in NO_LOGS and path.suffix not in NO_LOGS)


def lines_of(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
    return [line for line in lines if line and not line.startswith("#")]


def folder_of(path: Path) -> str:
    first, *rest = path.relative_to(MTA_LOGS).parts
    return f"{first}/{rest[0]}" if first == "fail2ban" else first


def events_in(name: str) -> list[Event]:
    log = a_reader()
    found: list[Event] = []
    for line in lines_of(MTA_LOGS / name):
        try:
            found += log.read(line).events
        except UnreadableEvidence:
            continue
    return found


def test_every_line_is_an_event_or_irrelevant_or_unreadable_with_a_reason() -> None:
    sums: dict[str, Counter[str]] = {}
    for path in third_party():
        outcomes = Counter(outcome for _, outcome in sort_lines(lines_of(path), a_reader()))
        sums.setdefault(folder_of(path), Counter()).update(outcomes)
    for folder, outcomes in sorted(sums.items()):
        print(
            f"{folder}: {outcomes['event']} events, {outcomes['irrelevant']} irrelevant, {outcomes['unreadable']} unreadable"
        )
    assert {f: sums[f]["unreadable"] for f in UNREADABLE if f in sums} == {
        f: UNREADABLE[f] for f in UNREADABLE if f in sums
    }


def test_logs_of_postfix_and_exim_are_recognised() -> None:
    for folder, name in (("lightmeter", "postfix"), ("exim-real", "exim"), ("exim_exporter", "exim")):
        for path in third_party(folder):
            log = a_reader()
            list(sort_lines(lines_of(path), log))
            assert log.format == name, path


def test_logs_of_other_systems_are_not_taken_for_either() -> None:
    for folder in ("sendmail-real", "opensmtpd-real", "haraka-real"):
        for path in third_party(folder):
            log = a_reader()
            list(sort_lines(lines_of(path), log))
            assert log.format is None, path


# postfix-grok-patterns: what a daemon said, and its fields by name.
DAEMONS = {"tls_features": "smtp", "relay": "smtp", "script": "postfix-script", "trivial_rewrite": "trivial-rewrite"}
NOT_WHOLE_LINES = {"command_counter_data", "delays"}


def grok_cases() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path in sorted((MTA_LOGS / "postfix-grok-patterns").glob("*.yaml")) if third_party() else ():
        name = path.stem.rpartition("_")[0]
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        if name not in NOT_WHOLE_LINES and " " in case["data"]:
            yield DAEMONS.get(name, name), case["data"], case["results"]


def test_every_line_of_the_grok_patterns_is_read() -> None:
    for daemon, words, _ in grok_cases():
        postfix(words, daemon)


def test_fields_are_those_that_the_grok_patterns_find() -> None:
    compared = 0
    for daemon, words, results in grok_cases():
        for event in postfix(words, daemon):
            compared += 1
            assert event.queue_id == str(results.get("postfix_queueid", "")).replace("NOQUEUE", "")
            for field, value in fields_of(results, event):
                assert field == value, words
    assert compared > 30 or not third_party()


def fields_of(results: dict[str, Any], event: Event) -> Iterator[tuple[object, object]]:
    """What we found beside what they found, where both have it."""
    pairs = dict(re.findall(r"(\w+)=<?([^>,]*)>?", str(results.get("postfix_keyvalue_data", ""))))
    if "to" in pairs and event.kind is not Kind.DESCRIBED:
        yield event.recipient, pairs["to"]
    if "orig_to" in pairs:
        yield event.original_recipient, pairs["orig_to"]
    if "dsn" in pairs:
        yield event.enhanced_status, pairs["dsn"]
    if "delay" in pairs:
        yield event.delay, float(pairs["delay"])
    if "postfix_status_code_enhanced" in results:
        yield event.enhanced_status, results["postfix_status_code_enhanced"]
    if "postfix_bounce_queueid" in results:
        yield event.linked_queue_id, results["postfix_bounce_queueid"]
    if "postfix_smtp_response" in results and event.kind is Kind.DELIVERED:
        yield event.reply, results["postfix_smtp_response"]
    if "postfix_client_ip" in results:
        yield event.client_address, results["postfix_client_ip"]


# lightmeter: results of whole logs; a result is one recipient of one attempt.
STATUSES = {
    "parser.SentStatus": {Kind.DELIVERED},
    "parser.DeferredStatus": {Kind.DEFERRED},
    "parser.BouncedStatus": {Kind.FAILED},
    "parser.ExpiredStatus": {Kind.EXPIRED},
}


def lightmeter_results() -> Iterator[tuple[str, list[Event], list[dict[str, str]]]]:
    truth = MTA_LOGS / "lightmeter" / "truth.json"
    for name, modes in json.loads(truth.read_text(encoding="utf-8")).items() if third_party() else ():
        stated: dict[int, dict[str, str]] = {}
        for number, field, value in modes.get("single_node", {}).get("assertions", []):
            stated.setdefault(number, {})[field] = value
        yield name, events_in(f"lightmeter/{name}"), list(stated.values())


def test_every_status_that_lightmeter_finds_is_an_event() -> None:
    for name, events, results in lightmeter_results():
        found = Counter(event.kind for event in events)
        stated = Counter(result["ResultStatus"] for result in results if "ResultStatus" in result)
        for status, times in stated.items():
            assert sum(found[kind] for kind in STATUSES[status]) >= times, name


def test_recipients_senders_and_message_ids_are_those_that_lightmeter_finds() -> None:
    for name, events, results in lightmeter_results():
        told = {
            "QueueMessageID": {event.message_id for event in events},
            "QueueSenderLocalPart": {(event.envelope_sender or "").rpartition("@")[0] for event in events},
            "ResultRecipientLocalPart": {event.recipient.rpartition("@")[0] for event in events},
            "ResultRecipientDomainPart": {event.recipient.rpartition("@")[2] for event in events},
            "QueueProcessedMessageSize": {str(event.size) for event in events},
            "QueueDeliveryName": {event.queue_id for event in events},
        }
        for result in results:
            for field in told.keys() & result.keys():
                assert result[field] in told[field], (name, field)


def test_a_status_of_a_result_is_that_of_its_recipient() -> None:
    for name, events, results in lightmeter_results():
        for result in results:
            if {"ResultStatus", "ResultRecipientLocalPart", "ResultRecipientDomainPart"} <= result.keys():
                address = f"{result['ResultRecipientLocalPart']}@{result['ResultRecipientDomainPart']}"
                kinds = {event.kind for event in events if event.recipient == address}
                assert kinds & STATUSES[result["ResultStatus"]], (name, address)


def test_a_deferral_is_no_end_where_lightmeter_saw_none() -> None:
    if third_party():
        kinds = Counter(event.kind for event in events_in("lightmeter/18_expired.log"))
        assert (kinds[Kind.DEFERRED], kinds[Kind.EXPIRED]) == (5, 1)


def test_statuses_are_as_many_as_the_exporter_counts() -> None:
    """But for two deliveries without "to=", which it counts as deferred: they name no recipient and are unreadable."""
    if not third_party():
        return
    metrics = (MTA_LOGS / "sergeymakinen-postfix_exporter" / "metrics-without-config.txt").read_text(encoding="utf-8")
    counted = Counter(
        {status: int(n) for status, n in re.findall(r'qmgr_statuses_total{status="(\w+)"} (\d+)', metrics)}
    )
    for status, agent, number in re.findall(
        r'postfix_statuses_total{status="(\w+)",subprogram="(\w+)"} (\d+)', metrics
    ):
        counted[f"{status} by {agent}"] = int(number)
    names = {Kind.DELIVERED: "sent", Kind.FAILED: "bounced", Kind.DEFERRED: "deferred", Kind.EXPIRED: "expired"}
    events = [e for e in events_in("sergeymakinen-postfix_exporter/mail.log") if e.kind in names]
    found = Counter(f"{names[e.kind]} by {e.transport}" if e.transport else names[e.kind] for e in events)
    assert counted - found == Counter({"deferred by smtp": 2})


@pytest.mark.parametrize("name", ["postfix", "exim"])
def test_times_are_those_that_fail2ban_expects(name: str) -> None:
    """It reads the log on 14 August 2005, so stamps without a year are of the year up to then."""
    text = (MTA_LOGS / "fail2ban" / name).read_text(encoding="utf-8") if third_party() else ""
    cases = re.findall(r'^# failJSON: {.*?"time": "([^"]+)".*\n(?!#)(.+)$', text, re.MULTILINE)
    for expected, line in cases:
        now = datetime(2005, 8, 14, 12, tzinfo=UTC).timestamp()
        at = a_reader(now=now).read(line).at
        stated = re.sub(r"-(\d)T", r"-0\1T", expected)
        assert at == datetime.fromisoformat(f"{stated}+00:00").timestamp(), line
    assert len(cases) > 20 or not third_party()


def test_a_day_of_a_busy_server_gives_the_counts_that_are_stated() -> None:
    folder = MTA_LOGS / "one-day-rfc3339"
    if not (folder / "counts.json").is_file():
        print(f"No log of a whole day at {folder}: nothing to read.")
        return
    stated = json.loads((folder / "counts.json").read_text(encoding="utf-8"))
    outcomes: Counter[str] = Counter()
    for path in third_party("one-day-rfc3339"):
        outcomes.update(outcome for _, outcome in sort_lines(lines_of(path), a_reader()))
    assert sum(outcomes.values()) == stated["lines"]
    assert outcomes["unreadable"] == 0
