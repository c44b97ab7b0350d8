"""Who is sent what, and when. The same every time; only the queue IDs differ."""

import random
from collections.abc import Iterator
from datetime import time
from typing import NamedTuple

from tests.demo.calendar import DAYS, END, START, day, is_workday

SEED = 20261207
PATIENTS = 260
FIRST_NAMES = (
    "anna ben clara david emma felix greta hanna ida jan klara leon maria nico olga paul ruth simon tina ute".split()
)
SURNAMES = "keller brandt vogel winter lorenz fuchs huber roth becker lange schulz frank busch haas kern maier otto ziegler".split()
PATIENT_DOMAINS = {
    "postmail.example": 58,
    "webpost.example": 30,
    "kv-netz.example": 4,
    "seniorenstift.example": 4,
    "physio-park.example": 2,
}
PRACTICES = {  # domain -> local parts, the busiest first
    "stadtklinik.example": "verwaltung radiologie kardiologie dr.hofmann dr.simon aerzte",
    "uniklinik-west.example": "einkauf labor dr.weiss prof.adler station3",
    "kinderarzt-nord.example": "praxis dr.kern empfang",
    "hausarzt-lindenallee.example": "praxis k.albers empfang",
    "orthozentrum.example": "buchhaltung empfang jonas.brandt mira.vogel",
    "landapotheke.example": "order r.seidel bestellung",
    "gesundheitsamt.example": "meldewesen poststelle a.friedrich",
    "labor-sued.example": "befunde probeneingang annahme",
    "zahnarzt-mitte.example": "praxis dr.lenz",
    "marienhospital.example": "verwaltung pflege dr.busch",
    "physio-park.example": "termine",
    "rehazentrum.example": "aufnahme therapie",
    "xn--praxis-mller-klb.example": "kontakt",
    "umzug-praxis.example": "info",
    "altbau-praxis.example": "praxis",
}
WEIGHTS = (30, 22, 14, 14, 9, 8, 9, 9, 4, 8, 3, 5, 3, 1, 1)
REAL_AND_MISTYPED = {
    "anna.keller@postmail.example": "anna.keller@postmial.example",
    "paul.huber@postmail.example": "paul.huber@psotmail.example",
    "tina.roth@webpost.example": "tina.roth@webpots.example",
    "verwaltung@stadtklinik.example": "verwaltung@stadtklink.example",
    "olga.haas@postmail.example": "olga.haas@postmai.example",
}
SUPPORT_SUBJECTS = (
    "Re: [#{n}] Printer does not find the card reader",
    "Re: [#{n}] Rückfrage zur Datenübernahme",
    "Re: [#{n}] Update to Medora 8.2",
    "Re: [#{n}] Backup reports an error",
    "[#{n}] Your request has been received",
)


DESK = "support-bounces@medora.example"  # the envelope sender of the help desk: its own mailbox is for people


class Mail(NamedTuple):
    """A message to hand in; `at` is the faked time, seconds since 1970 UTC."""

    at: float
    sender: str
    recipients: tuple[str, ...]
    subject: str
    client: str = "app1.medora.example"
    octets: int = 3000
    note: str = ""  # names a message that an operator acts upon later, or that is answered
    notify: str = ""  # NOTIFY (RFC 3461, 4.1), e.g. SUCCESS,FAILURE
    raw: bytes = b""  # word for word; without it, a message is made of the subject


def mails() -> list[Mail]:
    """The whole story, in the order of its time."""
    rng = random.Random(SEED)
    patients = _patients(rng)
    story = [*_remarkable(rng)]
    for number in range(DAYS + 1):
        story += _day(rng, number, patients)
    story += _newsletter(rng, patients)
    return sorted((mail for mail in story if START + 30 <= mail.at < END - 60), key=lambda mail: mail.at) + _the_last()


