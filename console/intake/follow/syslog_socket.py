"""A syslog socket: what other hosts log, over UDP (RFC 5426, and as RFC 3164 has it) or TCP (RFC 6587)."""

import errno
import os
import selectors
import socket
import struct
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

from console.intake.files import UnreadableFile
from console.intake.follow.collected import Collected, Piece
from console.intake.follow.framing import Framing
from console.intake.follow.syslog_address import RefusedAddress, SyslogAddress, address_of

LONGEST_MESSAGE = 16 * 1024  # octets; rsyslog sends 8 KiB at most unless told to
LONGEST_DATAGRAM = 65_536  # octets
BUFFER = 8 * 1024 * 1024  # octets that the system keeps for a busy second, where it may
MOST_CONNECTIONS = 500
DATAGRAMS_AT_ONCE = 1000
WAKING = 0.2  # seconds until it is seen that it is to end
SO_RXQ_OVFL = 40  # Linux: have it tell how many datagrams it had to drop; not in Python's list
TOO_LONG = f"The datagram is longer than {LONGEST_MESSAGE:,} octets."
LOST = "Before this, {number} messages were lost: they came faster than they could be taken."

# What senders put at the end, and what would be a line of its own in the evidence: rsyslog escapes it so, too.
TRAILERS = b"\r\n\0 "
LINE_END, ESCAPED = b"\n", b"#012"


class SyslogSocket:
    """Collects messages in a thread. `place` is as in udp:127.0.0.1:5514."""

    trouble = ""
    ended = False

    def __init__(self, place: str) -> None:
        self.fingerprint = uuid4().hex
        self.failure = ""
        self._place = place
        self._selector = selectors.DefaultSelector()
        self._framings: dict[socket.socket, Framing] = {}
        self._lost = 0  # datagrams, since the socket was opened
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"syslog {place}", daemon=True)

    def start(self, cursor: str, collected: Collected) -> None:
        """See `stream.Collector`."""
        try:
            address = address_of(self._place)
        except RefusedAddress as error:
            raise UnreadableFile(str(error)) from None
        self._collected = collected
        self._listening = _listening_at(address)
        taking = self._take_datagrams if address.protocol == "udp" else self._accept
        self._selector.register(self._listening, selectors.EVENT_READ, taking)
        self._thread.start()

    def stop(self) -> None:
        """See `stream.Collector`."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                for key, _ in self._selector.select(WAKING):
                    key.data(key.fileobj)
        except OSError as error:
            self.failure = f"The socket {self._place} fails: {os.strerror(error.errno or 0)}. It is opened again."
        finally:
            self._close()

    def _close(self) -> None:
        if self._listening.type == socket.SOCK_DGRAM:
            self._take_datagrams(self._listening)
        for connection in list(self._framings):
            self._end(connection)
        self._selector.close()
        self._listening.close()

    def _take_datagrams(self, listening: socket.socket) -> None:
        self._collected.add(self._datagrams(listening))

    def _datagrams(self, listening: socket.socket) -> Iterator[Piece]:
        for _ in range(DATAGRAMS_AT_ONCE):
            try:
                datagram, told, _, _ = listening.recvmsg(LONGEST_DATAGRAM, socket.CMSG_SPACE(4))
            except BlockingIOError:
                return
            yield from self._note_lost(told)
            yield Piece(_line(datagram), TOO_LONG if len(datagram) > LONGEST_MESSAGE else "")

    def _note_lost(self, told: list[tuple[int, int, bytes]]) -> Iterator[Piece]:
        for level, kind, data in told:
            if (level, kind) == (socket.SOL_SOCKET, SO_RXQ_OVFL):
                [lost] = struct.unpack("I", data)
                if lost != self._lost:
                    sentence = LOST.format(number=(lost - self._lost) % 2**32)
                    yield Piece(f"{datetime.now(UTC).isoformat()} {sentence}".encode(), sentence)
                self._lost = lost

    def _accept(self, listening: socket.socket) -> None:
        connection, _ = listening.accept()
        if len(self._framings) >= MOST_CONNECTIONS:
            connection.close()
            return
        connection.setblocking(False)
        self._framings[connection] = Framing(LONGEST_MESSAGE, counted=True)
        self._selector.register(connection, selectors.EVENT_READ, self._receive)

    def _receive(self, connection: socket.socket) -> None:
        try:
            octets = connection.recv(LONGEST_DATAGRAM)
        except BlockingIOError:
            return
        except OSError:  # its sender went away
            octets = b""
        if octets:
            self._collect(self._framings[connection].feed(octets))
        else:
            self._end(connection)

    def _end(self, connection: socket.socket) -> None:
        self._collect(self._framings.pop(connection).end())
        self._selector.unregister(connection)
        connection.close()

    def _collect(self, pieces: Iterator[Piece]) -> None:
        self._collected.add(piece._replace(content=_line(piece.content)) for piece in pieces)


def _line(message: bytes) -> bytes:
    return message.rstrip(TRAILERS).replace(LINE_END, ESCAPED)


def _listening_at(address: SyslogAddress) -> socket.socket:
    listening = socket.socket(address.family, address.kind)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        if address.protocol == "tcp":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        elif os.uname().sysname == "Linux":
            listening.setsockopt(socket.SOL_SOCKET, SO_RXQ_OVFL, 1)
        listening.bind((address.host, address.port))
        if address.protocol == "tcp":
            listening.listen()
    except OSError as error:
        listening.close()
        raise UnreadableFile(_why(address, error)) from None
    listening.setblocking(False)
    return listening


def _why(address: SyslogAddress, error: OSError) -> str:
    place = f"{address.protocol} port {address.port} of {address.host}"
    remedies = {
        "EADDRINUSE": f"Another program listens at {place}. Stop it, or choose another port.",
        "EACCES": f"This user may not listen at {place}. Choose a port from 1024 on.",
        "EADDRNOTAVAIL": f"{address.host} is no address of this machine. Choose one that is.",
    }
    name = errno.errorcode.get(error.errno or 0, "")
    return remedies.get(name, f"Nothing can listen at {place}: {error.strerror}.")
