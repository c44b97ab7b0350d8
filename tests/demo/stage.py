"""The stage: two Postfix instances, the name server and everybody's mail servers, all living in the faked time."""

import re
import smtplib
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from tests.demo import world
from tests.demo.clock import Clock
from tests.demo.story import Mail
from tests.servers.name_server import Zone, mail_zone, name_server
from tests.servers.postfix import Postfix, postfix
from tests.servers.smtp_sink import Sink, Sinks

FULL_BACKLOG = 3  # connections that fill the queue of a listener that never takes one
IN_A_HURRY = ("maildrop", "incoming", "active")
MESSAGE_ID = re.compile(rb"\A(?:(?!\r\n\r\n).)*?^Message-Id: <([^>]*)>", re.DOTALL | re.MULTILINE | re.IGNORECASE)
POSTFIX_KEEPS = "MAIL_CONFIG MAIL_DEBUG MAIL_LOGTAG POSTLOG_SERVICE POSTLOG_HOSTNAME"

# All times as Postfix has them by itself, but for the life of a message: three days instead of five.
SETTINGS = {
    "mydomain": "medora.example",
    "mynetworks": "127.0.0.0/8, 10.20.0.0/24",
    "maximal_queue_lifetime": "3d",
    "bounce_queue_lifetime": "1d",
    "delay_warning_time": "4h",
    "smtp_connect_timeout": "3s",  # ten times that in the faked time
    "smtp_helo_timeout": "30s",
}
MAIL_SETTINGS = {
    "myhostname": "mail.medora.example",
    "virtual_mailbox_domains": "medora.example, news.medora.example",
    "virtual_mailbox_maps": "texthash:{etc}/mailboxes",
    "virtual_alias_maps": "texthash:{etc}/aliases",
    "virtual_uid_maps": "static:8",
    "virtual_gid_maps": "static:8",
    "virtual_minimum_uid": "8",
    "virtual_mailbox_base": "{etc}/../data/mailboxes",
    "transport_maps": "texthash:{etc}/transport",
    "header_checks": "regexp:{etc}/header_checks",
    "smtpd_relay_restrictions": "permit_mynetworks, reject_unauth_destination",
    "smtpd_recipient_restrictions": "reject_non_fqdn_recipient, permit_mynetworks, reject_unauth_destination",
    "smtpd_sender_restrictions": "check_sender_access texthash:{etc}/senders",
}
MAIL_TABLES = {
    "mailboxes": "".join(f"{name}@medora.example {name}/\n" for name in world.MAILBOXES),
    "aliases": "".join(f"{alias} {', '.join(to)}\n" for alias, to in world.ALIASES.items()),
    "transport": "".join(f"{domain} relay:[relay.medora.example]\n" for domain in world.BY_RELAY)
    + "".join(f"{domain} relay:[{world.TUNNEL[0]}]:{world.TUNNEL[1]}\n" for domain in world.BY_TUNNEL),
    "header_checks": (
        "/^Subject:.*credit card number/ REJECT 5.7.1 ask for card data by telephone only\n"
        "/^Subject: Circular/ HOLD circulars are checked by a person\n"
        "/^Subject:/ WARN\n"
    ),
    "senders": "noreply@old-medora.example REJECT 5.7.1 this sender is retired, use accounts@medora.example\n",
}
RELAY_SETTINGS = {"myhostname": "relay.medora.example", "smtpd_relay_restrictions": "permit_mynetworks, reject"}


@dataclass
class Sent:
    """What our server said when a mail was handed to it."""

    mail: Mail
    content: bytes
    queue_id: str = ""
    refused: dict[str, str] = field(default_factory=dict)  # recipient -> reply

    @property
    def message_id(self) -> str:
        """ "" where it has none."""
        found = MESSAGE_ID.search(self.content)
        return found[1].decode() if found else ""


