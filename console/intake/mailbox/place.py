"""Where a mailbox is, as a URL: imaps://bounces%40shop.example@imap.shop.example/INBOX?poll=60&idle=yes

The scheme says how it is spoken to: imaps (TLS from the first octet), imap+starttls (TLS before the login, or no login),
imap (no TLS; for a server on this machine only). Of the options, move names a folder to which mails go that are known
to be bounces or the like; poll is in seconds; idle=no does without RFC 2177.
"""

import ipaddress
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

PORTS = {"imaps": 993, "imap+starttls": 143, "imap": 143}
SCHEMES = tuple(f"{scheme}://" for scheme in PORTS)
OPTIONS = ("move", "poll", "idle")
LONGEST = 2000  # characters of all of it
POLL = 60  # seconds
SHORTEST_POLL, LONGEST_POLL = 10, 86400
SAMPLE = "imaps://bounces%40shop.example@imap.shop.example/INBOX"


class RefusedPlace(ValueError):
    """This is no place of a mailbox; the message says why, in a sentence."""


class Place(NamedTuple):
    """A mailbox, without its secret."""

    scheme: str
    host: str
    port: int
    user: str
    folder: str = "INBOX"
    move: str = ""  # the folder for what was identified; empty: nothing is moved, and nothing is changed
    poll: int = POLL  # seconds
    idle: bool = True  # have the server tell of new mail, where it can

    @property
    def name(self) -> str:
        """By which what was fetched is known, whatever else of the place is changed."""
        return f"{self.user} on {self.host}, {self.folder}"


def place_of(url: str) -> Place:
    """Raises RefusedPlace."""
    if len(url) > LONGEST or not unquote(url).isprintable():
        raise RefusedPlace("The place of a mailbox is one line of plain characters.")
    try:
        parts = urlsplit(url.strip())
        return _place(parts, parts.port)
    except RefusedPlace:
        raise
    except ValueError:
        raise RefusedPlace(f"{url!r} is not the place of a mailbox; write it as in {SAMPLE}.") from None


def is_this_machine(host: str) -> bool:
    """Whether what is said to this host stays here."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _place(parts: SplitResult, port: int | None) -> Place:
    host, user, options = parts.hostname or "", unquote(parts.username or ""), _options(parts.query)
    if parts.scheme not in PORTS:
        raise RefusedPlace(f"The place of a mailbox begins with {', '.join(SCHEMES)}, as in {SAMPLE}.")
    if parts.password is not None:
        raise RefusedPlace(
            "A password has no place here, where many may read it. Take it out, change it at the server, and put the "
            "new one into a file of the folder POSTDESK_MAILBOX_SECRETS."
        )
    if not host or not user or parts.fragment:
        raise RefusedPlace(f"Name the user and the server of the mailbox, as in {SAMPLE}; an @ in the user is %40.")
    if parts.scheme == "imap" and not is_this_machine(host):
        raise RefusedPlace(f"{host} is another machine, and imap:// would send the password in clear. Write imaps://.")
    return Place(
        parts.scheme,
        host,
        port or PORTS[parts.scheme],
        user,
        unquote(parts.path.removeprefix("/")) or "INBOX",
        options.get("move", ""),
        _poll(options.get("poll", str(POLL))),
        _yes(options.get("idle", "yes")),
    )


def _options(query: str) -> dict[str, str]:
    options = dict(parse_qsl(query, keep_blank_values=True))
    for name in options:
        if name not in OPTIONS:
            raise RefusedPlace(f"A mailbox has no option {name!r}; the options are {', '.join(OPTIONS)}.")
    return options


def _poll(seconds: str) -> int:
    if not seconds.isascii() or not seconds.isdigit() or not SHORTEST_POLL <= int(seconds[:9]) <= LONGEST_POLL:
        raise RefusedPlace(f"The option poll is in seconds, from {SHORTEST_POLL} to {LONGEST_POLL}, as in poll=60.")
    return int(seconds)


def _yes(word: str) -> bool:
    if word not in ("yes", "no"):
        raise RefusedPlace("The option idle is yes or no.")
    return word == "yes"
