"""Every cause of a gap has a sentence and a remedy."""

import pytest

from console.diagnosis.gap_cause import GAP_CAUSES, GapCause


@pytest.mark.parametrize("cause", GAP_CAUSES, ids=lambda cause: cause.name)
def test_a_cause_is_told_as_part_of_a_sentence(cause: GapCause) -> None:
    told = cause.told("mx2", "09:10–09:25")
    assert "mx2" in told
    assert not told.endswith(".")
    assert "{" not in told


@pytest.mark.parametrize("cause", GAP_CAUSES, ids=lambda cause: cause.name)
def test_a_cause_says_what_to_do(cause: GapCause) -> None:
    assert cause.remedy.endswith(".")
    assert cause.label[0].isupper()


def test_causes_are_told_apart() -> None:
    assert (
        len({cause.name for cause in GAP_CAUSES})
        == len({cause.told("", "") for cause in GAP_CAUSES})
        == len(GAP_CAUSES)
    )


def test_a_log_without_host_names_is_called_so() -> None:
    assert GAP_CAUSES[0].told("", "since 09:10").startswith("a log without host names was not read since 09:10")
