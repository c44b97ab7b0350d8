"""The same as the pages, from a terminal: `flask --app app …`. One noun a file; `COMMANDS` is all of them."""

import click

from console.commands.account import group as account
from console.commands.import_log import command as import_log
from console.commands.quarantine import group as quarantine
from console.commands.reparse import command as reparse

COMMANDS: tuple[click.Command, ...] = (
    account,
    import_log,
    quarantine,
    reparse,
)
