"""Time-ordered 64-bit ids: seconds since 1970 UTC, times 2**20, plus a number within the second.

The newest is the largest, a date range is an id range, and paging is `id < last`. They need no sequence
shared by several machines. The number within the second comes from a checksum of what the row is about, so
that reading the same evidence again gives the same id.
"""

from zlib import crc32

BITS = 20
SLOTS = 1 << BITS
LARGEST_SEED = 0xFFFFFFFF


def time_id(at: float, what: str, within: int = 0) -> int:
    """The id of something that began at `at` (seconds since 1970 UTC), as a part of the row `within`, if of any."""
    return (int(at) << BITS) | (crc32(what.encode(), within & LARGEST_SEED) & (SLOTS - 1))


def first_id_at(at: float) -> int:
    """The least id that something of that second can have."""
    return int(at) << BITS


def second_of(identity: int) -> int:
    """The time in an id, as seconds since 1970 UTC."""
    return identity >> BITS


def next_free(identity: int, taken: set[int]) -> int:
    """The id itself, or the next one of the same second that is not taken."""
    while identity in taken:
        identity = (identity & ~(SLOTS - 1)) | ((identity + 1) & (SLOTS - 1))
    return identity
