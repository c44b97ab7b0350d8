"""An IMAP server in memory (RFC 9051, as far as a client that fetches goes), quick, and as odd as a test wants it.

`mischief` gets what would be answered to a command, piece by piece, and yields what is answered instead: it may leave
out, double, reorder, lie, wait, or raise HangUp. What clients said is in `received`, also what was said in clear.
"""

import base64
import re
import socket
import ssl
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import NamedTuple

ARRIVED = datetime(2026, 11, 4, 14, 2, 11, tzinfo=UTC)
NEVER = 2**32 - 1
WORDS = re.compile(r'"((?:[^"\\]|\\.)*)"|(\([^)]*\)(?:<\d+\.\d+>)?|\S+)')
PARTIAL = re.compile(r"BODY\.PEEK\[\](?:<0\.(\d+)>)?")


class HangUp(Exception):
    """The connection breaks here."""


class Folder:
    """A folder; its mails may be any mapping, as one that makes them when asked."""

    def __init__(self, mails: Mapping[int, bytes] | None = None, uid_validity: int = 7) -> None:
        self.mails = dict(mails or {}) if isinstance(mails, dict | None) else mails
        self.uid_validity = uid_validity
        self.uid_next = max(self.mails, default=0) + 1
        self.changed = threading.Condition()
        self._uids: list[int] | None = None

    def add(self, *mails: bytes) -> None:
        """New mail."""
        assert isinstance(self.mails, dict)
        for mail in mails:
            self.mails[self.uid_next] = mail
            self.uid_next += 1
        self._news()

    def remove(self, *uids: int) -> None:
        """Another client removes mails."""
        assert isinstance(self.mails, dict)
        for uid in uids:
            self.mails.pop(uid, None)
        self._news()

    def renumber(self, uid_validity: int, first: int = 1) -> None:
        """All UIDs are others from now on."""
        self.mails = dict(enumerate(self.mails.values(), first))
        self.uid_validity, self.uid_next = uid_validity, first + len(self.mails)
        self._news()

    def within(self, uid_set: str) -> list[int]:
        """The UIDs of a set that are there."""
        uids = self._uids = self._uids if self._uids is not None else sorted(self.mails)
        found: list[int] = []
        for part in uid_set.split(","):
            first, _, last = part.partition(":")
            low, high = int(first), int(last or first) if last != "*" else NEVER
            found += uids[bisect_left(uids, low) : bisect_right(uids, high)]
            if last == "*" and uids and low > uids[-1]:
                found.append(uids[-1])  # as real servers do
        return found

    def _news(self) -> None:
        self._uids = None
        with self.changed:
            self.changed.notify_all()


class Told(NamedTuple):
    """What a client said."""

    line: str
    in_clear: bool


class ImapServer:
    """Any client with a known password or token gets all folders."""

    def __init__(
        self, inbox: Folder | None = None, tls: ssl.SSLContext | None = None, starts_tls: bool = False
    ) -> None:
        self.folders = {"INBOX": inbox or Folder(), "Postdesk.read": Folder()}
        self.passwords = {"bounces@shop.test": "secret"}
        self.tokens: set[str] = set()
        self.abilities = "IDLE MOVE UIDPLUS"
        self.received: list[Told] = []
        self.mischief: Callable[[str, list[bytes]], Iterable[bytes]] = lambda command, answer: answer
        self.before_change: Callable[[list[int]], None] = lambda uids: None  # is asked before mails are moved
        self.tls, self.starts_tls = tls, starts_tls
        self.logins = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._talks: set[Talk] = set()
        threading.Thread(target=self._accept, name="imap", daemon=True).start()

    @property
    def inbox(self) -> Folder:
        return self.folders["INBOX"]

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def commands(self, *names: str) -> list[str]:
        """What was asked of it, without tags, as far as it begins with one of the names."""
        lines = [told.line.partition(" ")[2] for told in self.received]
        return [line for line in lines if line.startswith(names)]

    def hang_up(self) -> None:
        """Break all connections."""
        for talk in list(self._talks):
            with suppress(OSError):
                talk.connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.hang_up()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), name="imap talk", daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        talk = Talk(self, connection)
        self._talks.add(talk)
        try:
            with suppress(HangUp, OSError):
                talk.run()
        finally:
            self._talks.discard(talk)
            talk.close()


