"""The same as the pages, from a terminal: `flask --app app …`. One noun a file; `COMMANDS` is all of them."""

import click

from console.commands import account, import_log, quarantine, reparse, search

COMMANDS: tuple[click.Command, ...] = (
    account.group,
    import_log.command,
    quarantine.group,
    reparse.command,
    search.command,
)
