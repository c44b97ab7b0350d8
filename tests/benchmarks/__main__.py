"""python -m tests.benchmarks [--messages N]: every figure beside its reference, on SQLite and on PostgreSQL."""

import argparse
from collections.abc import Callable

from tests.benchmarks import imports, search
from tests.servers import postgresql

# Each takes --messages and --database; an empty database is a fresh SQLite file.
BENCHMARKS: tuple[Callable[[list[str]], object], ...] = (imports.main, search.main)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=140_000)
    messages = parser.parse_args().messages
    for benchmark in BENCHMARKS:
        with postgresql.server() as server:
            for database in ("", server):
                benchmark(["--messages", str(messages), "--database", database])


if __name__ == "__main__":
    main()
