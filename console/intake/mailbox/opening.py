"""Opening a mailbox: connected, TLS verified, logged in. The secret is told to nobody else, and never in clear."""

import imaplib
import ssl
from pathlib import Path
from typing import Any

from imap_tools import BaseMailBox

from console.intake.mailbox.bounded_imap import BoundedImap
from console.intake.mailbox.place import Place
from console.intake.mailbox.secret import Secret


class NoTls(Exception):
    """The server does not offer TLS before the login."""


class LoginRefused(Exception):
    """The server does not take the secret; the message is what it says."""


class NoAuthorities(Exception):
    """The file of certificate authorities cannot be used; the message is its path."""


class OpenedMailBox(BaseMailBox):
    """imap-tools, over a client that is given."""

    def __init__(self, client: BoundedImap) -> None:
        self._given = client
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return self._given


def opened(place: Place, secret: Secret, ca_file: Path | None) -> tuple[BoundedImap, OpenedMailBox]:
    """A client that is logged in, and imap-tools over it.

    Raises what imaplib, imap-tools and sockets raise, TooMuch, and the errors above.
    """
    context = None if place.scheme == "imap" else _context(ca_file)
    client = BoundedImap(place.host, place.port, context if place.scheme == "imaps" else None)
    try:
        if place.scheme == "imap+starttls" and context is not None:
            _change_to_tls(client, context)
        mailbox = OpenedMailBox(client)
        _log_in(client, mailbox, place.user, secret)
    except BaseException:
        client.shutdown()
        raise
    return client, mailbox


def words_of(error: Exception) -> str:
    """What the server said."""
    result = getattr(error, "command_result", None)
    return said(result[1]) if result else str(error)


def said(told: Any) -> str:
    """The text of a response, as imaplib has it."""
    parts = [part for part in told or () if isinstance(part, bytes)]
    return b" ".join(parts).decode("utf-8", "replace") or "without a word"


def _context(ca_file: Path | None) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if ca_file is not None:
        try:
            context.load_verify_locations(ca_file)
        except OSError:
            raise NoAuthorities(str(ca_file)) from None
    return context


def _change_to_tls(client: BoundedImap, context: ssl.SSLContext) -> None:
    if "STARTTLS" not in client.capabilities:
        raise NoTls("STARTTLS is not offered")
    try:
        client.secure(context)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise NoTls(words_of(error)) from None


def _log_in(client: BoundedImap, mailbox: OpenedMailBox, user: str, secret: Secret) -> None:
    client.allow()
    try:
        if secret.is_token:
            mailbox.xoauth2(user, secret.words, None)
        elif "AUTH=PLAIN" in client.capabilities:
            mailbox.login_utf8(user, secret.words, None)
        elif "LOGINDISABLED" in client.capabilities:
            raise LoginRefused("it takes no passwords")
        else:
            mailbox.login(user, secret.words, None)
    except imaplib.IMAP4.abort:
        raise
    except (imaplib.IMAP4.error, UnicodeEncodeError) as error:
        raise LoginRefused(words_of(error)) from None
    client.learn_capabilities()
