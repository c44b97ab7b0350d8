"""Look-alike addresses: the one that was meant is proposed, another person's is not."""

import pytest

from console.diagnosis.look_alike import addresses_like, same_name_elsewhere

KNOWN = [
    "alice@gmail.com",
    "maria.schmidt@gmail.com",
    "john.smith@gmail.com",
    "stefan.mueller@web.de",
    "christian@acme-clinic.com",
    "johannes.weber@t-online.de",
    "martin.weber@t-online.de",
    "anna.koenig1987@gmx.de",
    "orders@shop.test",
]


def proposed(address: str) -> list[str]:
    """The addresses proposed for one that has no record."""
    return [proposal.address for proposal in addresses_like(address, KNOWN)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("alice@gmial.com", "alice@gmail.com"),
        ("alice@gmail.con", "alice@gmail.com"),
        ("Alice@Gmail.de", "alice@gmail.com"),
        ("mariaschmidt@gmail.com", "maria.schmidt@gmail.com"),
        ("maria_schmidt@gmail.com", "maria.schmidt@gmail.com"),
        ("maria.shcmidt@gmail.com", "maria.schmidt@gmail.com"),
        ("maria.schmitd@gmail.com", "maria.schmidt@gmail.com"),
        ("maria.schmdt@gmail.com", "maria.schmidt@gmail.com"),
        ("maria.schmidt+shop@gmail.com", "maria.schmidt@gmail.com"),
        ("schmidt.maria@gmail.com", "maria.schmidt@gmail.com"),
        ("jhon.smith@gmail.com", "john.smith@gmail.com"),
        ("john.smyth@gmail.com", "john.smith@gmail.com"),
        ("jon.smith@gmail.com", "john.smith@gmail.com"),
        ("stefan.muller@web.de", "stefan.mueller@web.de"),
        ("stefan.müller@web.de", "stefan.mueller@web.de"),
        ("steffan.mueller@web.de", "stefan.mueller@web.de"),
        ("stefan.mueller@wbe.de", "stefan.mueller@web.de"),
        ("johanes.weber@t-online.de", "johannes.weber@t-online.de"),
        ("johannes.weber@tonline.de", "johannes.weber@t-online.de"),
        ("christan@acme-clinic.com", "christian@acme-clinic.com"),
        ("christian@acme-clinc.com", "christian@acme-clinic.com"),
        ("christian@acmeclinic.com", "christian@acme-clinic.com"),
        ("christian@acme-clinic.de", "christian@acme-clinic.com"),
        ("anna-koenig1987@gmx.de", "anna.koenig1987@gmx.de"),
        ("anna.konig1987@gmx.ed", "anna.koenig1987@gmx.de"),
    ],
)
def test_the_address_that_was_meant_is_proposed_first(typed: str, meant: str) -> None:
    assert proposed(typed)[:1] == [meant]


@pytest.mark.parametrize(
    "address",
    [
        "alice@gmail.com",
        "alina@gmail.com",
        "malice@gmail.com",
        "alice2@gmail.com",
        "alice@ymail.com",
        "alice@hotmail.com",
        "maria.schmitz@gmail.com",
        "mario.schmidt@gmail.com",
        "martina.weber@t-online.de",
        "marvin.weber@t-online.de",
        "johanna.weber@t-online.de",
        "anna.koenig1978@gmx.de",
        "anna.koenig1988@gmx.de",
        "anna.koenig1987@gmx.net",
        "christiane@acme-clinic.com",
        "christina@acme-clinic.de",
        "christina@acme-clinic.com",
        "order@shop.test",
        "stefan.mueller@gmx.de",
        "stefan.moeller@web.de",
    ],
)
def test_another_person_is_not_proposed(address: str) -> None:
    assert proposed(address) == []


def test_the_difference_is_said() -> None:
    (proposal,) = addresses_like("alice@gmial.com", KNOWN)
    assert proposal.difference == "gmial.com instead of gmail.com"


def test_mail_that_went_to_the_mistyped_address_is_found_from_the_right_one() -> None:
    assert [proposal.address for proposal in addresses_like("alice@gmail.com", ["alice@gmial.com"])] == [
        "alice@gmial.com"
    ]


def test_the_likeliest_stands_first_and_the_list_is_short() -> None:
    known = [*(f"maria.schmidt+{number}@gmx.de" for number in range(9)), "maria.schmidt@gmx.de"]
    assert len(addresses_like("maria.schmidt@gmx.ed", known)) == 5
    assert addresses_like("maria.schmidt@gmx.ed", known)[0].address == "maria.schmidt@gmx.de"


def test_the_same_name_elsewhere_may_be_the_same_person() -> None:
    assert same_name_elsewhere("maria.schmidt@web.de", KNOWN) == ["maria.schmidt@gmail.com"]
    assert same_name_elsewhere("alice@web.de", KNOWN) == []
