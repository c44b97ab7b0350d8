"""Whole logs of real mail systems, and the truth about them."""

import json
from collections import Counter
from functools import cache
from typing import Any

import pytest

from console.mail.event import Event, Kind
from tests.intake.logs.joining import Queues, fates, queues_of
from tests.intake.logs.samples import EVIDENCE, a_reader, events_of, read_all, records, sample

TRUTH: list[dict[str, Any]] = json.loads((EVIDENCE / "postfix-lab" / "truth.json").read_text(encoding="utf-8"))
REFUSED = ("refused at RCPT", "refused after DATA")
FORMATS = ("traditional", "rfc3339", "rfc5424", "rsyslog-jsonmesg")
JOURNALS = ("json", "short", "short-full", "short-iso", "short-precise", "short-unix")


@cache
def lab_events() -> tuple[Event, ...]:
    return tuple(events_of(sample("postfix-lab/mail.log.gz")) + events_of(sample("postfix-lab/mail2.log.gz")))


@cache
def lab_queues() -> Queues:
    return queues_of(lab_events())


def bare(message_id: str | None) -> str:
    return (message_id or "").strip("<>")


def refusals(event_of: dict[str, Any], recipient: str) -> list[Event]:
    return [
        event
        for event in lab_events()
        if event.kind is Kind.REJECTED
        and event.envelope_sender == event_of["mail_from"]
        and event.recipient == recipient
    ]


ACCEPTED = [t for t in TRUTH if t["queue_id"]]


@pytest.mark.parametrize("told", ACCEPTED, ids=[f"{t['label']}-{t['queue_id']}" for t in ACCEPTED])
def test_the_events_of_postfix_tell_the_fate_of_every_recipient(told: dict[str, Any]) -> None:
    found = fates(told["queue_id"], lab_queues())
    for recipient in told["recipients"]:
        assert found[recipient["recipient"]] == recipient["final"]


def test_a_message_submitted_on_the_host_is_found_by_its_message_id() -> None:
    cron = next(t for t in TRUTH if t["label"] == "pickup")
    queue_id = next(e.queue_id for e in lab_events() if e.message_id == bare(cron["message_id"]))
    found = fates(queue_id, lab_queues())
    assert {r["recipient"]: r["final"] for r in cron["recipients"]}.items() <= found.items()


REFUSED_AT_ONCE = [
    t for t in TRUTH if not t["queue_id"] and t["recipients"][0]["final"] in REFUSED and t["label"] != "too-big"
]


@pytest.mark.parametrize("told", REFUSED_AT_ONCE, ids=[t["label"] for t in REFUSED_AT_ONCE])
def test_what_postfix_refused_is_an_event_in_its_own_words(told: dict[str, Any]) -> None:
    for recipient in told["recipients"]:
        (event,) = refusals(told, recipient["recipient"])
        assert event.reply
        assert recipient["reply"].endswith(event.reply)
        assert bool(event.queue_id) == (
            recipient["final"] == "refused after DATA" and told["label"] != "proxy-filter-reject"
        )


def test_a_message_that_outgrew_the_limit_is_refused_as_a_whole() -> None:
    queue_id = next(e.queue_id for e in lab_events() if e.message_id == "big@app.shop.test")
    kinds = [e.kind for e in lab_queues()[queue_id]]
    assert kinds == [Kind.RECEIVED, Kind.DESCRIBED, Kind.REJECTED]


def test_aliases_are_told_with_the_address_before_them() -> None:
    told = next(t for t in TRUTH if t["label"] == "alias-orig_to")
    found = {e.recipient: e.original_recipient for e in lab_queues()[told["queue_id"]] if e.recipient}
    assert found == {r["recipient"]: r["orig_to"] for r in told["recipients"]}


def test_sender_and_message_id_are_those_that_were_submitted() -> None:
    for told in ACCEPTED:
        events = lab_queues()[told["queue_id"]]
        assert told["mail_from"] in {e.envelope_sender for e in events}
        if told["message_id"]:
            assert bare(told["message_id"]) in {e.message_id for e in events}


def test_every_attempt_that_a_server_put_off_is_a_deferral() -> None:
    for told in ACCEPTED:
        for recipient in told["recipients"]:
            of_it = [e for e in lab_queues()[told["queue_id"]] if e.recipient == recipient["recipient"]]
            deferrals = sum(e.kind is Kind.DEFERRED and " said: 4" in e.reply for e in of_it)
            assert deferrals >= recipient["tempfails_seen_by_sink"]


def without_what_templates_cut(event: Event) -> Event:
    """RFC 3164 has no fractions, and the template for RFC 5424 no daemon: agents are guessed, a deletion is an end."""
    kind = Kind.REMOVED if event.kind is Kind.DELETED else event.kind
    return event._replace(at=float(int(event.at)), transport="", kind=kind)


