"""A disk that fills up under a console at work, in a process of its own: nothing is lost, and nobody mends anything."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.database import engine_at
from console.models.audit_entry import AuditEntry
from tests.servers.console import console
from tests.servers.small_disk import fill, small_disk
from tests.work.following import add_feed, feed, recipients, wait_until, write

MEGABYTES = 24
A_LOT = 4000  # messages: more than fits beside the ballast


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
