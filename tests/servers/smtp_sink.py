"""Mail servers that take or refuse what they are told to, and keep a record of every verdict.

The record, and not the log of the system that sends, is the truth of a test.
"""

import asyncio
import random
import re
import threading
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from aiosmtpd.smtp import SMTP, Envelope, Session

HANG_UP = ""  # instead of a reply: the connection breaks


class Verdict(NamedTuple):
    """What a sink answered, and to whom."""

    at: float  # seconds since 1970-01-01 UTC, by the sink's clock
    sink: str  # its host name
    stage: str  # MAIL, RCPT or DATA
    sender: str
    recipients: tuple[str, ...]
    reply: str
    message_id: str = ""  # known at DATA


class Question(NamedTuple):
    """What a sink has to answer: at DATA the content is there and all accepted recipients."""

    at: float
    client: str  # IP address
    sender: str
    recipient: str = ""
    content: bytes = b""


Answer = Callable[[Question], str]


def accept(question: Question) -> str:
    return "250 2.0.0 Ok"


def queued(question: Question) -> str:
    return f"250 2.0.0 Ok: queued as {abs(hash(question)):X}"[:44]


class Sink(NamedTuple):
    """A mail server: its name and what it says to a sender, a recipient, and a message."""

    host: str
    to_sender: Answer = accept
    to_recipient: Answer = accept
    to_message: Answer = queued
    greets: bool = True
    thinks: tuple[float, float] = (0.0, 0.0)  # seconds before it answers to a message: at least, at most


class _Handler:
    """Puts the questions of aiosmtpd to a sink and records the answers."""

    def __init__(self, sink: Sink, record: Callable[[Verdict], None], clock: Callable[[], float]) -> None:
        self.sink, self.record, self.clock = sink, record, clock

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        reply = self.sink.to_sender(Question(self.clock(), _client(session), address))
        if reply.startswith("2"):
            envelope.mail_from = address
        else:
            self._note("MAIL", address, (), reply)
        return _send(server, reply)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802
        reply = self.sink.to_recipient(Question(self.clock(), _client(session), envelope.mail_from or "", address))
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        else:
            self._note("RCPT", envelope.mail_from or "", (address,), reply)
        return _send(server, reply)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(random.uniform(*self.sink.thinks))
        content = envelope.original_content or b""
        sender = envelope.mail_from or ""
        reply = self.sink.to_message(Question(self.clock(), _client(session), sender, envelope.rcpt_tos[0], content))
        self._note("DATA", sender, tuple(envelope.rcpt_tos), reply, _message_id(content))
        return _send(server, reply)

    def _note(self, stage: str, sender: str, recipients: tuple[str, ...], reply: str, message_id: str = "") -> None:
        self.record(Verdict(self.clock(), self.sink.host, stage, sender, recipients, reply, message_id))


def _message_id(content: bytes) -> str:
    found = re.search(rb"^Message-ID:\s*<([^>]*)>", content, re.MULTILINE | re.IGNORECASE)
    return found[1].decode("utf-8", "replace") if found else ""


def _client(session: Session) -> str:
    assert session.peer is not None
    return session.peer[0]


def _send(server: SMTP, reply: str) -> str:
    if reply == HANG_UP and isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
    return reply


class Sinks:
    """All sinks of a lab in one thread; they can be opened and closed while it runs."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.verdicts: list[Verdict] = []
        self._servers: dict[tuple[str, int], asyncio.Server] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="sinks", daemon=True)
        self._thread.start()

    def open(self, sink: Sink, address: str, port: int = 25) -> None:
        """Listen; from now on the sink answers."""
        self._do(self._open(sink, address, port))

    def close(self, address: str, port: int = 25) -> None:
        """Stop listening: connections are refused from now on."""
        self._do(self._close(address, port))

    def stop(self) -> None:
        for address, port in list(self._servers):
            self.close(address, port)
        self._do(_end_tasks())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, task: Any) -> None:
        asyncio.run_coroutine_threadsafe(task, self._loop).result(30)

    async def _open(self, sink: Sink, address: str, port: int) -> None:
        handler = _Handler(sink, self.verdicts.append, self.clock)

        def protocol() -> asyncio.Protocol:
            if not sink.greets:
                return asyncio.Protocol()
            return SMTP(handler, hostname=sink.host, ident="ESMTP", enable_SMTPUTF8=True, loop=self._loop)

        self._servers[address, port] = await self._loop.create_server(protocol, address, port, backlog=512)

    async def _close(self, address: str, port: int) -> None:
        server = self._servers.pop((address, port), None)
        if server is not None:
            server.close()


async def _end_tasks() -> None:
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
