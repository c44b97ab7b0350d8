"""imaplib, held to bounds: no answer takes more memory or time than was allowed for it.

imaplib itself allocates whatever size a server announces, waits for a line as long as its octets drip in, and keeps
all that comes unasked. Here every exchange has an allowance of octets and of seconds, and a literal (RFC 9051 section
4.3) or a line that would go beyond it is refused before it is read.
"""

import imaplib
import selectors
import socket
import ssl
import time

CHUNK = 256 * 1024  # octets
LINE = 5 * 1024 * 1024  # octets: some 400,000 UIDs in one answer to SEARCH
QUIET = 60.0  # seconds for which a server may say nothing
SLOWEST = 50_000  # octets a second
LITTLE = 1024 * 1024  # octets, of what is no mail
CONNECTING = 30.0  # seconds


class TooMuch(Exception):
    """The server says more than it may; the message is part of a sentence. `octets` is the literal it announced, or 0."""

    def __init__(self, sentence: str, octets: int = 0) -> None:
        super().__init__(sentence)
        self.octets = octets


class BoundedImap(imaplib.IMAP4):
    """`context`: speak TLS from the first octet. Raises what imaplib raises, OSError, and TooMuch."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None = None) -> None:
        self._context = context
        self._received = bytearray()
        self.allow()
        super().__init__(host, port, timeout=CONNECTING)

    def allow(self, octets: int = LITTLE, literal: int = LITTLE) -> None:
        """What the next exchange may take: octets in all, and of one literal; time enough for so many comes with it."""
        self._octets, self._literal = octets, literal
        self._until = time.monotonic() + QUIET + octets / SLOWEST

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """See imaplib."""
        self.host, self.port = host, port
        self.sock = socket.create_connection((host, port), timeout)
        if self._context is not None:
            self.sock = self._wrapped(self._context)

    def secure(self, context: ssl.SSLContext) -> None:
        """Change to TLS (RFC 2595). What was said in clear until then is forgotten, and more than that is refused."""
        self.allow()
        verdict, _ = self.xatom("STARTTLS")
        if verdict != "OK":
            raise self.error("STARTTLS is refused")
        if self._received:
            raise self.abort("something was said in clear after STARTTLS")
        self.untagged_responses.clear()
        self.sock = self._wrapped(context)
        self.learn_capabilities()

    def learn_capabilities(self) -> None:
        """Ask what the server can do, which differs before and after TLS and login."""
        self.allow()
        _, told = self.capability()
        self.capabilities = tuple((told[-1] or b"").decode("ascii", "replace").upper().split())

    def _wrapped(self, context: ssl.SSLContext) -> ssl.SSLSocket:
        self.sock.settimeout(CONNECTING)
        try:
            return context.wrap_socket(self.sock, server_hostname=self.host)
        except BaseException:
            self.sock.close()
            raise

    def read(self, size: int) -> bytes:
        """See imaplib."""
        if size > self._literal or size > self._octets + len(self._received):
            raise TooMuch(f"it announces {size:,} octets where that many cannot be", size)
        while len(self._received) < size:
            self._receive()
        return self._take(size)

    def readline(self) -> bytes:
        """See imaplib."""
        looked = 0
        while (end := self._received.find(b"\n", looked)) < 0:
            looked = len(self._received)
            if looked > LINE:
                raise TooMuch("its line has no end")
            self._receive()
        return self._take(end + 1)

    def has_news(self, seconds: float) -> bool:
        """Wait so long for the server to say something."""
        if self._received or (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(self.sock, selectors.EVENT_READ)
            return bool(selector.select(seconds))

    def send(self, data: bytes) -> None:  # type: ignore[override]
        """See imaplib."""
        self.sock.settimeout(self._patience())
        self.sock.sendall(data)

    def shutdown(self) -> None:
        """See imaplib."""
        self.sock.close()

    def _receive(self) -> None:
        self.sock.settimeout(self._patience())
        octets = self.sock.recv(CHUNK)
        if not octets:
            raise self.abort("the server closed the connection")
        self._octets -= len(octets)
        if self._octets < 0:
            raise TooMuch("its answer has no end")
        self._received += octets

    def _take(self, size: int) -> bytes:
        taken = bytes(memoryview(self._received)[:size])
        del self._received[:size]
        return taken

    def _patience(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer takes too long")
        return min(left, QUIET)