@pytest.mark.parametrize("name", FORMATS[1:])
def test_four_formats_of_one_run_give_the_same_events_four_times(name: str) -> None:
    first = events_of(sample("postfix-four-formats/traditional.log.gz"))
    again = events_of(sample(f"postfix-four-formats/{name}.log.gz"))
    assert len(first) == len(again)
    assert [without_what_templates_cut(e) for e in first] == [without_what_templates_cut(e) for e in again]


def test_only_rfc_5424_cuts_the_daemon_and_then_the_agent_follows_from_the_relay() -> None:
    whole = events_of(sample("postfix-four-formats/rfc3339.log.gz"))
    assert whole == events_of(sample("postfix-four-formats/rsyslog-jsonmesg.log.gz"))
    cut = events_of(sample("postfix-four-formats/rfc5424.log.gz"))
    differing = Counter((a.kind, a.transport, b.transport) for a, b in zip(whole, cut, strict=True) if a != b)
    assert {(kind, before) for kind, before, _ in differing} <= {
        (Kind.REMOVED, "qmgr"),
        (Kind.DELETED, "postsuper"),
        (Kind.DEFERRED, "smtp"),  # without a relay nothing tells the agent
        (Kind.FAILED, "smtp"),
    }


def test_four_formats_tell_the_same_fates() -> None:
    told = []
    for name in FORMATS:
        queues = queues_of(events_of(sample(f"postfix-four-formats/{name}.log.gz")))
        told.append({queue_id: fates(queue_id, queues) for queue_id in queues if queue_id})
    assert told[0] == told[1] == told[2] == told[3]
    assert Counter(fate for one in told[0].values() for fate in one.values())["deleted"] == 1


@pytest.mark.parametrize("name", JOURNALS[1:])
def test_the_journal_says_the_same_in_every_form(name: str) -> None:
    first = events_of(sample("journald/json.log.gz"))
    again = events_of(sample(f"journald/{name}.log.gz"))
    assert [e._replace(at=float(int(e.at))) for e in first] == [e._replace(at=float(int(e.at))) for e in again]


@pytest.mark.parametrize("name", [f"postfix-four-formats/{n}.log.gz" for n in FORMATS] + ["postfix-lab/mail.log.gz"])
def test_postfix_is_recognised(name: str) -> None:
    log = a_reader()
    log.read(sample(name)[0])
    assert log.format == "postfix"


def test_exim_names_each_recipient_that_a_server_spoke_of_with_what_it_said_last() -> None:
    queues = queues_of(events_of(sample("exim/mainlog.gz")))
    by_sender = {
        events[0].envelope_sender: queue_id for queue_id, events in queues.items() if events[0].envelope_sender
    }
    last = {
        (said["mail_from"], recipient): said["code"]
        for said in records("exim/sinks.jsonl.gz")
        for recipient in said.get("rcpts", [])
        if said["peer"] == "127.77.0.8" and said["mail_from"] in by_sender
    }
    assert len(last) > 30
    for (sender, recipient), code in last.items():
        fate = fates(by_sender[sender], queues)[recipient]
        assert fate in {2: ("sent",), 4: ("expired", "waiting"), 5: ("bounced",)}[code // 100], (sender, recipient)


def test_exim_tells_of_all_that_it_took_and_of_all_that_it_refused() -> None:
    events = events_of(sample("exim/mainlog.gz"))
    taken = {e.queue_id: e for e in events if e.kind is Kind.RECEIVED}
    refused = {(e.envelope_sender, e.recipient): e for e in events if e.kind is Kind.REJECTED}
    for told in records("exim/sender.jsonl.gz"):
        taken_as = told.get("reply", "").partition("250 OK id=")[2]
        if taken_as:
            event = taken[taken_as]
            assert event.envelope_sender == told["mail_from"]
            assert event.message_id == bare(told["message_id"])
            assert event.recipient_count == len(told["rcpts"])
        else:
            recipients = told["rcpts"] if told.get("rejected") else [""]
            assert all((told["mail_from"], recipient) in refused for recipient in recipients)


def test_the_rejectlog_adds_nothing_to_the_mainlog() -> None:
    refused = {e for e in events_of(sample("exim/mainlog.gz")) if e.kind is Kind.REJECTED}
    assert set(events_of(sample("exim/rejectlog.gz"))) == refused


@pytest.mark.parametrize(
    "name",
    ["postfix-lab/mail.log.gz", "postfix-lab/mail2.log.gz", "exim/mainlog.gz", "exim/rejectlog.gz"]
    + [f"postfix-four-formats/{n}.log.gz" for n in FORMATS]
    + [f"journald/{n}.log.gz" for n in JOURNALS],
)
def test_no_line_of_our_samples_is_unreadable(name: str) -> None:
    assert len(read_all(sample(name))) == len(sample(name))
