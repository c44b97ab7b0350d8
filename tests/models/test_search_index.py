"""Parts of addresses and subjects are found by their trigrams, on both databases."""

import pytest
from sqlalchemy import Connection, Engine, insert, select, text

from console.models import search_index
from console.models.address import Address
from console.models.domain import Domain
from console.models.subject import Subject

ADDRESSES = [
    (1, "john.smith@example.com"),
    (2, "smi@th.example.com"),
    (3, "100%_off@example.com"),
    (4, '"a b"@example.com'),
    (5, "back\\slash@example.com"),
]
SUBJECTS = [(1, "Ihre Überweisung Nr. 5"), (2, "überweisung"), (3, 'Order "100%" done')]


def fill(connection: Connection) -> None:
    connection.execute(insert(Domain), {"id": 1, "name": "example.com", "reversed_name": "com.example"})
    connection.execute(insert(Address), [{"id": n, "address": a, "domain_id": 1} for n, a in ADDRESSES])
    connection.execute(insert(Subject), [{"id": n, "text": t} for n, t in SUBJECTS])


def addresses(connection: Connection, *parts: str) -> list[int]:
    query = search_index.addresses_holding(connection.dialect.name, parts)
    return sorted(connection.scalars(query))


def subjects(connection: Connection, *parts: str) -> list[int]:
    return sorted(connection.scalars(search_index.subjects_holding(connection.dialect.name, parts)))


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (["smith"], [1]),
        (["smi"], [1, 2]),
        (["sm"], [1, 2]),
        (["smith", "john"], [1]),
        (["smith", "off"], []),
        (["0%_"], [3]),
        (["0_%"], []),
        (['"a b"'], [4]),
        (["k\\s"], [5]),
        (["th.ex"], [2]),
        (["zzz"], []),
    ],
)
def test_addresses_are_found_by_parts(engine: Engine, parts: list[str], found: list[int]) -> None:
    with engine.begin() as connection:
        fill(connection)
        search_index.index_addresses(connection, ADDRESSES)
        assert addresses(connection, *parts) == found


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        (["überweisung"], [1, 2]),
        (["ÜBERWEISUNG", "5"], [1]),
        (["nr."], [1]),
        (["er order"], []),
        (['"100%" done'], [3]),
        (["100_"], []),
        (["x"], []),
    ],
)
def test_subjects_are_found_in_any_case(engine: Engine, parts: list[str], found: list[int]) -> None:
    with engine.begin() as connection:
        fill(connection)
        search_index.index_subjects(connection, SUBJECTS)
        assert subjects(connection, *parts) == found


def test_rows_that_were_not_announced_are_found_after_indexing_anew(engine: Engine) -> None:
    with engine.begin() as connection:
        fill(connection)
        search_index.rebuild(connection)
        assert addresses(connection, "smith") == [1]


def test_creating_the_index_again_leaves_it_as_it_is(engine: Engine) -> None:
    with engine.begin() as connection:
        fill(connection)
        search_index.index_addresses(connection, ADDRESSES)
        search_index.create(connection)
        assert addresses(connection, "smith") == [1]


def test_what_the_index_is_made_of_is_known_as_its_own(engine: Engine) -> None:
    with engine.connect() as connection:
        names = connection.dialect.get_table_names(connection)
        assert {name for name in names if "trigram" in name} == {name for name in names if search_index.owns(name)}


def test_nothing_to_announce_is_no_trouble(engine: Engine) -> None:
    with engine.begin() as connection:
        search_index.index_addresses(connection, [])
        assert connection.scalar(select(text("1"))) == 1
