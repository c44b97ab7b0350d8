"""A test cannot leave the machine."""

import socket

import pytest

from tests.servers.loopback import LeavesTheMachine


def test_another_host_is_not_reached() -> None:
    with socket.socket() as connection, pytest.raises(LeavesTheMachine, match=r"192\.0\.2\.1"):
        connection.connect(("192.0.2.1", 25))


def test_a_name_is_not_looked_up() -> None:
    with pytest.raises(LeavesTheMachine, match=r"mx\.accept\.example"):
        socket.getaddrinfo("mx.accept.example", 25)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as connection:
        assert connection.getpeername()[0] == "127.0.0.1"
