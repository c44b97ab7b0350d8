"""The mail system of the tests is a real one."""

import re

import pytest

from tests.servers.mail_lab import MailLab

LUCK = {
    "alice@accept.test": "sent",
    "bob@nouser.test": "bounced",
    "carol@full.test": "bounced",
    "dan@block.test": "bounced",
    "eve@nullmx.test": "bounced",
    "gina@grey.test": "sent",
}


@pytest.mark.lab
def test_every_kind_of_luck_is_in_the_log(mail_lab: MailLab) -> None:
    mail_lab.send(*LUCK)
    log = mail_lab.wait_until_empty()
    last = dict(re.findall(r" to=<([^>]+)>.* status=(\w+)", log))
    assert {recipient: last[recipient] for recipient in LUCK} == LUCK
