"""A database or a disk that does not take it: every command ends with a sentence and the remedy, and with status 1."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click

from console.intake.import_logs import CannotStore, telling_storage_errors

Command = TypeVar("Command", bound=click.Command)
P = ParamSpec("P")
R = TypeVar("R")


def telling(command: Command) -> Command:
    """Have a command tell it so, and every command below a group."""
    if isinstance(command, click.Group):
        for below in command.commands.values():
            telling(below)
    elif command.callback:
        command.callback = _told(command.callback)
    return command


def _told(callback: Callable[P, R]) -> Callable[P, R]:
    @wraps(callback)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with telling_storage_errors():
                return callback(*args, **kwargs)
        except CannotStore as error:
            raise click.ClickException(str(error)) from error

    return told
