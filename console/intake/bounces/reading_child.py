"""Reading in a process of its own, with limits on processor time and memory: a mail that our own limits do not foresee
ends the child, not the fetcher, and the next mail is read by the next child.

The child is started fresh ("spawn"): it inherits no connection and no lock. Where there are none, as in a command that
has neither database nor threads, it may be a copy of its parent ("fork"), which takes a third of a second less. Mails go
in and bounces come out over a pipe, one at a time or some together; a child reads many.
"""

import gc
import multiprocessing
import resource
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from types import TracebackType
from typing import Literal, NamedTuple, Self, TypeVar

from console.diagnosis import reply_rules
from console.diagnosis.reply_rules.site_rule import SiteRule
from console.intake.bounces.bounce import Bounce
from console.intake.bounces.reading import read_bounce
from console.mail.unreadable import UnreadableEvidence


class ChildLimits(NamedTuple):
    """Of the child. A mail takes about a millisecond."""

    seconds: float = 10.0  # for one mail, by the clock
    cpu_seconds: int = 3600  # in its life
    octets: int = 1024 * 1024 * 1024  # of address space
    mails: int = 100_000  # in its life: the next one begins with nothing of this one's time used up


LIMITS = ChildLimits()
MAILS_TOGETHER, OCTETS_TOGETHER = 50, 1024 * 1024
_CONTEXTS: dict[str, SpawnContext | ForkContext] = {
    "spawn": multiprocessing.get_context("spawn"),
    "fork": multiprocessing.get_context("fork"),
}
_ENDED = "Reading the mail took more than {seconds:g} seconds or too much memory, and was ended."


Item = TypeVar("Item")


def together(items: Iterable[Item], octets_of: Callable[[Item], int]) -> Iterator[list[Item]]:
    """What is worth reading at once: going to and fro between processes takes as long as reading a small mail."""
    some: list[Item] = []
    octets = 0
    for one in items:
        some.append(one)
        octets += octets_of(one)
        if len(some) == MAILS_TOGETHER or octets > OCTETS_TOGETHER:
            yield some
            some, octets = [], 0
    if some:
        yield some


class ReadingChild:
    """Use it in a `with` block. One mail at a time; it is not for several threads."""

    def __init__(self, limits: ChildLimits = LIMITS, start: Literal["spawn", "fork"] = "spawn") -> None:
        self._limits, self._start_by = limits, start
        self._process: multiprocessing.process.BaseProcess | None = None
        self._pipe: Connection | None = None
        self._mails = 0

    def read(self, raw: bytes) -> Bounce:
        """Raises UnreadableEvidence for a mail over the limits, or one over which the child ended."""
        [answer] = self.read_all([raw])
        if isinstance(answer, str):
            raise UnreadableEvidence(answer)
        return answer

    def read_all(self, raws: Sequence[bytes]) -> list[Bounce | str]:
        """Of each mail what it says, or a sentence on why it cannot be read.

        Some small ones together take less time than each alone. If the child ends over them, each is read alone.
        """
        answers = self._ask(raws)
        if answers is not None:
            return answers
        self.close()
        if len(raws) == 1:
            return [_ENDED.format(seconds=self._limits.seconds)]
        return [answer for raw in raws for answer in self.read_all([raw])]

    def _ask(self, raws: Sequence[bytes]) -> list[Bounce | str] | None:
        pipe = self._ready(len(raws))
        try:
            pipe.send(raws)
            answers: list[Bounce | str] | None = pipe.recv() if pipe.poll(self._limits.seconds) else None
        except (EOFError, OSError):
            return None
        return answers

    def close(self) -> None:
        """Ends the child; the next mail starts another."""
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._pipe = self._process = None

    def _ready(self, mails: int) -> Connection:
        if self._mails + mails > self._limits.mails:
            self.close()
        pipe = self._pipe or self._start()
        self._mails += mails
        return pipe

    def _start(self) -> Connection:
        self._mails = 0
        context = _CONTEXTS[self._start_by]
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=_read_all, args=(theirs, self._limits, reply_rules.adopted()), daemon=True
        )
        self._process.start()
        theirs.close()
        self._pipe.poll(self._limits.seconds + 20)  # the first answer says that it is ready
        self._pipe.recv()
        return self._pipe

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _read_all(pipe: Connection, limits: ChildLimits, rules: tuple[SiteRule, ...]) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_AS, (limits.octets, limits.octets))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then ends the child
    reply_rules.adopt(rules)
    gc.freeze()  # what is there now stays: looking it through again and again would copy all of a parent's memory
    pipe.send("ready")
    while True:
        try:
            raws: Sequence[bytes] = pipe.recv()
        except (EOFError, ConnectionResetError, MemoryError):  # the parent is gone, or the mail does not fit
            return
        pipe.send([_answer(raw) for raw in raws])


def _answer(raw: bytes) -> Bounce | str:
    try:
        return read_bounce(raw)
    except UnreadableEvidence as unreadable:
        return str(unreadable)
    except Exception as error:  # whatever a mail does to its reader, the next one is read
        return f"Reading the mail stumbled ({type(error).__name__})."
