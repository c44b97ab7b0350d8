"""The same as the pages, from a terminal: `flask --app app …`. One noun a file; `COMMANDS` is all of them."""

import click

from console.commands import (
    account,
    demo,
    feed,
    fetch_bounces,
    follow_logs,
    import_log,
    lookup,
    quarantine,
    read_bounces,
    reconcile,
    reparse,
    search,
    work,
)
from console.commands.storage_trouble import telling

COMMANDS: tuple[click.Command, ...] = (
    telling(account.group),
    telling(demo.command),
    telling(feed.group),
    telling(fetch_bounces.command),
    telling(follow_logs.command),
    telling(import_log.command),
    telling(lookup.command),
    telling(quarantine.group),
    telling(read_bounces.command),
    telling(reconcile.command),
    telling(reparse.command),
    telling(search.command),
    telling(work.command),
)

# They run where there is no data folder, and leave none behind.
WITHOUT_DATABASE: tuple[click.Command, ...] = (read_bounces.command,)
