"""Stories: what happened to a message, told as the events that a log would give. Times are those of Berlin."""

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from console.diagnosis.context import Context
from console.diagnosis.gap_cause import FOLLOWER_DOWN, NO_NEWER_LOG, SILENT, GapCause
from console.diagnosis.network import Network
from console.diagnosis.stale import Usual, UsualTime
from console.intake.coverage import SourceCoverage
from console.intake.gaps import Gap
from console.mail.event import Event, Kind, Rank

BERLIN = ZoneInfo("Europe/Berlin")
OURS = Network(frozenset({"mail", "mail2"}), frozenset({"smtp.provider.test"}))


def at(clock: str, day: int = 21) -> float:
    """A time of November 2026 in Berlin, in seconds since 1970 UTC."""
    hour, minute, second = (int(part) for part in clock.split(":"))
    return datetime(2026, 11, day, hour, minute, second, tzinfo=BERLIN).timestamp()


NOW = at("14:30:00")


def event(kind: Kind, clock: str = "14:02:11", day: int = 21, **said: Any) -> Event:
    """One event of queue ID 4F2C1 on our host mail."""
    return Event(at(clock, day), kind, **{"reporting_mta": "mail", "queue_id": "4F2C1", **said})


def received(clock: str = "14:02:11", **said: Any) -> Event:
    """Our mail server takes the message in."""
    return event(Kind.RECEIVED, clock, **{"client": "app1.shop.test", "client_address": "192.0.2.31", **said})


def described(clock: str = "14:02:11", **said: Any) -> Event:
    """What the message is."""
    known = {"message_id": "5001@app.shop.test", "envelope_sender": "orders@shop.test", "subject": "Your order #5001"}
    return event(Kind.DESCRIBED, clock, **{**known, **said})


def removed(clock: str = "14:02:13", **said: Any) -> Event:
    """Our queue is done with it."""
    return event(Kind.REMOVED, clock, **said)


def attempt(kind: Kind, clock: str, reply: str, to: str = "alice@gmail.test", **said: Any) -> Event:
    """A delivery attempt that reached the domain's server."""
    domain = to.rpartition("@")[2]
    peer = {"transport": "smtp", "remote_mta": f"mx.{domain}", "remote_address": "192.0.2.11"}
    return event(kind, clock, recipient=to, reply=reply, **{**peer, **said})


def quoted(reply: str, domain: str = "gmail.test", command: str = "RCPT TO") -> str:
    """A server's words as Postfix quotes them."""
    return f"host mx.{domain}[192.0.2.11] said: {reply} (in reply to {command} command)"


def delivered(clock: str = "14:02:13", reply: str = "250 2.0.0 Ok: queued as CD444B42153A", **said: Any) -> Event:
    """The recipient's server takes it."""
    return attempt(Kind.DELIVERED, clock, reply, **said)


def failed(clock: str, enhanced_status: str, reply: str, to: str = "alice@gmail.test", **said: Any) -> Event:
    """The recipient's server refuses it for good."""
    domain = to.rpartition("@")[2]
    return attempt(Kind.FAILED, clock, quoted(reply, domain), to, enhanced_status=enhanced_status, **said)


def deferred(clock: str, enhanced_status: str, reply: str, to: str = "alice@gmail.test", **said: Any) -> Event:
    """The recipient's server says "later"."""
    domain = to.rpartition("@")[2]
    return attempt(Kind.DEFERRED, clock, quoted(reply, domain), to, enhanced_status=enhanced_status, **said)


def unreached(clock: str, enhanced_status: str, words: str, to: str = "alice@gmail.test", **said: Any) -> Event:
    """No server of the recipient's domain is reached."""
    peer = {"remote_mta": "", "remote_address": "", "enhanced_status": enhanced_status}
    return attempt(said.pop("kind", Kind.DEFERRED), clock, words, to, **{**peer, **said})


