"""Benchmark S1 to S4: searching ten million messages, beside a stock Flask-Admin list of the same rows.

python -m tests.benchmarks.search --messages 10000000 --engine sqlite [--data FOLDER] [--database URL]

The database is made in FOLDER, and used again when it stands there. `--database` names a PostgreSQL server instead,
on which a database of its own is made.
"""

import argparse
import logging
import random
import secrets
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import structlog
from flask.testing import FlaskClient
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, func, make_url, select, text
from sqlalchemy.orm import Session

from app import create_app
from console import settings
from console.casework import searches
from console.database import engine_at
from console.mail.address import domain_of
from console.models.account import Account
from console.models.address import Address
from console.models.domain import Domain
from console.models.recipient import Recipient
from console.search import Criteria, Match, page
from console.search.results import PAGE_SIZE
from tests import people
from tests.benchmarks import flat_admin
from tests.benchmarks.log_generator import LARGE
from tests.benchmarks.mail_load import load
from tests.benchmarks.mail_rows import DAY, DAYS, FIRST_SECOND, make
from tests.servers import postgresql

DEEP = 10_000  # pages
CAPTION = (
    "Middle / 95th percentile of the samples, each the best of three. S4 is how many times as long the stock list "
    "takes as our search / as our whole request: at least 300."
)
TRIES = 100
REPEATS = 3  # of each sample, of which the best counts: what other programs do to the machine is no figure of ours


class Times(NamedTuple):
    """Milliseconds."""

    middle: float
    p95: float

    def __str__(self) -> str:
        return f"{self.middle:.1f} / {self.p95:.1f}"


class Figure(NamedTuple):
    """A kind of search, and what it took."""

    name: str
    database: Times
    http: Times
    limit: str
    reference: float | None = None  # milliseconds that the stock list takes for the same

    @property
    def ratios(self) -> str:
        """How many times as fast as the reference: our search, and our whole request."""
        if not self.reference:
            return ""
        return f"{self.reference / self.database.middle:,.0f} / {self.reference / self.http.middle:,.0f} ×"


class Kind(NamedTuple):
    """A kind of search with its samples, and the address of the same at the stock list."""

    name: str
    limit: str
    samples: list[tuple[Criteria, int | None]]  # and the id that the page begins after
    stock: str = ""


