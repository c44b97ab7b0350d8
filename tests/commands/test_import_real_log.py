"""The log of a Postfix that runs beside this test is imported, and the verdicts are what the mail servers did."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from console.diagnosis.status import status_of_code
from console.models.address import Address
from console.models.message import Message
from console.models.recipient import Recipient
from tests.servers.mail_lab import MailLab

LUCK = {
    "amy@accept.test": "delivered",
    "ben@nouser.test": "invalid_address",
    "cleo@full.test": "soft_bounced",
    "dora@block.test": "blocked",
    "emil@nowhere.test": "invalid_address",
    "gina@grey.test": "delivered",
}


@pytest.mark.lab
def test_every_recipient_has_the_status_its_server_gave(app: Flask, db: Session, mail_lab: MailLab) -> None:
    message_id = mail_lab.send(*LUCK, subject="Rückfrage")
    mail_lab.wait_until_empty()
    assert app.test_cli_runner().invoke(args=["import-log", str(mail_lab.log)]).exit_code == 0
    query = (
        select(Address.address, Recipient.status)
        .join(Recipient, Recipient.address_id == Address.id)
        .join(Message, Message.id == Recipient.message_id)
        .where(Message.message_id == message_id)
    )
    assert {address: status_of_code(code).name for address, code in db.execute(query)} == LUCK
