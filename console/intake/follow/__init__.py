"""Following: evidence that keeps coming, from logs that grow and are rotated, sockets, the journal, standard input.

A mailbox is followed by `intake.mailbox`, in the same way.
"""

from functools import partial

from sqlalchemy import Engine

from console.diagnosis.network import Network
from console.intake.files import STANDARD_INPUT
from console.intake.follow.followed_file import FollowedFile
from console.intake.follow.journal import Journal
from console.intake.follow.spec import FeedSpec, Follower, Read
from console.intake.follow.standard_input import StandardInput
from console.intake.follow.stream import Stream
from console.intake.follow.syslog_socket import SyslogSocket
from console.models.feed import FeedKind

__all__ = ["FeedSpec", "Follower", "Read", "follower"]


def follower(spec: FeedSpec, engine: Engine, network: Network) -> Follower:
    """Who follows a feed. Nothing is opened before it is first asked to read."""
    if spec.kind == FeedKind.SYSLOG:
        return Stream(spec, engine, network, partial(SyslogSocket, spec.place))
    if spec.kind == FeedKind.JOURNAL:
        return Stream(spec, engine, network, Journal)
    if spec.kind == FeedKind.FILE and spec.place == STANDARD_INPUT:
        return Stream(spec, engine, network, StandardInput)
    if spec.kind == FeedKind.FILE:
        return FollowedFile(spec, engine, network)
    raise ValueError(f"a feed of the kind {spec.kind} is not read")