def _patients(rng: random.Random) -> list[str]:
    people = {f"{first}.{last}" for first in FIRST_NAMES for last in SURNAMES}
    names = rng.sample(sorted(people), PATIENTS)
    domains = rng.choices(list(PATIENT_DOMAINS), list(PATIENT_DOMAINS.values()), k=PATIENTS)
    known = {real for real in REAL_AND_MISTYPED if not real.startswith("verwaltung")}
    return sorted(known | {f"{name}@{domain}" for name, domain in zip(names, domains, strict=True)})


def _practice(rng: random.Random) -> str:
    domain = rng.choices(list(PRACTICES), WEIGHTS)[0]
    parts = PRACTICES[domain].split()
    return f"{rng.choices(parts, [2**-rank for rank in range(len(parts))])[0]}@{domain}"


def _day(rng: random.Random, number: int, patients: list[str]) -> Iterator[Mail]:
    workday = is_workday(number)
    for hour, share in (("07:00", 0.34), ("16:30", 0.2)) if workday else (("08:00", 0.06),):
        for patient in rng.sample(patients, int(len(patients) * share)):
            yield _reminder(rng, patient, day(number, hour))
    for _ in range(45 if workday else 12):
        yield _account(rng, rng.choice(patients), _moment(rng, number))
    if not workday:
        return
    for _ in range(42):
        yield _results(rng, _moment(rng, number))
    for _ in range(28):
        yield _invoice(rng, _practice(rng), _moment(rng, number))
    for _ in range(24):
        yield _support(rng, rng.choice([_practice(rng), rng.choice(patients)]), _moment(rng, number))
    for _ in range(5):
        yield _inbound(rng, rng.choice(patients), _moment(rng, number))


def _moment(rng: random.Random, number: int) -> float:
    """Some time of the working day, with a lull at noon."""
    hour = rng.choice((rng.gauss(10.0, 1.2), rng.gauss(14.8, 1.6), rng.uniform(7.5, 19.5)))
    return day(number, time.min) + min(max(hour, 6.5), 21.5) * 3600 + rng.random() * 60


def _reminder(rng: random.Random, patient: str, at: float) -> Mail:
    clock = f"{rng.randrange(8, 18)}:{rng.choice(('00', '15', '30', '45'))}"
    return Mail(at, "reminders@medora.example", (patient,), f"Your appointment tomorrow at {clock}", octets=2200)


def _account(rng: random.Random, patient: str, at: float) -> Mail:
    subject = rng.choice(
        ("Reset your password", "Confirm your e-mail address", "Your sign-in code", "New sign-in to your account")
    )
    return Mail(at, "accounts@medora.example", (patient,), subject, "app2.medora.example", 1800)


def _results(rng: random.Random, at: float) -> Mail:
    first = _practice(rng)
    domain = first.partition("@")[2]
    colleagues = [f"{part}@{domain}" for part in PRACTICES[domain].split()]
    recipients = [first, *(one for one in colleagues if one != first)][: rng.choice((1, 1, 1, 2, 3))]
    if rng.random() < 0.1:
        recipients.append(_practice(rng))
    octets = 600_000 if rng.random() < 0.04 else rng.randrange(20_000, 120_000)
    return Mail(
        at,
        "results@medora.example",
        tuple(dict.fromkeys(recipients)),
        f"Laboratory results {rng.randrange(10**5, 10**6)}",
        octets=octets,
    )


def _invoice(rng: random.Random, practice: str, at: float) -> Mail:
    subject = rng.choice(
        ("Invoice {n}", "Invoice {n}", "Rechnung {n} für Ihre Praxis", "Payment reminder: invoice {n}")
    )
    return Mail(
        at,
        "billing@medora.example",
        (practice,),
        subject.format(n=rng.randrange(48_000, 52_000)),
        octets=rng.randrange(40_000, 90_000),
    )


def _support(rng: random.Random, to: str, at: float) -> Mail:
    subject = rng.choice(SUPPORT_SUBJECTS).format(n=rng.randrange(71_000, 73_500))
    return Mail(at, DESK, (to,), subject, "office.medora.example", rng.randrange(2_000, 30_000))


