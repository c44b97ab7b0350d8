"""Roles as one table of rights."""

from console.access import ROLE_LABELS, ROLES, Permission


def test_an_agent_answers_questions_and_manages_nothing() -> None:
    assert Permission.SEARCH_RUN in ROLES["agent"]
    assert Permission.ACCOUNT_MANAGE not in ROLES["agent"]
    assert Permission.SEARCH_EXPORT not in ROLES["agent"]


def test_a_lead_may_all_that_an_agent_may() -> None:
    assert ROLES["lead"] > ROLES["agent"]


def test_an_auditor_reads_the_trail_and_no_mail() -> None:
    assert Permission.AUDIT_READ in ROLES["auditor"]
    assert not {right for right in ROLES["auditor"] if right.startswith(("message:", "search:"))}


def test_every_role_has_a_label_and_permissions_stand_in_order() -> None:
    assert ROLE_LABELS.keys() == ROLES.keys()
    assert [right.value for right in Permission] == sorted(right.value for right in Permission)
    assert all(right.value.count(":") == 1 for right in Permission)
