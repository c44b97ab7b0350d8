"""The reports of our own lab, with what is known of each."""

import gzip
import io
import json
import tarfile
from functools import cache
from pathlib import Path
from typing import NamedTuple

EVIDENCE = Path(__file__).parents[2] / "evidence"
SYSTEMS = ("postfix", "exim", "sendmail", "opensmtpd", "haraka")


class Sample(NamedTuple):
    file: str
    raw: bytes
    message_id: str
    queue_id: str
    recipients: frozenset[str]

    @property
    def kind(self) -> str:
        """As its file name says."""
        return self.file.removesuffix(".eml").rpartition("-")[2]


@cache
def samples(system: str) -> tuple[Sample, ...]:
    packed = (EVIDENCE / "bounces" / f"{system}.tar.gz").read_bytes()
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(packed))) as archive:
        files = {member.name: archive.extractfile(member) for member in archive.getmembers()}
        contents = {name: file.read() for name, file in files.items() if file}
    return tuple(
        Sample(
            row["file"],
            contents[row["file"]],
            (row["original_message_id"] or "").strip("<>"),
            row["original_queue_id"] or "",
            # An alias went to somebody else, whom the truth does not name.
            frozenset(name.lower() for name in row["original_recipients"] or () if row["scenario"] != "alias"),
        )
        for row in json.loads(contents["truth.json"])
    )