def by_mail(kind: Kind, clock: str = "14:05:00", **said: Any) -> Event:
    """A mail that came to the bounce mailbox; nothing proves who wrote it."""
    known = {"queue_id": "", "reporting_mta": "mx.gmail.test", "recipient": "alice@gmail.test", "rank": Rank.STRANGER}
    return event(kind, clock, **{**known, **said})


def bounce(clock: str = "14:05:00", **said: Any) -> Event:
    """A mail that says it was returned."""
    known = {
        "transport": "smtp",
        "remote_mta": "mx.gmail.test",
        "enhanced_status": "5.1.1",
        "reply": "550 5.1.1 Unknown",
    }
    return by_mail(Kind.FAILED, clock, **{**known, **said})


class Story(NamedTuple):
    """What happened, and to whose mail."""

    name: str
    events: list[Event]
    recipient: str = "alice@gmail.test"
    context: Context = Context()


def read(*gaps: tuple[float, float, GapCause], usual: Usual = Usual(), lifetime: float | None = None) -> Context:  # noqa: B008
    """Our records of host mail up to now, but for gaps."""
    missing = tuple(Gap(int(first), int(last), cause) for first, last, cause in gaps)
    return Context((SourceCoverage("mail", int(at("00:00:00", day=1)), int(NOW), missing),), usual, lifetime)


DOWN = (at("14:05:00"), at("14:20:00"), FOLLOWER_DOWN)
QUICK = Usual(UsualTime(12_345, 2, 45, 372), UsualTime(100_000, 3, 90, 400_000))
HARDLY_KNOWN = Usual(UsualTime(3, 2, 2, 2), UsualTime(100_000, 3, 90, 400_000))


GREY = "451 4.7.1 <alice@gmail.test>: Recipient address rejected: Greylisted, try again in 300 seconds"
NO_USER = "550 5.1.1 <alice@gmail.test>: Recipient address rejected: User unknown in virtual mailbox table"
REFUSED = "connect to mx.gmail.test[192.0.2.11]:25: Connection refused"
HANDED_ON = {"linked_queue_id": "7A01B", "remote_mta": "127.0.0.1", "remote_address": "127.0.0.1"}
SECOND = {"queue_id": "7A01B", "client": "localhost", "client_address": "127.0.0.1"}
BLOCK = "554 5.7.1 Service unavailable; Client host [192.0.2.2] blocked using zen.spamhaus.test"
IN = [received(), described()]

