"""Hostile mails go through the door of both databases: one that a database will not take stops the whole mailbox."""

from random import Random

import pytest
from sqlalchemy import Engine

from tests.fuzz import seeds
from tests.fuzz.mails import damaged
from tests.intake.bounces.mails import RETURNED, mail, report
from tests.intake.mails import receive

NUL, HALF = "\0", "+2AA-"  # a half of a character, in UTF-7
LONG = "".join(map(chr, range(0x4E00, 0x4E00 + 999)))  # an index of PostgreSQL takes 2,704 octets
THREAD = " ".join(f"<{n}@a.example>" for n in range(9_000))


def bounce_with(words: str, charset: str = "utf-8") -> bytes:
    """A report that says the words wherever it can."""
    fields = (
        f"Reporting-MTA: dns; {words}\nX-Postfix-Queue-ID: {words}\nOriginal-Envelope-Id: {words}\n\n"
        f"Final-Recipient: rfc822; {words}@{words}\nOriginal-Recipient: rfc822; {words}@x\nAction: failed\nStatus: 5.1.1\n"
        f"Remote-MTA: dns; {words}\nDiagnostic-Code: smtp; 550 {words} greylisted, retry in 99999 days\n"
    )
    raw = report(fields, f"message/delivery-status; charset={charset}")
    return raw.replace(b"order-1@example.com", words.encode()).replace(b"Undelivered", f"Undelivered {words}".encode())


@pytest.mark.parametrize(
    "raw",
    [
        bounce_with(NUL),
        bounce_with(HALF, "utf-7"),
        bounce_with(LONG),
        mail(f"It could not be delivered to <{HALF}@b.example>.\n\n{RETURNED}".replace("order-1", HALF), Content_Type="text/plain; charset=utf-7"),
        mail('{"notificationType":"Bounce","bounce":{"bouncedRecipients":[{"emailAddress":"\\ud800@b"}]},"mail":{"messageId":"\\udfff"}}'),
        mail("Away.", "Out of office \0", f"{NUL}@b.example", Message_ID=f"<{NUL}>", In_Reply_To=f"<{NUL}>"),
        mail("Away.", "=?utf-7?q?+2AA-?= out of office", Auto_Submitted="auto-replied", References=THREAD),
    ],
    ids=["NUL", "half a character", "long", "prose", "JSON", "answer", "thread"],
)  # fmt: skip
def test_what_no_database_takes_is_taken(engine: Engine, raw: bytes) -> None:
    assert len(receive(engine, raw)) == 1


@pytest.mark.slow
def test_damaged_reports_are_all_taken(engine: Engine) -> None:
    chance = Random(5322)
    noise = [token.encode() for token in seeds.TOKENS] + [b"\0", b"\xff", b"+2AA-", "é".encode()]
    mails = {
        damaged(raw, [(chance.randrange(1000), chance.randrange(30), chance.choice(noise)) for _ in range(3)])
        for raw in seeds.MAILS * 3
    }
    assert len(receive(engine, *mails)) == len(mails)
