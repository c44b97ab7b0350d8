"""Following: evidence that keeps coming, from logs that grow and are rotated, sockets, the journal, standard input."""

from sqlalchemy import Engine

from console.diagnosis.network import Network
from console.intake.follow.followed_file import FollowedFile
from console.intake.follow.spec import FeedSpec, Follower, Read
from console.models.feed import FeedKind

__all__ = ["FeedSpec", "Follower", "Read", "follower"]

FOLLOWERS = {
    FeedKind.FILE: FollowedFile,
}


def follower(spec: FeedSpec, engine: Engine, network: Network) -> Follower:
    """Who follows a feed. Nothing is opened before it is first asked to read."""
    return FOLLOWERS[FeedKind(spec.kind)](spec, engine, network)
