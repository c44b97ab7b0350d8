"""flask account …: accounts from a terminal."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from flask.cli import AppGroup
from sqlalchemy import select

from console.access import ROLE_LABELS, ROLES
from console.audit import COMMAND_LINE
from console.casework import accounts, passwords
from console.database import db
from console.models.account import Account

group = AppGroup("account", help="Accounts: create, list, change the role, set the password, disable, enable.")

email_argument = click.argument("email")
roles = click.Choice(list(ROLES))
P = ParamSpec("P")
R = TypeVar("R")


def _sentence(verb: Callable[P, R]) -> Callable[P, R]:
    """What cannot be done is told in a sentence, with exit status 1."""

    @wraps(verb)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return verb(*args, **kwargs)
        except accounts.AccountRefused as refused:
            raise click.ClickException(str(refused)) from refused

    return told


@group.command("create")
@email_argument
@click.option("--name", default="", help="The person's name.")
@click.option("--role", type=roles, default="agent", show_default=True)
@_sentence
def create(email: str, name: str, role: str) -> None:
    """Create an account with a random password, which is shown this once."""
    password = accounts.random_password()
    account = accounts.create(db.session, COMMAND_LINE, email, name, role, password)
    click.echo(f"{account.email} can sign in as {ROLE_LABELS[role].lower()} with the password {password}")


@group.command("list")
def show() -> None:
    """List all accounts."""
    for account in db.session.scalars(select(Account).order_by(Account.email)):
        click.echo(f"{account.email}\t{account.role}\t{'active' if account.active else 'disabled'}\t{account.name}")


@group.command("set-role")
@email_argument
@click.argument("role", type=roles)
@_sentence
def set_role(email: str, role: str) -> None:
    """Change what an account may do; it holds from its next request."""
    accounts.set_role(db.session, COMMAND_LINE, accounts.find(db.session, email), role)
    click.echo(f"{email} is {ROLE_LABELS[role].lower()} now.")


@group.command("set-password")
@email_argument
@click.option("--generate", is_flag=True, help="Make a random one and show it once, instead of asking.")
@_sentence
def set_password(email: str, generate: bool) -> None:
    """Set a password; every sign-in of the account ends."""
    account = accounts.find(db.session, email)
    password = accounts.random_password() if generate else _asked_for(account)
    accounts.set_password(db.session, COMMAND_LINE, account, password)
    click.echo(f"{account.email} signs in with the password {password} now." if generate else "The password is set.")


@group.command("disable")
@email_argument
@_sentence
def disable(email: str) -> None:
    """Shut an account out, from its next request on."""
    accounts.disable(db.session, COMMAND_LINE, accounts.find(db.session, email))
    click.echo(f"{email} is disabled.")


@group.command("enable")
@email_argument
@_sentence
def enable(email: str) -> None:
    """Let a disabled account sign in again."""
    accounts.enable(db.session, COMMAND_LINE, accounts.find(db.session, email))
    click.echo(f"{email} can sign in again.")


def _asked_for(account: Account) -> str:
    password: str = click.prompt("New password", hide_input=True, confirmation_prompt=True)
    for fault in passwords.faults(password, (account.email, account.name)):
        raise accounts.AccountRefused(fault)
    return password
