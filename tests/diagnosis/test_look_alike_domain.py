"""Mistyped domains find the one that was meant; correct ones are left alone."""

from pathlib import Path

import pytest

from console.diagnosis.look_alike_domain import domains_like

HERE = Path(__file__).parent
OURS = {"shop.test", "praxis-mueller.de", "klinik2.de", "hospital-b.org", "acme.com", "stadtwerke-nord.de"}


def lines(name: str) -> list[list[str]]:
    """The lines of a list beside this file, in words."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [line.split() for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(("typed", "meant"), [tuple(line) for line in lines("typos.txt")])
def test_a_typo_finds_the_domain_that_was_meant(typed: str, meant: str) -> None:
    assert [proposal.domain for proposal in domains_like(typed, OURS)][:1] == [meant]


@pytest.mark.parametrize("domain", [line[0] for line in lines("correct_domains.txt")])
def test_nothing_is_proposed_for_a_correct_domain(domain: str) -> None:
    assert domains_like(domain, OURS) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("praxis-muelelr.de", "praxis-mueller.de"),
        ("praxismueller.de", "praxis-mueller.de"),
        ("praxis-mueler.de", "praxis-mueller.de"),
        ("stadtwerke-nord.com", "stadtwerke-nord.de"),
        ("stadtwerke.nord.de", "stadtwerke-nord.de"),
    ],
)
def test_a_typo_of_a_domain_we_write_to_is_seen(typed: str, meant: str) -> None:
    assert domains_like(typed, OURS)[0].domain == meant


def test_the_difference_is_said() -> None:
    assert domains_like("gmial.com")[0].difference == "letters swapped"
    assert domains_like("gmail.con")[0].difference == "another ending"
