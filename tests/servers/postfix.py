"""A real Postfix in a folder of its own: nothing of the system's configuration, queue or log is touched. Needs root."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

SERVICES = """\
{address}:25 inet n     - {chroot} - -     smtpd
pickup     unix n     - n   60    1     pickup
cleanup    unix n     - n   -     0     cleanup
qmgr       unix n     - n   300   1     qmgr
rewrite    unix -     - n   -     -     trivial-rewrite
bounce     unix -     - n   -     0     bounce
defer      unix -     - n   -     0     bounce
trace      unix -     - n   -     0     bounce
verify     unix -     - n   -     1     verify
proxymap   unix -     - n   -     -     proxymap
smtp       unix -     - {chroot} - -     smtp
relay      unix -     - {chroot} - -     smtp
  -o syslog_name=postfix/relay
showq      unix n     - n   -     -     showq
error      unix -     - n   -     -     error
retry      unix -     - n   -     -     error
discard    unix -     - n   -     -     discard
virtual    unix -     n n   -     -     virtual
lmtp       unix -     - n   -     -     lmtp
anvil      unix -     - n   -     1     anvil
tlsmgr     unix -     - n   1000? 1     tlsmgr
scache     unix -     - n   -     1     scache
postlog    unix-dgram n - n -     1     postlogd
"""


class NoPostfix(RuntimeError):
    """Postfix is not here, or does not start; the message says which."""


class Postfix(NamedTuple):
    """One instance, running."""

    folder: Path
    address: str
    environment: Mapping[str, str] = MappingProxyType({})  # of its programs, beside that of this process

    @property
    def settings(self) -> Path:
        return self.folder / "etc"

    @property
    def spool(self) -> Path:
        return self.folder / "spool"

    @property
    def log(self) -> Path:
        return self.folder / "log" / "mail.log"

    def run(self, program: str, *arguments: str) -> str:
        """Run one of Postfix's own programs on this instance: postsuper, postqueue, postfix …"""
        command = [program, "-c", str(self.settings), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, env={**_environment(), **self.environment}, check=False
        )
        if done.returncode:
            raise NoPostfix(f"{' '.join(command)} failed: {done.stdout}{done.stderr}{self._last_words()}")
        return done.stdout

    def trigger(self, service: str, request: str) -> None:
        """Wake a public service, as postkick(1) does; "D" makes qmgr look for deferred mail that is due."""
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(str(self.spool / "public" / service))
            connection.sendall(request.encode())

    def queue_ids(self, *queues: str) -> set[str]:
        """The queue IDs in some of incoming, active, deferred, hold, maildrop."""
        return {path.name for queue in queues for path in (self.spool / queue).rglob("*") if path.is_file()}

    def _last_words(self) -> str:
        return self.log.read_text()[-2000:] if self.log.exists() else ""


def _environment() -> dict[str, str]:
    return {**os.environ, "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"}


@contextmanager
def postfix(
    folder: Path,
    address: str,
    settings: dict[str, str],
    *,
    name_server: str,
    tables: dict[str, str] | None = None,
    services: str = "",
    chroot: bool = True,
    environment: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Postfix]:
    """Build an instance and run it. `tables` are texts of look-up tables, named in settings as {etc}/name.

    In the chroot, Postfix reads a resolv.conf of its own, so that the machine's resolver stays as it is.
    """
    if shutil.which("postfix", path=_environment()["PATH"]) is None:
        raise NoPostfix("Postfix is not installed; make test installs it on Debian.")
    instance = Postfix(folder, address, environment)
    _build(instance, settings, tables or {}, services, name_server, chroot=chroot)
    instance.run("postfix", "start")
    try:
        _wait_until_it_listens(instance)
        yield instance
    finally:
        instance.run("postfix", "stop")


def _build(
    instance: Postfix,
    settings: dict[str, str],
    tables: dict[str, str],
    services: str,
    name_server: str,
    *,
    chroot: bool,
) -> None:
    for name in ("etc", "spool/etc", "data", "log"):
        (instance.folder / name).mkdir(parents=True, exist_ok=True)
    instance.folder.chmod(0o755)
    shutil.chown(instance.folder / "data", "postfix")
    lines = {
        "compatibility_level": "3.6",
        "queue_directory": str(instance.spool),
        "data_directory": str(instance.folder / "data"),
        "maillog_file": str(instance.log),
        "maillog_file_prefixes": str(instance.log.parent),
        # An address that is on no interface cannot stand in inet_interfaces: the services name it, and this says it is us.
        "inet_interfaces": "127.0.0.1",
        "proxy_interfaces": instance.address,
        "inet_protocols": "ipv4",
        "smtp_bind_address": instance.address,
        "default_database_type": "texthash",
        "alias_maps": "",
        "local_recipient_maps": "",
        "mydestination": "",
        "smtp_tls_security_level": "none",
        **settings,
    }
    etc = instance.settings
    (etc / "main.cf").write_text(
        "".join(f"{name} = {value.replace('{etc}', str(etc))}\n" for name, value in lines.items())
    )
    (etc / "master.cf").write_text(SERVICES.format(address=instance.address, chroot="y" if chroot else "n") + services)
    for name, text in tables.items():
        (etc / name).write_text(text)
    jail = instance.spool / "etc"
    shutil.copy("/etc/services", jail)
    (jail / "resolv.conf").write_text(f"nameserver {name_server}\noptions timeout:2 attempts:1\n")
    (jail / "nsswitch.conf").write_text("hosts: files dns\n")
    (jail / "hosts").write_text("127.0.0.1 localhost\n")


def _wait_until_it_listens(instance: Postfix) -> None:
    """By the log and not by a connection, which would leave lines of its own."""
    for _ in range(100):
        if instance.log.exists() and "daemon started" in instance.log.read_text():
            return
        time.sleep(0.05)
    raise NoPostfix(f"Postfix does not start: {instance.log}")
