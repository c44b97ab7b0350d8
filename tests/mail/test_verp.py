"""Signed envelope senders."""

import pytest

from console.mail.verp import signed_message_id, signed_sender

KEY = b"a key of this installation"
MAILBOX = "bounces@bounce.shop.example"


def test_a_signed_sender_names_its_message() -> None:
    address = signed_sender(MAILBOX, "7f3k9q2mzc41", KEY)
    assert address.startswith("bounces+7f3k9q2mzc41-")
    assert signed_message_id(address, KEY) == "7f3k9q2mzc41@bounce.shop.example"


def test_servers_may_change_its_case() -> None:
    assert (
        signed_message_id(signed_sender(MAILBOX, "7f3k9q2mzc41", KEY).upper(), KEY)
        == "7f3k9q2mzc41@bounce.shop.example"
    )


def test_nobody_else_can_make_one() -> None:
    address = signed_sender(MAILBOX, "7f3k9q2mzc41", KEY)
    assert not signed_message_id(address.replace("7f3k", "8f3k"), KEY)
    assert not signed_message_id(address.replace("bounce.shop", "bounce.evil"), KEY)
    assert not signed_message_id(address, b"another key")
    assert not signed_message_id(address, b"")


@pytest.mark.parametrize("token", ["short", "WITH-CAPITALS", "x" * 41, "a b c d e f", "a+b-c=d@e"])
def test_a_token_that_no_address_could_hold_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="a token is 8 to 40"):
        signed_sender(MAILBOX, token, KEY)


def test_a_local_part_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 64 octets"):
        signed_sender(f"{'b' * 30}@shop.example", "x" * 20, KEY)


@pytest.mark.parametrize(
    "address", ["", "@", "bounces@bounce.shop.example", "bounces+1001=alice.example@bounce.shop.example"]
)
def test_other_addresses_are_none_of_ours(address: str) -> None:
    assert not signed_message_id(address, KEY)
