"""What goes wrong with a mailbox, in two sentences: what happened, naming the mailbox, and what to do."""

import imaplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from imap_tools.errors import ImapToolsError

from console.intake.follow.spec import Unreachable
from console.intake.mailbox.bounded_imap import TooMuch
from console.intake.mailbox.connection import NoFolder, NoUids
from console.intake.mailbox.opening import LoginRefused, NoAuthorities, NoTls
from console.intake.mailbox.place import Place
from console.intake.mailbox.secret import NoSecret

LONGEST = 200  # characters of what a server says
AGAIN = "It is tried again by itself, after a longer while each time; nothing is lost meanwhile."


class NotGiven(Exception):
    """The server lists a mail and does not give it; the message is part of a sentence."""


@contextmanager
def told(place: Place) -> Iterator[None]:
    """Turn what goes wrong with a server into Unreachable."""
    try:
        yield
    except KINDS as error:
        raise Unreachable(f"{place.name}: {_sentences(place, error)}") from error


def quoted(words: str) -> str:
    """What a server says, as part of a sentence."""
    plain = " ".join("".join(sign if sign.isprintable() else " " for sign in words[: 2 * LONGEST]).split())
    return plain.replace(". ", "; ").rstrip(".")[:LONGEST]


def _sentences(place: Place, error: Exception) -> str:
    return next(sentences(place, error) for kind, sentences in ROWS if isinstance(error, kind))


def _login(place: Place, error: Exception) -> str:
    return (
        f"the server refuses the login ({quoted(str(error))}). Check the user in the place of the feed, and the "
        "secret in its file; it is tried again, at most twice a minute."
    )


def _name(place: Place, error: Exception) -> str:
    return f"the name {place.host} is not known. Check the name, and this machine's DNS. {AGAIN}"


def _certificate(place: Place, error: Exception) -> str:
    why = quoted(getattr(error, "verify_message", "") or str(error))
    return (
        f"the certificate of the server is not to be trusted ({why}), and nothing was told to it. Check the name in "
        "the place; if your own authority signs it, name that in POSTDESK_MAILBOX_CA."
    )


def _handshake(place: Place, error: Exception) -> str:
    return (
        f"TLS does not come about on port {place.port} ({quoted(str(error))}). Check the port: 993 takes imaps://, "
        f"143 takes imap+starttls://. {AGAIN}"
    )


def _no_tls(place: Place, error: Exception) -> str:
    return (
        "the server does not offer STARTTLS, so the secret was not sent. Use imaps:// if it offers that; if it offered "
        "STARTTLS before, somebody may stand in between."
    )


def _authorities(place: Place, error: Exception) -> str:
    return f"the certificate authorities in {error} cannot be read. Correct POSTDESK_MAILBOX_CA, a file in PEM format."


def _folder(place: Place, error: Exception) -> str:
    return f"the folder {place.folder} cannot be opened ({quoted(str(error))}). Check its name in the place. {AGAIN}"


def _no_uids(place: Place, error: Exception) -> str:
    return (
        "the server gives its folder no UIDVALIDITY, so that nothing tells one mail from another. Use another server."
    )


def _secret(place: Place, error: Exception) -> str:
    return f"it has no secret that can be used. {error}"


def _not_given(place: Place, error: Exception) -> str:
    return f"{quoted(str(error))}. Look at the mail with another program. {AGAIN}"


def _refused(place: Place, error: Exception) -> str:
    return f"nothing answers at port {place.port} of {place.host}. Check the port, and whether the server runs. {AGAIN}"


def _slow(place: Place, error: Exception) -> str:
    return f"the server does not answer in time. Check the way to it. {AGAIN}"


def _broken(place: Place, error: Exception) -> str:
    return f"the connection breaks ({quoted(str(error))}). Check the way to the server. {AGAIN}"


def _too_much(place: Place, error: Exception) -> str:
    return f"the server does not keep to IMAP: {quoted(str(error))}. Look into its log. {AGAIN}"


def _no_imap(place: Place, error: Exception) -> str:
    return f"the server does not answer as IMAP has it ({quoted(str(error))}). Look into its log. {AGAIN}"


# The first that fits; an error of TLS is one of the operating system for Python, and so is a name that is not known.
ROWS: tuple[tuple[type[Exception], Callable[[Place, Exception], str]], ...] = (
    (LoginRefused, _login),
    (NoSecret, _secret),
    (NoTls, _no_tls),
    (NoAuthorities, _authorities),
    (NoFolder, _folder),
    (NoUids, _no_uids),
    (NotGiven, _not_given),
    (TooMuch, _too_much),
    (socket.gaierror, _name),
    (ssl.SSLCertVerificationError, _certificate),
    (TimeoutError, _slow),
    (ssl.SSLError, _handshake),
    (ConnectionRefusedError, _refused),
    (OSError, _broken),
    (imaplib.IMAP4.abort, _broken),
    (imaplib.IMAP4.error, _no_imap),
    (ImapToolsError, _no_imap),
    # What imaplib stumbles over in garbage.
    (ValueError, _no_imap),
    (LookupError, _no_imap),
    (TypeError, _no_imap),
    (AttributeError, _no_imap),
)
KINDS = tuple(kind for kind, _ in ROWS)
