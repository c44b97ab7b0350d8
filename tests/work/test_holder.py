"""By what name a worker holds leases."""

import os
import subprocess
import sys

from console.work.holder import is_gone, new_holder

TELL = "from console.work.holder import new_holder; print(new_holder())"


def test_no_two_workers_have_one_name() -> None:
    assert new_holder() != new_holder()


def test_a_process_of_this_machine_that_ended_is_gone() -> None:
    ended = subprocess.run([sys.executable, "-c", TELL], capture_output=True, text=True, check=True)
    assert is_gone(ended.stdout.strip())
    assert not is_gone(new_holder())


def test_of_another_machine_nothing_is_known() -> None:
    machine, boot, processes, _, token = new_holder().split(" ")
    assert is_gone(f"{machine} {boot} {processes} {2**22 + 1} {token}")
    for strange in (f"mx9 {boot} {processes}", f"{machine} 0000 {processes}", f"{machine} {boot} pid:[1]"):
        assert not is_gone(f"{strange} {2**22 + 1} {token}")


def test_a_name_that_no_worker_has_is_nobodys() -> None:
    assert not is_gone("")
    assert not is_gone("somebody")
    assert not is_gone(f"{os.getpid()}")
