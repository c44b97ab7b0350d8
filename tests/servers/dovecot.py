"""A real Dovecot in a folder of its own, with IMAP, STARTTLS and IMAPS at an address of its own. Needs root.

Whoever knows its one password is the user they say, as is who has a JSON Web Token (RFC 7519) for XOAUTH2. A refused
login slows no other down.
"""

import base64
import hashlib
import hmac
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from tests.servers.certificates import Certificate

OWNER = 8  # the user and group "mail", of all mailboxes
TOKEN_KEY = b"a key that only the tests use, 1234"
SETTINGS = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
listen = {address}
protocols = imap
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = yes
auth_mechanisms = plain xoauth2
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:{mailboxes}/%u
mail_plugins = notify mail_log
plugin {{
  mail_log_events = copy delete expunge flag_change
  mail_log_fields = uid box
}}
recipient_delimiter = +
default_internal_user = dovecot
default_login_user = dovenull
passdb {{
  driver = static
  mechanisms = plain
  args = password={password}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid=8 gid=8 home={folder}/homes/%u allow_all_users=yes
}}
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = 143
  }}
  inet_listener imaps {{
    port = 993
    ssl = yes
  }}
}}
"""
TOKENS = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = email
"""


class NoDovecot(RuntimeError):
    """Dovecot is not here, or does not start; the message says which."""


class Dovecot(NamedTuple):
    """One instance, running."""

    folder: Path
    address: str

    @property
    def log(self) -> Path:
        return self.folder / "dovecot.log"

    @property
    def mailboxes(self) -> Path:
        """A Maildir for every user, in which other programs may deliver."""
        return self.folder / "mailboxes"

    def admit(self, user: str, password: str) -> None:
        """Another user from now on."""
        with (self.folder / "users").open("a") as users:
            users.write(f"{user}:{{PLAIN}}{password}\n")

    def deliver(self, user: str, *mails: bytes) -> None:
        """New mail."""
        new = self._maildir(user) / "new"
        for number, mail in enumerate(mails):
            name = f"{time.time_ns()}.{os.getpid()}_{number}.here"
            (self._maildir(user) / "tmp" / name).write_bytes(mail)
            (self._maildir(user) / "tmp" / name).rename(new / name)
            shutil.chown(new / name, OWNER, OWNER)

    def _maildir(self, user: str) -> Path:
        path = self.mailboxes / user
        for name in (".", "new", "cur", "tmp"):
            (path / name).mkdir(parents=True, exist_ok=True)
            shutil.chown(path / name, OWNER, OWNER)
        return path


def token(user: str, lasts: float = 600) -> str:
    """A token that Dovecot takes for this user, for so many seconds."""
    claims = {"email": user, "sub": user, "iat": int(time.time()) - 1, "exp": int(time.time() + lasts)}
    words = [{"typ": "JWT", "alg": "HS256"}, claims]
    head = b".".join(_base64(json.dumps(one).encode()) for one in words)
    return (head + b"." + _base64(hmac.digest(TOKEN_KEY, head, hashlib.sha256))).decode()


@contextmanager
def dovecot(folder: Path, address: str, certificate: Certificate, password: str) -> Iterator[Dovecot]:
    """Build an instance and run it."""
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if program is None:
        raise NoDovecot("Dovecot is not installed; make test installs it on Debian.")
    instance = Dovecot(folder, address)
    configuration = _build(instance, certificate, password)
    with subprocess.Popen([program, "-F", "-c", configuration], stderr=subprocess.PIPE, text=True) as process:
        try:
            _wait_until_it_listens(instance, process)
            yield instance
        finally:
            process.terminate()


def _build(instance: Dovecot, certificate: Certificate, password: str) -> Path:
    folder = instance.folder
    for name in ("run", "state", "homes", "mailboxes", "keys/default/HS256"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in ("homes", "mailboxes"):
        shutil.chown(folder / name, OWNER, OWNER)
    (folder / "keys" / "default" / "HS256" / "default").write_bytes(base64.b64encode(TOKEN_KEY))
    (folder / "oauth2.conf").write_text(TOKENS.format(folder=folder))
    configuration = folder / "dovecot.conf"
    values = {"folder": folder, "address": instance.address, "mailboxes": instance.mailboxes, "password": password}
    configuration.write_text(SETTINGS.format(**values, certificate=certificate.certificate, key=certificate.key))
    return configuration


def _wait_until_it_listens(instance: Dovecot, process: "subprocess.Popen[str]") -> None:
    for _ in range(100):
        if process.poll() is not None:
            raise NoDovecot(f"Dovecot does not start: {process.stderr.read() if process.stderr else ''}")
        with suppress(OSError), socket.create_connection((instance.address, 993), 1):
            return
        time.sleep(0.05)
    raise NoDovecot(f"Dovecot does not listen: {instance.log}")


def _base64(octets: bytes) -> bytes:
    return base64.urlsafe_b64encode(octets).rstrip(b"=")