class Stage:
    """The running mail system."""

    def __init__(self, clock: Clock, mail: Postfix, relay: Postfix, sinks: Sinks, zone: Zone) -> None:
        self.clock, self.mail, self.relay, self.sinks, self.zone = clock, mail, relay, sinks, zone
        self._deaf: list[socket.socket] = []

    @property
    def bounces(self) -> Path:
        """The Maildir of the bounce mailbox."""
        return self.mail.folder / "data" / "mailboxes" / world.BOUNCES.partition("@")[0]

    def send(self, mail: Mail) -> Sent:
        """Hand a mail in."""
        sent = Sent(mail, mail.raw or _content(mail, self.clock.now()))
        with self._connect(self.mail, mail.client) as smtp:
            utf8 = not "".join(mail.recipients).isascii()
            smtp.command_encoding = "utf-8" if utf8 else "ascii"
            smtp.mail(mail.sender, ["SMTPUTF8"] if utf8 else [])
            taken = [recipient for recipient in mail.recipients if _is_taken(smtp, recipient, sent)]
            if taken:
                code, reply = smtp.data(sent.content)
                sent.queue_id = reply.decode().rpartition("queued as ")[2] if code == 250 else ""
                if code >= 400:
                    sent.refused = dict.fromkeys(mail.recipients, f"{code} {reply.decode()}")
        return sent

    def look_after(self) -> None:
        """The monitoring asks both servers whether they are there."""
        for one in (self.mail, self.relay):
            self._connect(one, "monitor.medora.example").quit()

    def _connect(self, to: Postfix, client: str) -> smtplib.SMTP:
        address = (world.OURS | dict([world.STRANGER]) | _hosts()).get(client, "")
        smtp = smtplib.SMTP(to.address, 25, client, timeout=60, source_address=(address, 0))
        smtp.ehlo()
        return smtp

    def settle(self) -> None:
        """Wait until nothing is under way."""
        while any(one.queue_ids(*IN_A_HURRY) for one in (self.mail, self.relay)):
            time.sleep(0.01)

    def next_try(self) -> float:
        """When the first deferred message may be tried again; infinity if there is none."""
        times = [_due(path) for one in (self.mail, self.relay) for path in (one.spool / "deferred").rglob("*")]
        return min(times, default=float("inf"))

    def retry(self) -> None:
        """Let the queue managers look for what is due, and wait until it is done."""
        while self.next_try() <= self.clock.now() - 1:
            for one in (self.mail, self.relay):
                one.trigger("qmgr", "D")
            time.sleep(0.05)
            self.settle()

    def open(self, server: world.Server, *, greets: bool = True) -> None:
        self.close(server)
        for host, address in server.hosts.items():
            self.sinks.open(_sink(server, host)._replace(greets=greets), address)

    def close(self, server: world.Server) -> None:
        """From now on its connections are refused."""
        for address in server.hosts.values():
            self.sinks.close(address)
        for one in self._deaf:
            one.close()
        self._deaf.clear()

    def deafen(self, server: world.Server) -> None:
        """From now on connections to it time out."""
        self.close(server)
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((server.address, 25))
        listener.listen(0)
        self._deaf.append(listener)
        for _ in range(FULL_BACKLOG):
            caller = socket.socket()
            caller.setblocking(False)
            caller.connect_ex((server.address, 25))
            self._deaf.append(caller)


def _due(path: Path) -> float:
    """When a queue file may be tried; it may vanish while one looks."""
    try:
        return path.stat().st_mtime if path.is_file() else float("inf")
    except FileNotFoundError:
        return float("inf")


def _sink(server: world.Server, host: str) -> Sink:
    return Sink(host, server.to_sender, server.to_recipient, server.to_message, thinks=server.thinks)


def _is_taken(smtp: smtplib.SMTP, recipient: str, sent: Sent) -> bool:
    code, reply = smtp.rcpt(recipient, [f"NOTIFY={sent.mail.notify}"] if sent.mail.notify else [])
    if code >= 400:
        sent.refused[recipient] = f"{code} {reply.decode()}"
    return code < 400


def _content(mail: Mail, now: float) -> bytes:
    message_id = f"{int(mail.at)}.{abs(hash(mail)) % 10**8}@{mail.client}"
    message = EmailMessage()
    message["From"] = mail.sender.replace("-bounces@", "@")
    message["Subject"] = mail.subject
    message["Message-ID"] = f"<{message_id}>"
    message["Date"] = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(now))
    line = f"{mail.subject}. " * (1 + 60 // len(mail.subject)) + "\n"
    message.set_content(line * (1 + mail.octets // len(line)))
    return message.as_bytes().replace(b"\n", b"\r\n")


def _hosts() -> dict[str, str]:
    return {host: address for server in world.SERVERS for host, address in server.hosts.items()}


def _zone() -> Zone:
    exchangers = {server.domain: " ".join(server.hosts) for server in world.SERVERS}
    exchangers |= dict.fromkeys(world.ACCEPT_NO_MAIL, ".") | {
        "medora.example": "mail.medora.example",
        "news.medora.example": "mail.medora.example",
    }
    hosts = world.OURS | _hosts() | dict([world.STRANGER])
    return Zone(mail_zone(hosts, exchangers), broken=world.DNS_BROKEN)


@contextmanager
def stage(folder: Path, clock: Clock) -> Iterator[Stage]:
    """Set the stage. The addresses must be this machine's own: see __main__."""
    environment = " ".join(f"{name}={value}" for name, value in clock.environment().items())
    common = SETTINGS | {"import_environment": f"{POSTFIX_KEEPS} {environment}"}
    with ExitStack() as stack:
        zone = _zone()
        stack.enter_context(name_server(zone, world.NAME_SERVER))
        sinks = Sinks(clock.now)
        stack.callback(sinks.stop)
        for server in world.SERVERS:
            for host, address in server.hosts.items():
                sinks.open(_sink(server, host), address)
        sinks.open(Sink("smtp.mailversand.example", thinks=(0.02, 0.09)), *world.TUNNEL)
        (folder / "mail" / "data" / "mailboxes").mkdir(parents=True)
        (folder / "mail" / "data" / "mailboxes").chmod(0o777)
        mail, relay = (
            stack.enter_context(
                postfix(
                    folder / name,
                    world.OURS[f"{name}.medora.example"],
                    common | settings,
                    name_server=world.NAME_SERVER,
                    tables=tables,
                    chroot=False,
                    environment=clock.environment(),
                )
            )
            for name, settings, tables in (("mail", MAIL_SETTINGS, MAIL_TABLES), ("relay", RELAY_SETTINGS, {}))
        )
        yield Stage(clock, mail, relay, sinks, zone)
