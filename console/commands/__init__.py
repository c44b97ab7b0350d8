"""The same as the pages, from a terminal: `flask --app app …`. One noun a file; `COMMANDS` is all of them."""

import click

from console.commands.account import group as account

COMMANDS: tuple[click.Command, ...] = (account,)
