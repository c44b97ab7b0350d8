"""Who said 250 decides how far a delivery is proven."""

import pytest

from console.diagnosis.network import Network, Role
from tests.diagnosis.stories import delivered

OURS = Network(
    frozenset({"mail", "mail2", "mx-out.shop.test", "intern.shop.test", "198.51.100.7"}),
    frozenset({"smtp.provider.test", "sendgrid.test"}),
)


@pytest.mark.parametrize(
    ("host", "address", "role"),
    [
        ("mx.gmail.test", "203.0.113.9", Role.RECIPIENT_MX),
        ("mx.gmail.test", "", Role.RECIPIENT_MX),
        ("", "203.0.113.9", Role.RECIPIENT_MX),
        ("127.0.0.1", "127.0.0.1", Role.OWN_HOP),
        ("localhost", "127.0.0.1", Role.OWN_HOP),
        ("localhost", "::1", Role.OWN_HOP),
        ("127.77.0.5", "127.77.0.5", Role.OWN_HOP),
        ("filter.shop.test", "127.0.1.1", Role.OWN_HOP),
        ("mx.accept.test", "127.77.0.11", Role.RECIPIENT_MX),
        ("mx-out.shop.test", "203.0.113.9", Role.OWN_HOP),
        ("MX-Out.Shop.test.", "203.0.113.9", Role.OWN_HOP),
        ("hub.intern.shop.test", "203.0.113.9", Role.OWN_HOP),
        ("hub.extern.shop.test", "203.0.113.9", Role.RECIPIENT_MX),
        ("mail2", "", Role.OWN_HOP),
        ("mail2.shop.test", "10.0.0.6", Role.OWN_HOP),
        ("mail2.shop.test", "127.77.0.6", Role.OWN_HOP),
        ("mail2.shop.test", "fd00::6", Role.OWN_HOP),
        ("mail.customer.test", "203.0.113.9", Role.RECIPIENT_MX),
        ("mail.customer.test", "", Role.RECIPIENT_MX),
        ("relay.test", "198.51.100.7", Role.OWN_HOP),
        ("smtp.provider.test", "203.0.113.9", Role.PROVIDER),
        ("eu.sendgrid.test", "203.0.113.9", Role.PROVIDER),
        ("notsendgrid.test", "203.0.113.9", Role.RECIPIENT_MX),
    ],
)
def test_a_host_is_known_by_name_domain_or_address(host: str, address: str, role: Role) -> None:
    assert OURS.role(delivered(remote_mta=host, remote_address=address)) is role


@pytest.mark.parametrize(
    ("transport", "host", "role"),
    [
        ("lmtp", "dovecot.shop.test", Role.MAILBOX),
        ("virtual", "virtual", Role.MAILBOX),
        ("local", "local", Role.MAILBOX),
        ("pipe", "dovecot", Role.MAILBOX),
        ("pipe", "ticket-system", Role.OWN_HOP),
        ("address_pipe", "", Role.OWN_HOP),
        ("discard", "", Role.OWN_HOP),
        ("mail_spool", "", Role.MAILBOX),
        ("my_own_maildirs", "", Role.MAILBOX),
        ("remote_smtp", "mx.gmail.test", Role.RECIPIENT_MX),
        ("", "", Role.RECIPIENT_MX),
    ],
)
def test_a_delivery_agent_tells_a_mailbox_from_a_hop(transport: str, host: str, role: Role) -> None:
    assert OURS.role(delivered(transport=transport, remote_mta=host, remote_address="")) is role


def test_a_filter_over_lmtp_is_a_hop_and_no_mailbox() -> None:
    assert OURS.role(delivered(transport="lmtp", linked_queue_id="7A01B")) is Role.OWN_HOP


@pytest.mark.parametrize("words", ["delivered to command: /usr/bin/vacation", "delivered to file: /dev/null"])
def test_a_command_of_an_alias_is_no_mailbox(words: str) -> None:
    assert OURS.role(delivered(transport="local", remote_mta="local", reply=words)) is Role.OWN_HOP