def _inbound(rng: random.Random, patient: str, at: float) -> Mail:
    """A customer's own mail to the support desk."""
    return Mail(
        at,
        patient,
        ("support@medora.example",),
        f"Re: Ticket {rng.randrange(71_000, 73_500)}",
        f"mx1.{patient.partition('@')[2]}",
        4000,
    )


def _newsletter(rng: random.Random, patients: list[str]) -> Iterator[Mail]:
    readers = rng.sample(patients, 190) + [
        f"{local}@{domain}" for domain, parts in PRACTICES.items() for local in parts.split()
    ]
    for reader in readers:
        yield Mail(
            day(2, "13:30"),
            "news@news.medora.example",
            (reader,),
            "Medora 8.2: what is new",
            "app2.medora.example",
            38_000,
        )


def _remarkable(rng: random.Random) -> Iterator[Mail]:
    """What an agent is asked about: one of each kind."""
    for real, mistyped in REAL_AND_MISTYPED.items():
        for number in rng.sample(range(1, 13), 2):
            yield _account(rng, mistyped, _moment(rng, number))
        yield _account(rng, real, _moment(rng, 13))
    yield _account(rng, "tina.roth@webpots.example", day(14, "09:12"))
    for number in (1, 5, 9, 14):
        yield _support(rng, "verwaltung@heimnetz-praxis.example", day(number, "10:40"))  # its DNS does not answer
        yield _invoice(rng, "noreply@noreply-parken.example", day(number, "10:55"))  # accepts no mail
        for unknown in ("d.maurer81@postmail.example", "s.neumann@webpost.example"):
            yield _account(rng, unknown, _moment(rng, number) if number < 14 else day(14, "10:02"))
    for number, unknown in enumerate(
        ("ines.kolb@postmail.example", "h.vogt@postmail.example", "old.address@webpost.example")
    ):
        yield _reminder(rng, unknown, day(number + 3, "07:00"))
    for number in (1, 4, 8, 11):
        yield Mail(
            day(number, "12:05"),
            DESK,
            ("practice-managers@medora.example",),
            "Weekly status of your Medora services",
            "office.medora.example",
            5000,
        )
        yield Mail(
            day(number, "22:40"),
            "accounts@medora.example",
            ("oncall@medora.example",),
            "Disk space on app1 is below 10 %",
            "app1.medora.example",
            900,
        )
    yield Mail(
        day(3, "10:15"),
        "results@medora.example",
        ("a.friedrich@gesundheitsamt.example",),
        "Report archive results.zip",
        octets=90_000,
    )
    yield Mail(
        day(10, "10:15"),
        "billing@medora.example",
        ("poststelle@gesundheitsamt.example",),
        "Last chance: renew your licence",
        octets=9_000,
    )
    yield Mail(
        day(9, "09:30"),
        DESK,
        ("jörg.weiß@xn--praxis-mller-klb.example",),
        "Ihre Anfrage zur Terminübersicht",
        "office.medora.example",
    )
    yield from _held(rng)
    yield from _refused_by_us()
    yield from _acted_upon(rng)
    yield from _answered(rng)
    yield from _reported(rng)


def _answered(rng: random.Random) -> Iterator[Mail]:
    """What is taken and comes back all the same, or is answered by a program or a person: see answers.py."""
    yield _account(rng, "c.ziegler@webpost.example", day(2, "11:03"))._replace(note="late-report")
    yield _account(rng, "m.arnold@webpost.example", day(11, "11:03"))._replace(note="late-exim")
    yield _account(rng, "leitung@marienhospital.example", day(9, "10:05"))._replace(note="late-qmail")
    yield _account(rng, "sekretariat@uniklinik-west.example", day(8, "09:05"))._replace(note="late-exchange")
    yield _account(rng, "n.pohl@stadtklinik.example", day(7, "10:20"))._replace(note="late-forwarded")
    yield _account(rng, "archiv@gesundheitsamt.example", day(10, "13:20"))._replace(note="late-odd-words")
    yield _account(rng, "dr.simon@stadtklinik.example", day(9, "14:10"))._replace(note="away")
    yield _account(rng, "meldewesen@gesundheitsamt.example", day(11, "09:25"))._replace(note="received")
    yield _account(rng, "praxisleitung@orthozentrum.example", day(12, "09:50"))._replace(note="sieve")
    yield _reminder(rng, "lea.sommer@webpost.example", day(6, "09:10"))._replace(note="complaint")
    yield _reminder(rng, "hanna.lorenz@postmail.example", day(10, "16:40"))._replace(note="customer")
    yield _account(rng, "s.wirth@orthozentrum.example", day(9, "15:30"))._replace(note="challenge")


