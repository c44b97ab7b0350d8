"""`flask read-bounces`: what is understood of mails in files, without storing anything."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click
from rich.console import Console
from rich.progress import Progress

from console.commands.printed_bounce import as_json, lines
from console.intake.bounces.bounce import Bounce, BounceKind
from console.intake.bounces.folder import MailFile, listing
from console.intake.bounces.mail_file import NO_MAIL, FoundMail, has_header, mails_of
from console.intake.bounces.reading_child import ReadingChild
from console.mail.unreadable import UnreadableEvidence
from console.mail.unseen import made_visible
from console.work.pace import Pace

DRAWN_EVERY = 0.1  # seconds

Say = Callable[[str], None]


@click.command("read-bounces")
@click.argument(
    "places", metavar="FILE-OR-FOLDER…", nargs=-1, required=True, type=click.Path(allow_dash=True, path_type=Path)
)
@click.option("--jsonl", is_flag=True, help="One JSON object a mail, for programs.")
def command(places: tuple[Path, ...], jsonl: bool) -> None:
    """Read bounces, feedback reports and automatic responses from mail files, and print what they say.

    Files hold one mail, or many as an mbox; both may be compressed by gzip, and - is standard input. Folders are read
    with all below them, a Maildir too. Nothing is stored. What cannot be read is told, the next is read, and the exit
    status is 1.
    """
    files, empty = listing(places)
    for folder in empty:
        click.echo(f"{made_visible(str(folder))}: There is no file in this folder.", err=True)
    printed = _object if jsonl else _text
    unread = 0
    with ReadingChild(start="fork") as child, _bar(len(files)) as (say, advance):
        for file in files:
            for told in _read(file, child):
                unread += told.bounce is None
                say(printed(told))
            advance()
    if unread:
        sys.exit(1)


class _Told(NamedTuple):
    """A mail of a file, and what it says; None, and a sentence, where it cannot be read."""

    name: str
    path: str
    bounce: Bounce | None
    trouble: str


def _read(file: MailFile, child: ReadingChild) -> Iterator[_Told]:
    for mail in [FoundMail(b"", file.trouble)] if file.trouble else mails_of(file.path):
        number = f":{mail.number}" if mail.number else ""
        yield _Told(f"{file.name}{number}", f"{file.path}{number}", *_understood(mail, child))


def _understood(mail: FoundMail, child: ReadingChild) -> tuple[Bounce | None, str]:
    if mail.trouble:
        return None, mail.trouble
    try:
        bounce = child.read(mail.raw)
    except UnreadableEvidence as unreadable:
        return None, str(unreadable)
    if bounce.kind is BounceKind.NOT_A_BOUNCE and not has_header(mail.raw):
        return None, NO_MAIL
    return bounce, ""


def _text(told: _Told) -> str:
    path = made_visible(told.path)
    return f"{path}: {told.trouble}" if told.bounce is None else "\n".join(lines(path, told.bounce))


def _object(told: _Told) -> str:
    name = told.name
    return json.dumps({"file": name, "error": told.trouble} if told.bounce is None else as_json(name, told.bounce))


@contextmanager
def _bar(files: int) -> Iterator[tuple[Say, Callable[[], None]]]:
    """What prints a line, and what moves the bar on. On a terminal lines stand above the bar.

    There is no thread that draws it: the child that reads is a copy of this process, and threads are not copied.
    """
    on_terminal = sys.stdout.isatty()
    console = Console(stderr=not on_terminal, markup=False, emoji=False, highlight=False, soft_wrap=True)
    pace = Pace(DRAWN_EVERY)
    with Progress(
        console=console,
        auto_refresh=False,
        transient=True,
        disable=not console.file.isatty(),
        redirect_stdout=False,
        redirect_stderr=False,
    ) as bar:
        task = bar.add_task("Reading", total=files)

        def advance() -> None:
            bar.advance(task)
            if pace.due:
                bar.refresh()
                pace.done()

        yield console.print if on_terminal else click.echo, advance
