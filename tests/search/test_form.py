"""The fields of the search page say the same as the box."""

from zoneinfo import ZoneInfo

import pytest

from console.search.criteria import BadSearch, Criteria, Match
from console.search.form import Form, filled, read

BERLIN = ZoneInfo("Europe/Berlin")
NOW = 1_763_640_000.0  # 20 November 2025, 13:00 in Berlin


@pytest.mark.parametrize(
    ("fields", "criteria"),
    [
        ({}, Criteria()),
        ({"recipient": "Anna", "match": "part"}, Criteria(recipients=("anna",), match=Match.PART)),
        ({"recipient": "anna@b.example", "match": "exact"}, Criteria(recipients=("anna@b.example",))),
        ({"recipient": "anna", "match": "prefix"}, Criteria(recipients=("anna",), match=Match.PREFIX)),
        ({"recipient": "anna*", "match": "exact"}, Criteria(recipients=("anna",), match=Match.PREFIX)),
        ({"recipient": "@b.example", "match": "part"}, Criteria(domain="b.example")),
        ({"domain": "B.example", "subdomains": "1"}, Criteria(domain="b.example", subdomains=True)),
        ({"since": "2025-11-20", "until": "2025-11-20"}, Criteria(since=1763593200, until=1763679600)),
        ({"since": "2025-11-20T12:00:05"}, Criteria(since=1763636405)),
        ({"days": "1", "since": "2025-01-01"}, Criteria(since=1763593200)),
        ({"days": "any", "since": "2025-01-01"}, Criteria()),
        ({"status": "soft_bounced,hard_bounced"}, Criteria(statuses=("soft_bounced", "hard_bounced"))),
        ({"reason": "mailbox_full"}, Criteria(reasons=("mailbox_full",))),
        ({"sender": "Billing@Shop.example"}, Criteria(sender="billing@shop.example")),
        ({"subject": 'your "new order"'}, Criteria(subject=("your", "new order"))),
        ({"id": "<a@b.example> 4ABC"}, Criteria(ids=("a@b.example", "4ABC"))),
    ],
)
def test_fields_become_criteria(fields: dict[str, str], criteria: Criteria) -> None:
    assert read(fields, BERLIN, NOW) == criteria


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(recipients=("anna", "smith"), match=Match.PART),
        Criteria(recipients=("anna@b.example",), since=1763593200, until=1763679600),
        Criteria(domain="b.example", subdomains=True, statuses=("delivered", "expired"), reasons=("greylisted",)),
        Criteria(since=1763636405, until=1763636465, sender="<>"),
        Criteria(subject=("your", 'new "big" order'), ids=("a@b.example",)),
    ],
)
def test_criteria_stand_in_the_fields_and_come_back_the_same(criteria: Criteria) -> None:
    form = filled(criteria, BERLIN)
    fields = {name: str(getattr(form, name) or "") for name in Form.__dataclass_fields__}
    assert read(fields, BERLIN, NOW) == criteria


@pytest.mark.parametrize(
    "fields", [{"since": "soon"}, {"days": "0"}, {"days": "²"}, {"recipient": "a", "match": "like"}, {"status": "lost"}]
)
def test_what_is_wrong_in_a_field_is_told(fields: dict[str, str]) -> None:
    with pytest.raises(BadSearch):
        read(fields, BERLIN, NOW)