class Talk:
    """One connection."""

    def __init__(self, server: ImapServer, connection: socket.socket) -> None:
        self.server, self.connection = server, connection
        self.folder = Folder()
        self._file = connection.makefile("rb")

    def close(self) -> None:
        self._file.close()
        self.connection.close()

    def run(self) -> None:
        if self.server.tls and not self.server.starts_tls:
            self._wrap(self.server.tls)
        self._answer("greeting", [b"* OK ready\r\n"])
        while True:
            line = self._hear()
            tag, _, rest = line.partition(" ")
            words = [quoted or plain for quoted, plain in WORDS.findall(rest)]
            name = words[0].upper() if words else ""
            command = f"UID {words[1].upper()}" if name == "UID" else name
            arguments = words[2:] if name == "UID" else words[1:]
            if command == "STARTTLS" and self.server.tls:
                self._start_tls(tag)
                continue
            if command == "IDLE":
                self._idle(tag)
                continue
            answer = getattr(self, "_" + command.lower().replace(" ", "_"), self._unknown)
            verdict = b"OK done"
            pieces = []
            for piece in answer(*arguments):
                if piece.startswith((b"OK", b"NO", b"BAD")):
                    verdict = piece
                else:
                    pieces.append(piece)
            self._answer(command, [*pieces, b"%s %s\r\n" % (tag.encode(), verdict)])
            if command == "LOGOUT":
                return

    def _hear(self) -> str:
        line = self._file.readline().decode("utf-8", "replace").rstrip("\r\n")
        if not line:
            raise HangUp
        self.server.received.append(Told(line, not isinstance(self.connection, ssl.SSLSocket)))
        return line

    def _answer(self, command: str, pieces: list[bytes]) -> None:
        answer = self.server.mischief(command, pieces)
        if answer is pieces:
            self.connection.sendall(b"".join(pieces))
            return
        for piece in answer:
            self.connection.sendall(piece)

    def _start_tls(self, tag: str) -> None:
        assert self.server.tls
        self._answer("STARTTLS", [f"{tag} OK begin\r\n".encode()])
        self._wrap(self.server.tls)

    def _wrap(self, tls: ssl.SSLContext) -> None:
        self._file.close()
        self.connection = tls.wrap_socket(self.connection, server_side=True)
        self._file = self.connection.makefile("rb")

    def _idle(self, tag: str) -> None:
        done = threading.Event()

        def tell() -> None:
            while not done.is_set():
                with self.folder.changed:
                    news = self.folder.changed.wait(0.2)
                if news and not done.is_set():
                    with suppress(OSError):
                        self.connection.sendall(b"* %d EXISTS\r\n" % len(self.folder.mails))

        self._answer("IDLE", [b"+ idling\r\n"])
        teller = threading.Thread(target=tell, daemon=True)
        teller.start()
        self._hear()
        done.set()
        teller.join()
        self._answer("DONE", [f"{tag} OK done\r\n".encode()])

    def _capability(self) -> Iterator[bytes]:
        tls = self.server.starts_tls and not isinstance(self.connection, ssl.SSLSocket)
        more = "STARTTLS LOGINDISABLED" if tls else "AUTH=PLAIN AUTH=XOAUTH2"
        yield f"* CAPABILITY IMAP4rev1 {more} {self.server.abilities}\r\n".encode()

    def _noop(self) -> Iterator[bytes]:
        yield from ()

    def _logout(self) -> Iterator[bytes]:
        yield b"* BYE\r\n"

    def _login(self, user: str, password: str) -> Iterator[bytes]:
        yield from self._admit(user, self.server.passwords.get(user) == password)

    def _authenticate(self, mechanism: str) -> Iterator[bytes]:
        self.connection.sendall(b"+ \r\n")
        words = base64.b64decode(self._hear()).decode()
        if mechanism == "PLAIN":
            _, user, password = words.split("\0")
            yield from self._admit(user, self.server.passwords.get(user) == password)
        else:
            found = re.fullmatch("user=(.*)\1auth=Bearer (.*)\1\1", words)
            assert found
            yield from self._admit(found[1], found[2] in self.server.tokens)

    def _admit(self, user: str, may: bool) -> Iterator[bytes]:
        self.server.logins += 1
        yield b"OK welcome" if may else b"NO [AUTHENTICATIONFAILED] Authentication failed."

    def _examine(self, name: str) -> Iterator[bytes]:
        folder = self.server.folders.get(name)
        if folder is None:
            yield b"NO [NONEXISTENT] Unknown Mailbox"
            return
        self.folder = folder
        yield b"* %d EXISTS\r\n" % len(folder.mails)
        yield b"* OK [UIDVALIDITY %d]\r\n" % folder.uid_validity
        yield b"* OK [UIDNEXT %d]\r\n" % folder.uid_next
        yield b"OK [READ-ONLY] opened"

    def _select(self, name: str) -> Iterator[bytes]:
        for piece in self._examine(name):
            yield piece.replace(b"READ-ONLY", b"READ-WRITE")

    def _uid_search(self, *criteria: str) -> Iterator[bytes]:
        uid_set = "1:*" if criteria[-1] == "ALL" else criteria[-1]
        yield b"* SEARCH %s\r\n" % " ".join(map(str, self.folder.within(uid_set))).encode()

    def _uid_fetch(self, uid_set: str, items: str) -> Iterator[bytes]:
        partial = PARTIAL.search(items)
        stamp = ARRIVED.strftime("%d-%b-%Y %H:%M:%S +0000").encode()
        for number, uid in enumerate(self.folder.within(uid_set), 1):
            mail = self.folder.mails[uid]
            if partial is None:
                told = b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "%s")\r\n'
                yield told % (number, uid, len(mail), stamp)
                continue
            body = mail[: int(partial[1])] if partial[1] else mail
            origin = b"<0>" if partial[1] else b""
            yield b"* %d FETCH (UID %d BODY[]%s {%d}\r\n%s)\r\n" % (number, uid, origin, len(body), body)

    def _uid_move(self, uid_set: str, name: str) -> Iterator[bytes]:
        yield from self._uid_copy(uid_set, name)
        if name in self.server.folders:
            self.folder.remove(*self.folder.within(uid_set))

    def _uid_copy(self, uid_set: str, name: str) -> Iterator[bytes]:
        target = self.server.folders.get(name)
        self.server.before_change(self.folder.within(uid_set))
        if target is None:
            yield b"NO [TRYCREATE] No such folder"
            return
        target.add(*(self.folder.mails[uid] for uid in self.folder.within(uid_set)))

    def _uid_store(self, uid_set: str, how: str, flags: str) -> Iterator[bytes]:
        yield from ()

    def _uid_expunge(self, uid_set: str) -> Iterator[bytes]:
        self.folder.remove(*self.folder.within(uid_set))
        yield from ()

    def _unknown(self, *arguments: str) -> Iterator[bytes]:
        yield b"BAD unknown"


@contextmanager
def imap_server(
    inbox: Folder | None = None, tls: ssl.SSLContext | None = None, *, starts_tls: bool = False
) -> Iterator[ImapServer]:
    """A server for as long as this lasts."""
    server = ImapServer(inbox, tls, starts_tls)
    try:
        yield server
    finally:
        server.close()
