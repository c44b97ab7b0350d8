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

COMMANDS: tuple[click.Command, ...] = (
    account.group,
    demo.command,
    feed.group,
    fetch_bounces.command,
    follow_logs.command,
    import_log.command,
    lookup.command,
    quarantine.group,
    read_bounces.command,
    reconcile.command,
    reparse.command,
    search.command,
    work.command,
)

# They run where there is no data folder, and leave none behind.
WITHOUT_DATABASE: tuple[click.Command, ...] = (read_bounces.command,)
