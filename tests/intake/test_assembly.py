"""Putting a batch together: the short way through must come to the same as the long one."""

import random
from pathlib import Path

from console.diagnosis.network import Network
from console.intake import wire
from console.intake.assembly import Assembly, Takers, _all_taken, outcome, recipients_of
from console.intake.batch import Batch, Lines, Progress, Unread
from console.intake.recognise import Options
from tests.benchmarks.log_generator import LogGenerator
from tests.intake.postfix_lines import arrival, attempt, sent

NETWORKS = (Network(), Network(smart_hosts=frozenset({"gmail.com"})), Network(own_hosts=frozenset({"outlook.com"})))


def assembled(lines: list[str]) -> Assembly:
    """The lines, read and put together."""
    reader, assembly = Options().reader("postfix"), Assembly()
    for place, line in enumerate(lines):
        entry = reader.read(line)
        assembly.add(entry.host, entry.events, place)
    return assembly


def test_the_short_way_comes_to_the_same_as_the_long_one(tmp_path: Path) -> None:
    LogGenerator(2000).write(tmp_path / "mail.log")
    stays = assembled((tmp_path / "mail.log").read_text().splitlines()).stays
    short = [
        (set(found), set(recipients_of(stay.events, network)))
        for network in NETWORKS
        for stay in stays
        if stay.all_taken and (found := _all_taken(stay, Takers(network))) is not None
    ]
    assert len(short) > 0.8 * len(stays) * len(NETWORKS)
    assert [found for found, expected in short if found != expected] == []


def test_the_outcome_of_a_message_is_the_same_in_whatever_order_its_events_come(tmp_path: Path) -> None:
    LogGenerator(1000).write(tmp_path / "mail.log")
    stays = assembled((tmp_path / "mail.log").read_text().splitlines()).stays
    shuffled = [(stay.events, random.Random(7).sample(stay.events, len(stay.events))) for stay in stays]
    for network in NETWORKS:
        for events, others in shuffled:
            assert set(outcome(others, Takers(network))) == set(recipients_of(events, network))


def test_a_batch_survives_its_way_to_the_writer(tmp_path: Path) -> None:
    LogGenerator(200).write(tmp_path / "mail.log")
    drafts = assembled((tmp_path / "mail.log").read_text().splitlines()).drafts(Network())
    progress, lines = Progress("mail.log", "f", "postfix", 1, "t", 2, 3, 4, 5), Lines(2, 3, 4, 5, 6)
    batch = Batch(progress, lines, (), tuple(drafts), (Unread(7, "Torn.", b"\xff", 1 << 32),), 0)
    assert wire.unpack(wire.pack(batch)) == batch


def test_a_client_that_goes_away_leaves_no_message() -> None:
    [draft] = assembled(arrival("4FAC23D1C1", "one@shop.example")[:1]).drafts(Network())
    assert draft.recipients == ()


def test_what_a_message_is_about_is_noted() -> None:
    [draft] = assembled(sent("4FAC23D1C1", "one@shop.example", "Alice@There.example")).drafts(Network())
    assert (draft.message_id, draft.envelope_sender, draft.size) == ("one@shop.example", "billing@shop.example", 2000)
    assert [recipient.address for recipient in draft.recipients] == ["alice@there.example"]


def test_a_message_to_three_has_three_recipients() -> None:
    people = ["a@there.example", "b@there.example", "c@there.example"]
    said = [attempt("4FAC23D1C1", person, "sent", "250 OK") for person in people]
    [draft] = assembled([*arrival("4FAC23D1C1", "one@shop.example"), *said]).drafts(Network())
    assert [recipient.address for recipient in draft.recipients] == people
