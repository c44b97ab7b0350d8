"""The world of the demo: Medora, which sells software to medical practices, and the mail servers of its customers.

Nobody here is real: domains end in .example (RFC 2606), addresses of hosts are private ones (RFC 1918) for Medora and
ones for documentation (RFC 5737) for everybody else.
"""

from typing import NamedTuple

from tests.demo.calendar import day
from tests.servers.smtp_sink import HANG_UP, Answer, Question, accept, queued

OURS = {
    "mail.medora.example": "10.20.0.10",
    "relay.medora.example": "10.20.0.11",
    "app1.medora.example": "10.20.0.31",
    "app2.medora.example": "10.20.0.32",
    "office.medora.example": "10.20.0.40",
    "monitor.medora.example": "10.20.0.50",
}
NAME_SERVER = "10.20.0.53"
SEEN_FROM_OUTSIDE = "192.0.2.10"
STRANGER = ("host66.leased.example", "203.0.113.66")

BOUNCES = "bounces@medora.example"
MAILBOXES = ("bounces", "support", "postmaster")
TO_BOUNCES = (  # envelope senders that nobody reads, and where providers report complaints to
    "accounts@medora.example",
    "billing@medora.example",
    "complaints@medora.example",
    "news@news.medora.example",
    "reminders@medora.example",
    "results@medora.example",
    "support-bounces@medora.example",
)
ALIASES = {
    **dict.fromkeys(TO_BOUNCES, (BOUNCES,)),
    "practice-managers@medora.example": (
        "k.albers@hausarzt-lindenallee.example",
        "verwaltung@stadtklinik.example",
        "p.winter@postmail.example",
    ),
    "oncall@medora.example": ("support@medora.example", "t.lorenz@webpost.example"),
}
BY_RELAY = ("labor-sued.example",)  # goes by our second Postfix
BY_TUNNEL = ("kv-netz.example", "rehazentrum.example", "seniorenstift.example")  # through a tunnel to a provider
TUNNEL = ("127.0.0.1", 2525)

OUTAGE = (day(3, "08:40"), day(4, "15:10"))  # of uniklinik-west: begins and ends
OUTAGE_AT_THE_END = day(14, "06:30")  # of hausarzt-lindenallee: still lasts
BLOCK = (day(8, "10:20"), day(10, "16:00"))  # webpost refuses our address
LAPSED = day(6, "00:00")  # physio-park.example does not exist from then on
SILENT = day(14, "11:20")  # marienhospital takes connections and says nothing


class Server(NamedTuple):
    """The mail server of a domain, and how it treats us."""

    domain: str
    address: str
    to_recipient: Answer = accept
    to_sender: Answer = accept
    to_message: Answer = queued
    second: str = ""  # address of a second MX that works when the first does not
    thinks: tuple[float, float] = (0.01, 0.06)  # real seconds, a tenth of those in the log

    @property
    def hosts(self) -> dict[str, str]:
        return {f"mx1.{self.domain}": self.address} | ({f"mx2.{self.domain}": self.second} if self.second else {})


def people(special: dict[str, str | Answer], others: Answer = accept) -> Answer:
    """A recipient's own answer by local part, else that of `others`. {to} in an answer is the recipient."""

    def answer(question: Question) -> str:
        found = special.get(question.recipient.partition("@")[0], others)
        return found.replace("{to}", question.recipient) if isinstance(found, str) else found(question)

    return answer


class Greylist:
    """Takes a recipient when five minutes have gone since it was first asked, and ever after."""

    def __init__(self) -> None:
        self.asked: dict[tuple[str, str], float] = {}

    def __call__(self, question: Question) -> str:
        first = self.asked.setdefault((question.sender, question.recipient), question.at)
        if question.at - first < 300:
            return f"451 4.7.1 <{question.recipient}>: Recipient address rejected: Greylisted, see http://postgrey.kinderarzt-nord.example/help"
        return "250 2.1.5 Ok"


class Hesitation:
    """Breaks the connection just when it should say that it took a message: so many times, or from some time on."""

    def __init__(self, times: dict[str, int], since: dict[str, float]) -> None:
        self.left = dict(times)
        self.since = since

    def __call__(self, question: Question) -> str:
        self.left[question.recipient] = self.left.get(question.recipient, 0) - 1
        if self.left[question.recipient] >= 0 or question.at >= self.since.get(question.recipient, float("inf")):
            return HANG_UP
        return queued(question)


