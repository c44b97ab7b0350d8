"""A disk that fills up under a console at work, in a process of its own: nothing is lost, and nobody mends anything."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.database import engine_at
from console.models.audit_entry import AuditEntry
from tests.servers.small_disk import fill, small_disk
from tests.work.following import add_feed, feed, recipients, wait_until, write

ROOT = Path(__file__).parent.parent
MEGABYTES = 24
A_LOT = 4000  # messages: more than fits beside the ballast
TOKEN = re.compile(r'name="csrf_token" (?:type="hidden" )?value="([^"]+)"')


class Answer(NamedTuple):
    """What came back."""

    status: int
    text: str
    retry_after: str | None
    address: str


class Browser:
    """Somebody who signed in with the password that was printed."""

    def __init__(self, address: str, email: str, password: str) -> None:
        self._address = address
        self._opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self._token = self._token_of("sign-in")
        self.post("sign-in", email=email, password=password)
        self._token = self._token_of("")

    def get(self, path: str) -> Answer:
        return self._open(path, None)

    def post(self, path: str, **fields: str) -> Answer:
        return self._open(path, urlencode({"csrf_token": self._token} | fields).encode())

    def _open(self, path: str, body: bytes | None) -> Answer:
        try:
            with self._opener.open(self._address + path.removeprefix("/"), body, timeout=60) as answer:
                return Answer(answer.status, answer.read().decode(), None, answer.url)
        except HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode(), error.headers["Retry-After"], path)

    def _token_of(self, path: str) -> str:
        found = TOKEN.search(self.get(path).text)
        assert found
        return found[1]


@contextmanager
def console(data: Path) -> Iterator[Browser]:
    """`python app.py` with its worker, and somebody who has signed in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POSTDESK_")}
    given = {"POSTDESK_DATA_FOLDER": str(data), "POSTDESK_PORT": "0"}
    command = [sys.executable, "app.py", "--no-demo"]
    with subprocess.Popen(
        command, cwd=ROOT, env=kept | given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            sign_in = re.fullmatch(r"Sign in as (\S+) with the password (\S+) .*\n", process.stdout.readline())
            assert sign_in
            address = process.stdout.readline().split()[-1]
            yield Browser(address, *sign_in.groups())
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0


@pytest.mark.root
@pytest.mark.slow
def test_a_full_disk_stops_changes_and_nothing_else_and_mends_itself(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    log = tmp_path / "mail.log"
    write(log, range(10))
    with small_disk(tmp_path / "disk", MEGABYTES) as disk, console(disk) as browser:
        engine = engine_at(f"sqlite:///{disk}/postdesk.sqlite")
        number = add_feed(engine, log)
        wait_until(lambda: recipients(engine) == list(range(10)), 20)
        found = browser.post("search/run", q="linz.example").address.rpartition("/search/")[2]
        message = re.search(r"/messages/\d+", browser.get(f"search/{found}").text)
        assert message

        ballast = fill(disk)
        write(log, range(10, A_LOT))
        refused = browser.post("search/run", q="4@linz.example " + "x" * 900)
        assert (refused.status, refused.retry_after) == (503, "60")
        assert "There is no room to store this" in refused.text
        for page in ("", "sources/", f"search/{found}", message[0]):
            shown = browser.get(page)
            assert shown.status == 200, page
            assert "Nothing can be stored since" in shown.text
        assert browser.get("readyz").status == 503
        assert len(recipients(engine)) < A_LOT

        ballast.unlink()
        wait_until(lambda: recipients(engine) == list(range(A_LOT)), 40)
        wait_until(lambda: "Nothing can be stored" not in browser.get("").text, 20)
        wait_until(lambda: browser.get("readyz").status == 200, 20)
        assert not feed(engine, number).error
        with Session(engine) as session:
            read = session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "message:read")).all()
        assert read == [message[0].replace("/messages/", "message:")]
        engine.dispose()
        with closing(sqlite3.connect(disk / "postdesk.sqlite")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
