"""python -m tests.demo: play the two weeks and write the demo log, its bounce mailbox and its truth. Takes about ten minutes; needs root.

It runs in namespaces of its own, where the addresses of the story are this machine's and its name server is the
only one; nothing outside of them changes.
"""

import gzip
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.demo import world
from tests.demo.calendar import START
from tests.demo.clock import Clock
from tests.demo.log import merged
from tests.demo.mailbox import arrived_in, packed
from tests.demo.play import Play
from tests.demo.stage import stage
from tests.demo.truth import Fate, Truth

INSIDE = "POSTDESK_DEMO_STAGE"
PROJECT = Path(__file__).parents[2]
LOG = PROJECT / "console" / "commands" / "demo.log.gz"
MAILS = PROJECT / "console" / "commands" / "demo.mails.zst"
TRUTH = PROJECT / "tests" / "evidence" / "demo.truth.tsv.gz"


def main() -> None:
    if not os.environ.get(INSIDE):
        again = ["unshare", "--net", "--mount", "--propagation", "private", sys.executable, "-m", "tests.demo"]
        os.environ[INSIDE] = "yes"
        os.execvp(again[0], again)
    with tempfile.TemporaryDirectory(prefix="postdesk-demo-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        _give_addresses()
        _replace("resolv.conf", f"nameserver {world.NAME_SERVER}\n", folder)
        _replace("hosts", "127.0.0.1 localhost\n", folder)
        _replace("nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\nservices: files\n", folder)
        _play(folder)


def _give_addresses() -> None:
    addresses = [*world.OURS.values(), world.NAME_SERVER, world.STRANGER[1]]
    addresses += [address for server in world.SERVERS for address in server.hosts.values()]
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for address in addresses:
        subprocess.run(["ip", "address", "add", f"{address}/32", "dev", "lo"], check=True)


def _replace(name: str, text: str, folder: Path) -> None:
    """Put another file in the place of one in /etc, for this mount namespace only."""
    (folder / name).write_text(text)
    subprocess.run(["mount", "--bind", folder / name, os.path.realpath(f"/etc/{name}")], check=True)


def _play(folder: Path) -> None:
    began = time.monotonic()
    clock = Clock(folder / "clock", START)
    with stage(folder, clock) as set_stage:
        play = Play(set_stage)
        play.run()
        # The end of the log is now: what stopping Postfix adds to it comes later.
        logs = [instance.log.read_text(errors="surrogateescape") for instance in (set_stage.mail, set_stage.relay)]
        mails = arrived_in(set_stage.bounces)
        fates = Truth(play).fates()
    clock.stop()
    lines = merged(*logs)
    _write(LOG, lines)
    MAILS.write_bytes(packed(mails))
    _write(TRUTH, ["\t".join(Fate._fields), *("\t".join(_one_line(fate)) for fate in fates)])
    took = time.monotonic() - began
    print(f"{len(play.sent)} mails, {len(fates)} recipients, {len(lines)} lines, {len(mails)} bounces in {took:.0f} s")


def _one_line(fate: Fate) -> list[str]:
    return [field.replace("\r\n", " ") for field in fate]


def _write(path: Path, lines: list[str]) -> None:
    path.parent.mkdir(exist_ok=True)
    text = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    path.write_bytes(gzip.compress(text, mtime=0))


if __name__ == "__main__":
    main()
