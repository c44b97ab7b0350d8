"""Bounces with numbers, a mailbox of them that is followed, and which numbers a database holds."""

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Engine, select

from console.diagnosis.network import Network
from console.intake.follow.spec import FeedSpec, Read
from console.intake.mailbox.followed_mailbox import Access, FollowedMailbox
from console.models.bounce import BounceMail
from console.models.feed import FeedKind
from tests.servers.imap_server import Folder, ImapServer

USER, PASSWORD, FEED = "bounces@shop.test", "secret", "bounces"

BOUNCE = """\
From: MAILER-DAEMON@mx.there.test (Mail Delivery System)
To: bounces@shop.test
Subject: Undelivered Mail Returned to Sender
Message-ID: <{number}@mx.there.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

<{number}@nouser.test>: host mx.nouser.test[192.0.2.1] said: 550 5.1.1 User unknown
{more}
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.there.test

Final-Recipient: rfc822; {number}@nouser.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

From: orders@shop.test
To: {number}@nouser.test
Subject: Your order
Message-ID: <{number}@app.shop.test>

--b--
"""


def bounce(number: int, more: int = 0) -> bytes:
    """A mail of that number, with so many octets more."""
    lines = "\n".join(["x" * 70] * (more // 71))
    return BOUNCE.format(number=number, more=lines).replace("\n", "\r\n").encode()


def bounces(*numbers: int) -> Folder:
    """A folder with mails of these numbers; their UIDs begin with 1."""
    folder = Folder()
    folder.add(*map(bounce, numbers))
    return folder


def place(server: ImapServer, *options: str) -> str:
    """Where the mailbox is; without TLS, as it may be on loopback."""
    return f"imap://bounces%40shop.test@127.0.0.1:{server.port}/INBOX?" + "&".join(["poll=10", *options])


def access(folder: Path, secret: str = PASSWORD, ending: str = "password", ca_file: Path | None = None) -> Access:
    """Access with the secret in a file of the folder."""
    file = folder / f"{FEED}.{ending}"
    file.write_text(secret)
    file.chmod(0o600)
    return Access(folder, ca_file)


@contextmanager
def followed(engine: Engine, server: ImapServer, folder: Path, *options: str) -> Iterator[FollowedMailbox]:
    """The server's mailbox, followed without a worker."""
    spec = FeedSpec(FEED, FeedKind.MAILBOX, place(server, "idle=no", *options))
    with closing(FollowedMailbox(spec, engine, Network(), access(folder))) as one:
        yield one


def read_all(one: FollowedMailbox) -> Read:
    """Fetch all that waits; the last look."""
    while (read := one.read_once()).more:
        pass
    return read


def stored(engine: Engine) -> list[int]:
    """The numbers of the mails that are in, in order."""
    with engine.connect() as connection:
        ids = connection.scalars(select(BounceMail.own_message_id)).all()
    return sorted(int(found[0]) for one in ids if (found := re.match(r"<?\d+", one.lstrip("<"))))


def troubles(engine: Engine) -> list[str]:
    """What is said of mails that could not be read."""
    with engine.connect() as connection:
        query = select(BounceMail.trouble).where(BounceMail.trouble != "").order_by(BounceMail.id)
        return list(connection.scalars(query))
