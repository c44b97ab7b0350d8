"""A real mail system for tests: Postfix, Dovecot, DNS and mail servers with different luck, on an own slice of 127/8.

What bounces comes back to one mailbox, whoever of ours sent it.

Everything goes faster than in life: what was greylisted is tried again after a few seconds.
"""

import os
import smtplib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.servers.certificates import Certificate, authority, certificate
from tests.servers.dovecot import OWNER, Dovecot, dovecot
from tests.servers.name_server import Zone, mail_zone, name_server
from tests.servers.postfix import Postfix, postfix
from tests.servers.smtp_sink import Answer, Question, Sink, Sinks, accept

GREYLISTED_FOR = 3  # seconds
OUR_DOMAIN = "shop.test"
BOUNCES, PASSWORD = f"bounces@{OUR_DOMAIN}", "open-sesame"


def no_such_user(question: Question) -> str:
    return f"550 5.1.1 <{question.recipient}>: Recipient address rejected: User unknown"


def full(question: Question) -> str:
    return f"552 5.2.2 <{question.recipient}>: Mailbox is full"


def blocked(question: Question) -> str:
    return f"554 5.7.1 Service unavailable; Client host [{question.client}] blocked using list.example"


class Greylist:
    """Takes a recipient some seconds after it was first asked."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.first_asked: dict[tuple[str, str], float] = {}

    def __call__(self, question: Question) -> str:
        first = self.first_asked.setdefault((question.sender, question.recipient), question.at)
        if question.at - first < self.seconds:
            return f"451 4.7.1 <{question.recipient}>: Recipient address rejected: Greylisted"
        return "250 2.1.5 Ok"


RECIPIENTS: dict[str, Answer] = {
    "accept.test": accept,
    "nouser.test": no_such_user,
    "full.test": full,
    "block.test": blocked,
    "grey.test": Greylist(GREYLISTED_FOR),
}

SETTINGS = {
    "myhostname": f"mail.{OUR_DOMAIN}",
    "mydomain": OUR_DOMAIN,
    "queue_run_delay": "2s",
    "minimal_backoff_time": "2s",
    "maximal_backoff_time": "5s",
    "virtual_alias_maps": "texthash:{etc}/aliases",
    "header_checks": "regexp:{etc}/header_checks",
    "transport_maps": "texthash:{etc}/transport",
    "smtpd_relay_restrictions": "permit_mynetworks, reject",
    # By virtual(8): Dovecot 2.3 offers no SMTPUTF8 over LMTP, so that notices of such mail would not come in.
    "virtual_mailbox_maps": "texthash:{etc}/mailboxes",
    "virtual_uid_maps": f"static:{OWNER}",
    "virtual_gid_maps": f"static:{OWNER}",
    "virtual_minimum_uid": "1",
}
TABLES = {
    "transport": f"{OUR_DOMAIN} virtual:\n",
    "mailboxes": f"@{OUR_DOMAIN} {BOUNCES}/\n",
    "aliases": f"sales@{OUR_DOMAIN} alice@accept.test, bob@nouser.test\n",
    "header_checks": "/^Subject: .*HOLD/ HOLD\n/^Subject:/ WARN\n",
}


class MailLab(NamedTuple):
    """A running mail system; `sinks.verdicts` tells what became of each mail."""

    postfix: Postfix
    sinks: Sinks
    dovecot: Dovecot  # with the mailbox that bounces go to
    authority: Certificate  # that signed Dovecot's certificate
    client: str  # the address mail is handed in from

    @property
    def log(self) -> Path:
        return self.postfix.log

    def send(
        self,
        *recipients: str,
        subject: str = "Your order",
        sender: str = f"orders@{OUR_DOMAIN}",
        message_id: str = "",
    ) -> str:
        """Hand a message to Postfix; its Message-ID without angle brackets. Refused recipients raise smtplib's errors."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, ", ".join(recipients), subject
        message_id = message_id or f"{time.time_ns()}@app.{OUR_DOMAIN}"
        message["Message-ID"] = f"<{message_id}>"
        message.set_content("Your order is on its way.\n")
        self.submit(sender, recipients, message.as_bytes())
        return message_id

    def submit(self, sender: str, recipients: Sequence[str], mail: bytes) -> None:
        """Hand in a mail as it is written; it may be one that comes from elsewhere."""
        with smtplib.SMTP(
            self.postfix.address, 25, f"app.{OUR_DOMAIN}", timeout=20, source_address=(self.client, 0)
        ) as smtp:
            smtp.sendmail(sender, recipients, mail)

    def wait(self, done: Callable[[str], bool], seconds: float = 30) -> str:
        """Wait until the log satisfies `done`, and return it."""
        end = time.monotonic() + seconds
        while not done(log := self.log.read_text()):
            if time.monotonic() > end:
                raise TimeoutError(f"Not in the log after {seconds:g} s:\n{log}")
            time.sleep(0.1)
        return log

    def wait_until_empty(self, seconds: float = 30) -> str:
        """Wait until no message is left in the queue, and return the log."""
        return self.wait(lambda _: not self.postfix.queue_ids("maildrop", "incoming", "active", "deferred"), seconds)


@pytest.fixture(scope="session")
def mail_lab() -> Iterator[MailLab]:
    """One mail system for the whole run; each worker of pytest-xdist has its own slice of 127/8."""
    network = f"127.{90 + int(os.environ.get('PYTEST_XDIST_WORKER', 'gw0').removeprefix('gw'))}.0."
    hosts = {f"mx.{domain}": f"{network}{number}" for number, domain in enumerate(RECIPIENTS, 11)}
    hosts |= {f"mail.{OUR_DOMAIN}": f"{network}2", f"app.{OUR_DOMAIN}": f"{network}31"}
    exchangers = {domain: f"mx.{domain}" for domain in RECIPIENTS} | {"nullmx.test": "."}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="postdesk-lab-")))
        folder.chmod(0o755)  # Postfix's own accounts walk through
        stack.enter_context(name_server(Zone(mail_zone(hosts, exchangers), broken=["servfail.test"]), f"{network}53"))
        sinks = Sinks()
        stack.callback(sinks.stop)
        for domain, answer in RECIPIENTS.items():
            sinks.open(Sink(f"mx.{domain}", to_recipient=answer), hosts[f"mx.{domain}"])
        ours = authority(folder)
        its = certificate(folder, ours, f"IP:{network}3", f"DNS:imap.{OUR_DOMAIN}")
        inbox = stack.enter_context(dovecot(folder / "dovecot", f"{network}3", its, PASSWORD))
        settings = SETTINGS | {"mynetworks": f"{network}0/24", "virtual_mailbox_base": str(inbox.mailboxes)}
        instance = postfix(folder / "postfix", f"{network}2", settings, name_server=f"{network}53", tables=TABLES)
        yield MailLab(stack.enter_context(instance), sinks, inbox, ours, f"{network}31")