STORIES = [
    Story("taken", [*IN, delivered(), removed()]),
    Story("taken, arrival not in the log", [delivered(), removed()]),
    Story("taken the day before", [
        received("14:02:11", day=20), delivered("14:02:13", day=20), removed("14:02:13", day=20)
    ]),
    Story("taken after greylisting", [
        *IN, deferred("14:02:12", "4.7.1", GREY), deferred("14:08:20", "4.7.1", GREY),
        delivered("14:14:31"), removed("14:14:31"),
    ]),
    Story("taken at the second attempt", [
        *IN, unreached("14:02:12", "4.4.1", REFUSED), delivered("14:08:31"), removed("14:08:31")
    ]),
    Story("taken through a content filter", [
        *IN, delivered("14:02:12", "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 7A01B", **HANDED_ON),
        removed("14:02:12"), received("14:02:12", **SECOND), delivered("14:02:13", queue_id="7A01B"),
        removed("14:02:13", queue_id="7A01B"),
    ]),
    Story("taken, sent to an alias", [
        *IN, delivered(original_recipient="sales@shop.test"), removed()
    ]),
    Story("put into our own mailbox", [
        *IN,
        event(
            Kind.DELIVERED, "14:02:12", recipient="support@shop.test", transport="lmtp", remote_mta="127.0.0.1",
            remote_address="127.0.0.1", reply="250 2.0.0 <support@shop.test> JtMbbhAWsJEQAAg Saved",
        ),
        removed(),
    ], "support@shop.test"),
    Story("left for a provider", [
        *IN, delivered(remote_mta="smtp.provider.test", reply="250 2.0.0 Ok 01000193"), removed()
    ]),
    Story("passed to a filter whose log we do not have", [
        *IN, delivered(remote_mta="127.0.0.1", remote_address="127.0.0.1", reply="250 2.0.0 Ok: queued as 9"), removed()
    ]),
    Story("waiting in the queue", IN),
    Story("waiting, released from a stop", [*IN, event(Kind.HELD, "14:03:00"), event(Kind.RELEASED, "14:20:05")]),
    Story("stopped on arrival", [*IN, event(Kind.HELD, "14:02:11", reply="header Subject: HOLDME: held for review")]),
    Story("stopped by an operator after attempts", [
        *IN, deferred("14:02:12", "4.2.0", "450 4.2.0 mailbox temporarily locked"),
        deferred("14:08:12", "4.2.0", "450 4.2.0 mailbox temporarily locked"), event(Kind.HELD, "14:10:00"),
    ]),
    Story("put off once", [*IN, deferred("14:02:12", "4.7.1", GREY)]),
    Story("put off four times", [
        *IN, *(deferred(f"14:{minute}:12", "4.7.1", GREY) for minute in ("02", "08", "14", "26"))
    ]),
    Story("put off since yesterday", [
        received("23:10:00", day=20), deferred("23:10:02", "4.7.1", GREY, day=20), deferred("14:10:02", "4.7.1", GREY)
    ]),
    Story("not reached once", [*IN, unreached("14:02:12", "4.4.1", REFUSED)]),
    Story("not reached twice", [
        *IN, unreached("14:02:12", "4.4.1", REFUSED), unreached("14:08:12", "4.4.1", REFUSED)
    ]),
    Story("put off, then left out of a round", [
        *IN, deferred("14:02:12", "4.7.1", GREY), unreached("14:08:12", "", "")
    ]),
    Story("taken after a round that left it out", [
        *IN, deferred("14:02:12", "4.7.1", GREY), unreached("14:08:12", "", ""), delivered("14:14:31"), removed("14:14:31")
    ]),
    Story("our own filter not reached", [
        *IN, unreached("14:02:12", "4.4.1", "connect to 127.0.0.1[127.0.0.1]:10024: Connection refused")
    ]),
    Story("mailbox full, still trying", [
        *IN, deferred("14:02:12", "4.2.2", "452 4.2.2 <alice@gmail.test>: Recipient address rejected: Mailbox is full")
    ]),
    Story("mailbox full, refused", [
        *IN, failed("14:02:12", "5.2.2", "552 5.2.2 <alice@gmail.test>: Recipient address rejected: Mailbox is full / Over quota"),
        removed(),
    ]),
    Story("given up", [
        received(day=16), described(day=16), *(deferred("14:02:12", "4.7.1", GREY, day=day) for day in (16, 17, 18, 19, 20)),
        event(Kind.EXPIRED, "14:02:14"), removed("14:02:14"),
    ]),
    Story("given up, never reached", [
        received(day=16), unreached("14:02:12", "4.4.1", REFUSED, day=16), event(Kind.EXPIRED, "14:02:14"),
        removed("14:02:14"),
    ]),
    Story("given up, attempts not in the log", [*IN, event(Kind.EXPIRED, "14:02:14"), removed("14:02:14")]),
    Story("no such mailbox", [*IN, failed("14:02:13", "5.1.1", NO_USER), removed()]),
    Story("no such mailbox, after greylisting", [
        *IN, deferred("14:02:12", "4.7.1", GREY), failed("14:08:13", "5.1.1", NO_USER), removed("14:08:13")
    ]),
    Story("no such domain", [
        *IN,
        unreached(
            "14:02:12", "5.4.4",
            "Host or domain name not found. Name service error for name=gmial.test type=A: Host not found",
            "alice@gmial.test", kind=Kind.FAILED,
        ),
        removed("14:02:12"),
    ], "alice@gmial.test"),
    Story("blocked by a list", [*IN, failed("14:02:13", "5.7.1", BLOCK), removed()]),
    Story("returned after it was taken", [
        received("10:01:58"), delivered("10:02:00"), removed("10:02:00"),
        failed("10:05:11", "5.1.1", "550 5.1.1 User unknown", queue_id=""),
    ]),
    Story("refused by our own filter", [
        *IN,
        attempt(
            Kind.FAILED, "14:02:12", "host 127.0.0.1[127.0.0.1] said: 550 5.7.0 Reject, id=93631a - INFECTED: Eicar-Signature "
            "(in reply to end of DATA command)", enhanced_status="5.7.0", remote_mta="127.0.0.1", remote_address="127.0.0.1",
        ),
        removed("14:02:12"),
    ]),
    Story("refused by our provider", [
        *IN,
        failed("14:02:12", "5.7.8", "535 5.7.8 Error: authentication failed", remote_mta="smtp.provider.test"),
        removed("14:02:12"),
    ]),
    Story("refused by us for now, as Exim says it", [
        event(Kind.REJECTED, "14:02:11", recipient="alice@gmail.test", reply="temporarily rejected: please come back later")
    ]),
    Story("refused by us", [
        event(
            Kind.REJECTED, "14:02:11", recipient="alice@gmail.test", enhanced_status="5.7.1",
            reply="550 5.7.1 forbidden subject",
        )
    ]),
    Story("refused by us for now", [
        event(
            Kind.REJECTED, "14:02:11", recipient="alice@gmail.test", enhanced_status="4.7.1",
            reply="451 4.7.1 Scanner unavailable - try again later",
        )
    ]),
    Story("deleted by an operator", [
        *IN, deferred("14:02:12", "4.7.1", GREY), event(Kind.DELETED, "14:10:00")
    ]),
    Story("thrown away by a rule", [
        *IN,
        event(Kind.DISCARDED, "14:02:12", recipient="alice@gmail.test", reply="silently dropped by policy"),
        removed("14:02:12"),
    ]),
    Story("on the do-not-send list", [
        event(Kind.SUPPRESSED, "14:02:11", recipient="alice@gmail.test", queue_id="", reply="hard bounce on 3 May 2026")
    ]),
    Story("our software failed", [
        event(Kind.FAILED_BEFORE_SEND, "14:02:11", recipient="alice@gmail.test", queue_id="", reply="template not found: order.txt")
    ]),
    Story("the outcome is missing", [*IN, removed("14:02:14")]),
    Story("the outcome is missing after attempts", [*IN, deferred("14:02:12", "4.7.1", GREY), removed("14:20:14")]),
    Story("only tested", [
        received(), event(Kind.PROBED, "14:02:12", recipient="alice@gmail.test", reply="delivers to mailbox"), removed()
    ]),
    Story("words we cannot read", [*IN, event(Kind.UNREADABLE, "14:02:12", recipient="alice@gmail.test", reply="status=odd")]),
    Story("nothing at all", []),
    *(
        Story(f"taken, then {kind.value.replace('_', ' ')}", [
            *IN, delivered(), removed(), event(kind, "14:20:40", recipient="alice@gmail.test", queue_id="")
        ])
        for kind in (
            Kind.FILTERED, Kind.OPENED, Kind.CLICKED, Kind.REPLIED, Kind.AUTO_REPLIED, Kind.MARKED_SPAM, Kind.UNSUBSCRIBED
        )
    ),
    Story("waiting, our records are whole", IN, context=read(usual=QUICK)),
    Story("waiting, and a part of our records is missing", IN, context=read(DOWN, usual=QUICK)),
    Story("waiting for longer than ever", [
        received("09:00:11"), described("09:00:11")
    ], context=read(usual=QUICK)),
    Story("waiting for longer than nearly all mail, to a domain that is hardly known", [
        received("09:00:11"), described("09:00:11")
    ], context=read(usual=HARDLY_KNOWN)),
    Story("waiting, and our records end early", [
        received("09:00:11"), described("09:00:11")
    ], context=read((at("10:00:00"), NOW, NO_NEWER_LOG), usual=QUICK)),
    Story("put off, with prospects", [
        *IN, *(deferred(f"14:{minute}:12", "4.7.1", GREY) for minute in ("02", "08", "18"))
    ], context=read(lifetime=5 * 86400)),
    Story("put off, and the next attempt is due", [
        *IN, *(deferred(f"14:{minute}:12", "4.7.1", GREY) for minute in ("02", "07", "12"))
    ], context=read(lifetime=5 * 86400)),
    Story("put off, and the next attempt is late", [
        received("12:02:11"), described("12:02:11"), deferred("12:02:12", "4.7.1", GREY), deferred("12:10:12", "4.7.1", GREY),
    ], context=read(usual=QUICK, lifetime=3600)),
    Story("put off, and no word since for longer than ever", [
        received("09:02:11"), described("09:02:11"), deferred("09:02:12", "4.7.1", GREY), deferred("09:10:12", "4.7.1", GREY),
    ], context=read(usual=QUICK, lifetime=5 * 86400)),
    Story("put off, and a part of our records is missing", [
        *IN, deferred("14:02:12", "4.7.1", GREY)
    ], context=read(DOWN, (at("14:20:00"), at("14:30:00"), SILENT))),
    Story("stopped on arrival, our records are whole", [
        *IN, event(Kind.HELD, "14:02:11", reply="header Subject: HOLDME: held for review")
    ], context=read(usual=QUICK)),
    Story("left for a provider, our records are whole", [
        *IN, delivered(remote_mta="smtp.provider.test", reply="250 2.0.0 Ok 01000193"), removed()
    ], context=read(usual=QUICK)),
    Story("the outcome is missing, and a part of our records", [
        *IN, removed("14:22:14")
    ], context=read(DOWN)),
    Story("the outcome is missing, our records are whole", [*IN, removed("14:02:14")], context=read()),
    Story("taken, with a part of our records missing", [*IN, delivered(), removed()], context=read(DOWN)),
    Story("taken, and a bounce of unknown origin came later", [*IN, delivered(), removed(), bounce()]),
    Story("taken, and a bounce to our signed address came later", [
        *IN, delivered(), removed(), bounce(rank=Rank.SIGNED)
    ]),
    Story("taken, and an answer of unknown origin came", [
        *IN, delivered(), removed(), by_mail(Kind.AUTO_REPLIED, reply="Out of office")
    ]),
    Story("taken, and a bounce, an answer, a complaint and a delay of unknown origin came", [
        *IN, delivered(), removed(), by_mail(Kind.DEFERRED, "14:04:00", reply="451 4.4.1 No answer yet"), bounce(),
        by_mail(Kind.MARKED_SPAM, "14:05:20", reply="abuse"), by_mail(Kind.AUTO_REPLIED, "14:05:20", reply="Out of office")
    ]),
    Story("left for a provider, and a bounce of unknown origin came", [
        *IN, delivered(remote_mta="smtp.provider.test", reply="250 2.0.0 Ok 01000193"), removed(), bounce()
    ]),
    Story("put off, and a bounce with our queue ID came", [
        *IN, deferred("14:02:12", "4.7.1", GREY), bounce(rank=Rank.QUEUE_ID)
    ]),
    Story("put off, and a bounce of unknown origin came", [*IN, deferred("14:02:12", "4.7.1", GREY), bounce()]),
    Story("put into our mailbox, and a bounce of unknown origin came", [
        *IN, delivered(transport="virtual", remote_mta="", remote_address="", reply="delivered to maildir"), removed(),
        bounce()
    ]),
    Story("refused, and a bounce of unknown origin came", [
        *IN, failed("14:02:13", "5.1.1", "550 5.1.1 User unknown"), removed(), bounce()
    ]),
    Story("only opened", [event(Kind.OPENED, "14:20:40", recipient="alice@gmail.test", queue_id="")]),
]  # fmt: skip
