"""`python app.py` in a process of its own, and somebody who signs in with the password that it prints."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

ROOT = Path(__file__).parents[2]
TOKEN = re.compile(r'name="csrf_token" (?:type="hidden" )?value="([^"]+)"')


class Answer(NamedTuple):
    """What came back."""

    status: int
    text: str
    retry_after: str | None
    address: str


class Browser:
    """Somebody who signed in with the password that was printed."""

    def __init__(self, address: str, email: str, password: str, console: int) -> None:
        self.console = console  # the process
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


def environment(data: Path, **given: str) -> dict[str, str]:
    """The environment of a console or a command on a data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POSTDESK_")}
    return kept | {"POSTDESK_DATA_FOLDER": str(data), "POSTDESK_PORT": "0"} | given


@contextmanager
def console(data: Path, **given: str) -> Iterator[Browser]:
    """The console with its worker, on a data folder and with these settings, and somebody who has signed in."""
    command = [sys.executable, "app.py", "--no-demo"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment(data, **given),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            sign_in = re.fullmatch(r"Sign in as (\S+) with the password (\S+) .*\n", process.stdout.readline())
            assert sign_in
            address = process.stdout.readline().split()[-1]
            yield Browser(address, sign_in[1], sign_in[2], process.pid)
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
