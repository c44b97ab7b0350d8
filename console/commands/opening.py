"""The group of all commands, which opens what most of them need only once one of those is asked for."""

from collections.abc import Callable

import click
from flask.cli import AppGroup

from console.commands import COMMANDS, WITHOUT_DATABASE


class OpeningGroup(AppGroup):
    """`opens` sees to the data folder and the database; calling it again does nothing."""

    def __init__(self, opens: Callable[[], None]) -> None:
        super().__init__()
        self._opens = opens
        for command in COMMANDS:
            self.add_command(command)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """See `click.Group`."""
        command = super().get_command(ctx, cmd_name)
        if command is not None and command not in WITHOUT_DATABASE:
            self._opens()
        return command