def kinds(session: Session, tries: int = TRIES) -> Iterator[Kind]:
    """The searches of the figures, each with random samples; the same on every run."""
    chance = random.Random(11)
    addresses = _sample(session, Address.address, Address.id, chance, tries)
    small = [domain_of(a) for a in _sample(session, Address.address, Address.id, chance, 8 * tries)]
    small = [domain for domain in small if domain not in LARGE][:tries]
    begin = FIRST_SECOND + (DAYS - 20) * DAY
    weeks = [_days(FIRST_SECOND + chance.randrange(DAYS - 7) * DAY, 7) for _ in range(tries)]
    week = f"{_stamp(begin)}+to+{_stamp(begin + 7 * DAY)}"

    def firsts(criteria: Sequence[Criteria]) -> list[tuple[Criteria, int | None]]:
        return [(one, None) for one in criteria]

    def parts(texts: Sequence[str], match: Match) -> list[tuple[Criteria, int | None]]:
        return firsts([Criteria(recipients=(text,), match=match) for text in texts])

    yield Kind(
        "S1 recipient, whole",
        "20 / 60",
        firsts([Criteria(recipients=(a,)) for a in addresses]),
        f"?search=={addresses[0]}",
    )
    gmail = [_with(span, domain="gmail.com") for span in weeks]
    stock = f"?flt0_domain_equals=gmail.com&flt1_at_between={week}"
    yield Kind("S1 gmail.com, 7 days", "20 / 60", firsts(gmail), stock)
    yield Kind(
        "S1 small domain, 7 days", "20 / 60", firsts([_with(s, domain=d) for s, d in zip(weeks, small, strict=False)])
    )
    bounced = [_with(span, domain="gmail.com", statuses=("hard_bounced",)) for span in weeks]
    yield Kind("S1 gmail.com, bounced, 7 days", "20 / 60", firsts(bounced))
    yield Kind("S1 dates only, 7 days", "20 / 60", firsts([_with(span) for span in weeks]))
    yield Kind("S2 part, rare", "150", parts([a.partition("@")[0][2:] for a in addresses], Match.PART))
    yield Kind('S2 part "smith", one in 20', "150", parts(["smith"] * max(tries // 5, 3), Match.PART), "?search=smith")
    yield Kind("S2 part, any 4 letters", "150", parts([a[at % 4 :][:4] for at, a in enumerate(addresses)], Match.PART))
    for length in (1, 2, 3, 4, 6, 8):
        yield Kind(f"S2 beginning, {length} letters", "150", parts([a[:length] for a in addresses], Match.PREFIX))
    everything = Criteria(domain="gmail.com")
    yield Kind("S3 gmail.com, page 1", "", [(everything, None)] * tries)
    yield Kind(f"S3 gmail.com, page {DEEP:,}", "1.5 × page 1", [(everything, _deep(session))] * tries)


def _sample(session: Session, column: Any, key: Any, chance: random.Random, tries: int) -> list[str]:
    last = int(session.scalar(select(func.max(key))) or 0)
    numbers = [chance.randint(1, last) for _ in range(tries)]
    return [str(session.scalar(select(column).where(key == number))) for number in numbers]


def _with(span: Criteria, **asked: Any) -> Criteria:
    return replace(span, **asked)


def _days(begin: int, days: int) -> Criteria:
    return Criteria(since=begin, until=begin + days * DAY)


def _stamp(at: int) -> str:
    return time.strftime("%Y-%m-%d+%H:%M:%S", time.gmtime(at))


def _deep(session: Session) -> int:
    """The row that a deep page of gmail.com begins after."""
    gmail = select(Recipient.id).join(Domain, Domain.id == Recipient.domain_id).where(Domain.name == "gmail.com")
    rows = session.scalar(gmail.order_by(Recipient.id.desc()).offset((DEEP - 1) * PAGE_SIZE - 1).limit(1))
    return rows or session.scalars(gmail.order_by(Recipient.id)).all()[PAGE_SIZE]


def measure(engine: Engine, database_url: str, tries: int = TRIES, reference: bool = True) -> list[Figure]:
    """All figures, warm."""
    stock = _stock(engine) if reference else None
    with tempfile.TemporaryDirectory() as folder, Session(engine) as session, _browser(database_url, folder) as browser:
        return [_figure(session, browser, stock, kind) for kind in kinds(session, tries)]


def _figure(session: Session, browser: FlaskClient, stock: FlaskClient | None, kind: Kind) -> Figure:
    database = _times([_search(session, *sample) for sample in kind.samples])
    paths = [_path(session, *sample) for sample in kind.samples]
    http = _times([_request(browser, path) for path in paths])
    reference = None
    if stock and kind.stock:
        request = _request(stock, f"/admin/flatmail/{kind.stock}")
        reference = min(_milliseconds(request) for _ in range(REPEATS))
    return Figure(kind.name, database, http, kind.limit, reference)


def _search(session: Session, criteria: Criteria, after: int | None) -> Callable[[], None]:
    def search() -> None:
        page(session, criteria, after)
        session.rollback()

    return search


def _path(session: Session, criteria: Criteria, after: int | None) -> str:
    saved = searches.run(session, people.ANNA.email, criteria)
    return f"/search/{saved.id}" + (f"?after={after}" if after else "")


def _request(browser: FlaskClient, path: str) -> Callable[[], None]:
    def request() -> None:
        answer = browser.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} was answered with {answer.status_code}")
        answer.close()

    return request


def _times(acts: Sequence[Callable[[], None]]) -> Times:
    times = sorted(min(_milliseconds(act) for _ in range(REPEATS)) for act in acts)
    return Times(statistics.median(times), times[min(len(times) * 95 // 100, len(times) - 1)])


def _milliseconds(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


@contextmanager
def _browser(database_url: str, folder: str) -> Iterator[FlaskClient]:
    """Anna before the console."""
    app = create_app(
        settings.read(data_folder=Path(folder), database_url=database_url, secret_key=secrets.token_hex(32))
    )
    app.config.update(TESTING=True)
    engine = engine_at(database_url)
    with Session(engine) as session:
        hired = session.scalar(select(Account).where(Account.email == people.ANNA.email))
    if hired is None:
        people.hire(app)
    yield people.signed_in(app, people.ANNA)
    engine.dispose()


def _stock(engine: Engine) -> FlaskClient:
    flat_admin.fill(engine)
    return flat_admin.client(engine)


def show(figures: Sequence[Figure], title: str) -> None:
    """Print the figures beside those to be reached."""
    table = Table("search", "database, ms", "HTTP, ms", "to be reached, p95", "stock list, ms", "ratios", title=title)
    for one in figures:
        stock = f"{one.reference:,.0f}" if one.reference else ""
        table.add_row(one.name, str(one.database), str(one.http), one.limit, stock, one.ratios)
    table.caption = CAPTION
    Console(width=130).print(table)


@contextmanager
def _database(given: argparse.Namespace) -> Iterator[str]:
    if given.database:
        yield _on_server(given.database, given.messages)
    elif given.engine == "postgresql":
        with postgresql.server() as url:
            yield _on_server(url, given.messages)
    else:
        given.data.mkdir(parents=True, exist_ok=True)
        yield f"sqlite:///{given.data}/search-{given.messages}.sqlite"


def _on_server(url: str, messages: int) -> str:
    name = f"postdesk_search_{messages}"
    engine = engine_at(url).execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        if not connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}):
            connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _is_filled(engine: Engine) -> bool:
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, Recipient.__tablename__):
            return False
        return connection.scalar(select(Recipient.id).limit(1)) is not None


def main(arguments: list[str] | None = None) -> list[Figure]:
    """Fill a database where it is empty, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--database", default="")
    parser.add_argument("--tries", type=int, default=TRIES)
    parser.add_argument("--no-reference", action="store_true")
    given = parser.parse_args(arguments)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        given.data = given.data or Path(folder)
        with _database(given) as url:
            engine = engine_at(url)
            if not _is_filled(engine):
                load(engine, make(given.messages))
            figures = measure(engine, url, given.tries, not given.no_reference)
            engine.dispose()
    show(figures, f"Searching {given.messages:,} messages, {engine.dialect.name}")
    return figures


if __name__ == "__main__":
    main()
