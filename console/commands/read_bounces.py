"""`flask read-bounces`: what is understood of mails in files, without storing anything."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
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
from console.intake.bounces.reading_child import ReadingChild, together
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
    with ReadingChild(start="fork") as child, _bar(len(files)) as (say, show):
        for some in together(_mails(files), lambda one: len(one.mail.raw)):
            for told in _understood(some, child):
                unread += told.bounce is None
                say(printed(told))
            show(some[-1].files)
    if unread:
        sys.exit(1)


class _Named(NamedTuple):
    """A mail of a file."""

    name: str
    path: str
    mail: FoundMail
    files: int  # up to this one


class _Told(NamedTuple):
    """What a mail says; None, and a sentence, where it cannot be read."""

    name: str
    path: str
    bounce: Bounce | None
    trouble: str = ""


def _mails(files: Iterable[MailFile]) -> Iterator[_Named]:
    for count, file in enumerate(files, 1):
        for mail in [FoundMail(b"", file.trouble)] if file.trouble else mails_of(file.path):
            number = f":{mail.number}" if mail.number else ""
            yield _Named(f"{file.name}{number}", f"{file.path}{number}", mail, count)


def _understood(some: Sequence[_Named], child: ReadingChild) -> Iterator[_Told]:
    readable = [one.mail.raw for one in some if not one.mail.trouble]
    answers = iter(child.read_all(readable) if readable else [])
    for one in some:
        answer = one.mail.trouble or next(answers)
        if isinstance(answer, str):
            yield _Told(one.name, one.path, None, answer)
        elif answer.kind is BounceKind.NOT_A_BOUNCE and not has_header(one.mail.raw):
            yield _Told(one.name, one.path, None, NO_MAIL)
        else:
            yield _Told(one.name, one.path, answer)


def _text(told: _Told) -> str:
    path = made_visible(told.path)
    return f"{path}: {told.trouble}" if told.bounce is None else "\n".join(lines(path, told.bounce))


def _object(told: _Told) -> str:
    name = told.name
    return json.dumps({"file": name, "error": told.trouble} if told.bounce is None else as_json(name, told.bounce))


@contextmanager
def _bar(files: int) -> Iterator[tuple[Say, Callable[[int], None]]]:
    """What prints a line, and what shows how many files are done. On a terminal lines stand above the bar.

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

        def show(done: int) -> None:
            bar.update(task, completed=done)
            if pace.due:
                bar.refresh()
                pace.done()

        yield console.print if on_terminal else click.echo, show
