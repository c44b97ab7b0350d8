"""A connection to a mailbox, and what is asked over it.

Nothing but numbers, and the folders that a person named, ever becomes part of a command.
"""

import imaplib
from collections.abc import Container, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from imap_tools.utils import encode_folder

from console.intake.mailbox.answers import LARGEST_UID, Answer, answers, number, uids
from console.intake.mailbox.bounded_imap import LITTLE
from console.intake.mailbox.opening import opened, said, words_of
from console.intake.mailbox.place import Place
from console.intake.mailbox.secret import Secret

LIST = 6 * LITTLE  # octets of a list of UIDs
OF_A_MAIL = 4096  # octets around it, at most
WIDTH = 50_000  # UIDs that are asked for at once
WIDEST = 400_000  # where there were none for long


class NoFolder(Exception):
    """The folder cannot be opened; the message is what the server says."""


class NoUids(Exception):
    """The server gives no UIDVALIDITY: nothing tells a mail from another."""


class NotMoved(Exception):
    """Mails cannot be moved; the message is part of a sentence, in the words of the server."""


class Folder(NamedTuple):
    """The folder as it was opened (RFC 9051 section 7.1)."""

    uid_validity: int
    uid_next: int | None  # None: the server does not tell


class Connection:
    """Logged in. Raises what `opening` raises, and the errors above."""

    def __init__(self, place: Place, secret: Secret, ca_file: Path | None = None) -> None:
        self._place = place
        self._client, self._mailbox = opened(place, secret, ca_file)
        self._idle: bytes | None = None  # the tag, while it is on

    def close(self) -> None:
        """Let go of it, without a word: the server may be long gone."""
        self._client.shutdown()

    def open_folder(self) -> Folder:
        """Open it anew, to read only unless mails are to be moved."""
        self._client.allow()
        try:
            self._mailbox.folder.set(self._place.folder, readonly=not self._place.move)
        except imaplib.IMAP4.readonly:
            raise NoFolder("it may only be read, so that nothing can be moved out of it") from None
        except imaplib.IMAP4.abort:
            raise
        except Exception as error:
            raise NoFolder(words_of(error)) from None
        uid_validity = number(self._client.response("UIDVALIDITY")[1] or ())
        if uid_validity is None:
            raise NoUids("the folder has no UIDVALIDITY")
        return Folder(uid_validity, number(self._client.response("UIDNEXT")[1] or ()))

    def waiting(self, after: int, uid_next: int | None) -> list[int]:
        """UIDs above `after`, the lowest ones, and all of them unless they are very many."""
        known = (uid_next or 0) - WIDTH
        for found in self.in_portions(after + 1, known):
            if found:
                return found
        first = max(after + 1, known + 1)
        return self.listed(first, LARGEST_UID) if first <= LARGEST_UID else []

    def in_portions(self, first: int, last: int) -> Iterator[list[int]]:
        """The UIDs that are there, in lists of bounded length; some are empty."""
        width = WIDTH
        while first <= last:
            found = self.listed(first, min(first + width - 1, last))
            first, width = first + width, WIDTH if found else min(width * 2, WIDEST)
            yield found

    def listed(self, first: int, last: int) -> list[int]:
        """The UIDs that are there, from `first` to `last`. `n:*` alone would also give the last one below n."""
        self._client.allow(LIST)
        return uids(self._uid("SEARCH", f"UID {first}:{'*' if last == LARGEST_UID else last}"), first, last)

    def sizes(self, wanted: Sequence[int]) -> dict[int, Answer]:
        """Size and arrival of mails that are there."""
        self._client.allow(LITTLE + OF_A_MAIL * len(wanted))
        return _by_uid(self._uid("FETCH", uid_set(wanted), "(UID RFC822.SIZE INTERNALDATE)"), wanted)

    def mails(self, wanted: Sequence[int], octets: int, longest: int) -> dict[int, bytes]:
        """Mails in whole, as many of them as the server gives: `octets` is what they should come to."""
        self._client.allow(octets + LITTLE + OF_A_MAIL * len(wanted), longest)
        return _bodies(self._uid("FETCH", uid_set(wanted), "(UID BODY.PEEK[])"), wanted)

    def beginning(self, uid: int, octets: int) -> dict[int, bytes]:
        """The beginning of a mail."""
        self._client.allow(octets + LITTLE, octets)
        return _bodies(self._uid("FETCH", str(uid), f"(UID BODY.PEEK[]<0.{octets}>)"), [uid])

    def move(self, wanted: Sequence[int]) -> None:
        """Move mails to the folder that the place names, and touch no others. Raises NotMoved."""
        self._client.allow(LITTLE + OF_A_MAIL * len(wanted))
        mails, folder = uid_set(wanted), encode_folder(self._place.move)
        if "MOVE" in self._client.capabilities:
            self._change("MOVE", mails, folder)
            return
        if "UIDPLUS" not in self._client.capabilities:
            raise NotMoved("it offers neither MOVE nor UIDPLUS")
        self._change("COPY", mails, folder)
        self._change("STORE", mails, "+FLAGS.SILENT", r"(\Deleted)")
        self._change("EXPUNGE", mails)

    def begin_idle(self) -> bool:
        """Have the server tell of news (RFC 2177); whether it can."""
        if "IDLE" not in self._client.capabilities:
            return False
        self._client.allow()
        self._idle = self._client._command("IDLE")
        while self._client._get_response() is not None:
            if self._client.tagged_commands.get(self._idle):
                raise imaplib.IMAP4.abort("IDLE is refused")
        return True

    def has_news(self, seconds: float) -> bool:
        """Whether the server says something within that time."""
        return self._client.has_news(seconds)

    def end_idle(self) -> None:
        """Have it answer again. Does nothing where it is not on."""
        tag, self._idle = self._idle, None
        if tag is not None:
            self._client.allow()
            self._client.send(b"DONE\r\n")
            self._mailbox.consume_until_tagged_response(tag)

    def _uid(self, command: str, *arguments: Any) -> list[Any]:
        """What is told by untagged responses of that name, whatever the verdict: mails given before a NO are given."""
        name = command if command == "SEARCH" else "FETCH"
        self._client.untagged_responses.pop(name, None)
        verdict, told = self._client.uid(command, *arguments)
        if verdict == "OK":
            return told
        if command == "SEARCH":
            raise imaplib.IMAP4.abort(f"it refuses to search ({said(told)})")
        return self._client.untagged_responses.pop(name, [])

    def _change(self, command: str, mails: str, *arguments: Any) -> None:
        verdict, told = self._client.uid(command, mails, *arguments)
        if verdict != "OK":
            raise NotMoved(said(told))


def uid_set(wanted: Sequence[int]) -> str:
    """UIDs as a command takes them (RFC 9051, sequence-set)."""
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in _runs(wanted))


def _runs(wanted: Sequence[int]) -> Iterator[tuple[int, int]]:
    begins = [at for at, uid in enumerate(wanted) if at == 0 or uid != wanted[at - 1] + 1]
    for begin, end in zip(begins, [*begins[1:], len(wanted)], strict=True):
        yield wanted[begin], wanted[end - 1]


def _by_uid(told: list[Any], wanted: Container[int]) -> dict[int, Answer]:
    return {one.uid: one for one in answers(told) if one.uid in wanted and one.size is not None}


def _bodies(told: list[Any], wanted: Container[int]) -> dict[int, bytes]:
    return {one.uid: one.body for one in answers(told) if one.uid in wanted and one.body is not None}