def _reported(rng: random.Random) -> Iterator[Mail]:
    """Results for which a report of success is asked: by way of a server of a customer, our relay, and the provider."""
    for number, to in (
        (1, "dr.busch@marienhospital.example"),
        (3, "befunde@labor-sued.example"),
        (8, "aufnahme@rehazentrum.example"),
        (10, "prof.adler@uniklinik-west.example"),
    ):
        one = _results(rng, day(number, "13:40"))
        yield one._replace(recipients=(to,), octets=24_000, notify="SUCCESS,FAILURE,DELAY")


def _held(rng: random.Random) -> Iterator[Mail]:
    """Circulars wait for a person (header_checks)."""
    for note, number, at in (("release", 4, "09:20"), ("delete", 7, "15:10"), ("", 14, "10:48")):
        for to in (
            "praxis@kinderarzt-nord.example",
            "verwaltung@stadtklinik.example",
            "praxis@hausarzt-lindenallee.example",
        ):
            yield Mail(
                day(number, at),
                DESK,
                (to,),
                "Circular: maintenance on Saturday",
                "office.medora.example",
                4000,
                note,
            )


def _refused_by_us() -> Iterator[Mail]:
    """What our own server does not take."""
    for number in (2, 6, 12, 14):
        yield Mail(
            day(number, "10:20"),
            "noreply@old-medora.example",
            ("maria.becker@postmail.example",),
            "Your statement",
            "app2.medora.example",
        )
    yield Mail(
        day(8, "11:31"),
        DESK,
        ("billling@medora.example",),
        "Please check this invoice",
        "office.medora.example",
    )
    yield Mail(day(8, "11:40"), DESK, ("dr.simon@stadtklinik",), "Re: Call back", "office.medora.example")
    yield Mail(
        day(11, "16:02"),
        DESK,
        ("felix.otto@postmail.example",),
        "Your credit card number is needed",
        "office.medora.example",
    )
    yield Mail(
        day(5, "03:12"),
        "offer@leased.example",
        ("ruth.lange@postmail.example",),
        "Cheap watches",
        "host66.leased.example",
    )


def _acted_upon(rng: random.Random) -> Iterator[Mail]:
    yield _invoice(rng, "einkauf@uniklinik-west.example", day(3, "13:02"))._replace(note="requeue")
    yield _invoice(rng, "praxis@altbau-praxis.example", day(12, "09:02"))._replace(note="expire")
    yield _invoice(rng, "empfang@orthozentrum.example", day(13, "14:25"))
    yield _invoice(rng, "praxis@zahnarzt-mitte.example", day(13, "15:35"))
    yield _invoice(rng, "dr.lenz@zahnarzt-mitte.example", day(14, "08:55"))
    for at in ("08:10", "09:40", "10:30", "11:05"):
        yield _invoice(rng, "praxis@hausarzt-lindenallee.example", day(14, at))


def _the_last() -> list[Mail]:
    """Still in the queue when the log ends."""
    return [
        Mail(
            END - 2,
            "results@medora.example",
            ("pflege@marienhospital.example",),
            "Laboratory results 771204",
            octets=31_000,
        ),
        Mail(END - 1, "billing@medora.example", ("verwaltung@marienhospital.example",), "Invoice 51977", octets=52_000),
    ]