class Throttle:
    """Takes so many messages in ten minutes, then asks to come back later."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.times: list[float] = []

    def __call__(self, question: Question) -> str:
        self.times = [at for at in self.times if question.at - at < 600]
        if len(self.times) >= self.most:
            return (
                f"421-4.7.28 [{SEEN_FROM_OUTSIDE}] Our system has detected an unusual rate of mail\r\n"
                "421-4.7.28 originating from your IP address. To protect our users, mail has been\r\n"
                "421 4.7.28 temporarily rate limited. See https://help.postmail.example/bulk - pmx"
            )
        self.times.append(question.at)
        return "250 2.1.0 Ok"


def blocks_our_address(question: Question) -> str:
    if BLOCK[0] <= question.at < BLOCK[1]:
        return (
            f"550 5.7.1 Unfortunately, messages from [{SEEN_FROM_OUTSIDE}] weren't sent. Please contact your Internet service "
            "provider since part of their network is on our block list (S3140). https://postmaster.webpost.example/s3140"
        )
    return "250 2.1.0 Sender OK"


def strict(question: Question) -> str:
    if question.sender.endswith("@news.medora.example"):
        return "550 5.7.26 Unauthenticated email from news.medora.example is not accepted due to the domain's DMARC policy."
    if b".zip" in question.content:
        return "552 5.7.0 This message was blocked because its content presents a potential security issue: attachment .zip"
    if b"Last chance" in question.content:
        return "554 5.7.1 Message rejected as spam by content filter, score 9.4"
    return queued(question)


def small(question: Question) -> str:
    if len(question.content) > 400_000:
        return "552 5.3.4 Message size exceeds fixed limit of 400000 bytes"
    return queued(question)


UNKNOWN_AT_POSTMAIL = (
    "550-5.1.1 The email account that you tried to reach does not exist. Please try\r\n"
    "550-5.1.1 double-checking the recipient's email address for typos or\r\n"
    "550-5.1.1 unnecessary spaces. Learn more at\r\n"
    "550 5.1.1  https://help.postmail.example/?p=NoSuchUser - pmx"
)
OVER_QUOTA_FOR_NOW = (
    "452-4.2.2 The recipient's inbox is out of storage space. Please direct the\r\n"
    "452-4.2.2 recipient to\r\n"
    "452 4.2.2  https://help.orthozentrum.example/?p=OverQuotaTemp"
)
OVER_QUOTA = "552 5.2.2 <{to}>: Recipient address rejected: Mailbox is full / Over quota"

SERVERS = (
    Server(
        "postmail.example",
        "198.51.100.11",
        to_sender=Throttle(110),
        to_recipient=people(dict.fromkeys(("d.maurer81", "ines.kolb", "h.vogt"), UNKNOWN_AT_POSTMAIL)),
        second="198.51.100.12",
    ),
    Server(
        "webpost.example",
        "203.0.113.20",
        to_sender=blocks_our_address,
        to_recipient=people(
            dict.fromkeys(
                ("s.neumann", "old.address"),
                "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {to} not found by SMTP address lookup",
            )
        ),
    ),
    Server(
        "stadtklinik.example",
        "198.51.100.30",
        to_recipient=people(
            {"aerzte": "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required"}
        ),
        to_message=small,
        thinks=(0.05, 0.25),
    ),
    Server("uniklinik-west.example", "198.51.100.40", thinks=(0.03, 0.12)),
    Server("kinderarzt-nord.example", "203.0.113.31", to_recipient=Greylist()),
    Server("hausarzt-lindenallee.example", "203.0.113.32"),
    Server(
        "orthozentrum.example",
        "203.0.113.33",
        to_recipient=people(
            {"jonas.brandt": OVER_QUOTA_FOR_NOW, "empfang": OVER_QUOTA_FOR_NOW, "mira.vogel": OVER_QUOTA}
        ),
    ),
    Server(
        "landapotheke.example",
        "203.0.113.34",
        to_recipient=people(
            {
                "r.seidel": "550 5.2.1 The email account that you tried to reach is disabled.",
                "bestellung": "551 5.1.6 <{to}>: Recipient has moved; please try <order@landapotheke.example>",
            }
        ),
    ),
    Server("gesundheitsamt.example", "198.51.100.50", to_message=strict, thinks=(0.1, 0.5)),
    Server(
        "labor-sued.example",
        "198.51.100.60",
        to_recipient=people(
            {"annahme": "550 5.1.1 <{to}>: Recipient address rejected: User unknown in virtual mailbox table"}
        ),
    ),
    Server(
        "zahnarzt-mitte.example",
        "203.0.113.35",
        to_message=Hesitation(
            {"praxis@zahnarzt-mitte.example": 2}, {"dr.lenz@zahnarzt-mitte.example": day(13, "12:00")}
        ),
    ),
    Server("marienhospital.example", "198.51.100.70"),
    Server("physio-park.example", "203.0.113.36"),
    Server("altbau-praxis.example", "203.0.113.37"),
    Server("postfach24.example", "203.0.113.41"),
    Server("xn--praxis-mller-klb.example", "203.0.113.38"),
    Server(
        "umzug-praxis.example",
        "203.0.113.39",
        to_recipient=people({}, lambda question: f"454 4.7.1 <{question.recipient}>: Relay access denied"),
    ),
)
NEVER_LISTENS = ("altbau-praxis.example",)
ACCEPT_NO_MAIL = ("postmai.example", "noreply-parken.example")  # null MX
DNS_BROKEN = ("heimnetz-praxis.example",)
