"""A real Dovecot: what real Postfix sends back is fetched over TLS, and the mailbox stays as it was."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from console.diagnosis.network import Network
from console.intake.follow.spec import FeedSpec, Unreachable
from console.intake.mailbox.followed_mailbox import FollowedMailbox
from console.models.bounce import BouncedRecipient
from console.models.feed import FeedKind
from tests.intake.mailbox.numbered_mails import FEED, access, bounce, read_all, stored
from tests.servers.dovecot import token
from tests.servers.mail_lab import BOUNCES, PASSWORD, MailLab
from tests.work.following import wait_until

pytestmark = [pytest.mark.lab, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
SCHEMES = pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])


class Office:
    """A mailbox of its own on the lab's Dovecot, which is followed."""

    def __init__(self, lab: MailLab, engine: Engine, folder: Path, user: str) -> None:
        self.lab, self.user, self._engine, self._folder = lab, user, engine, folder

    def follow(self, scheme: str = "imaps", *options: str, **secret: str) -> FollowedMailbox:
        """Log in with a password, unless `token` or `command` is given."""
        [(ending, words)] = (secret or {"password": PASSWORD}).items()
        its = access(self._folder, words, ending, self.lab.authority.certificate)
        (self._folder / f"{FEED}.{ending}").chmod(0o700)
        host, user = self.lab.dovecot.address, self.user.replace("@", "%40")
        place = f"{scheme}://{user}@{host}/INBOX?idle=no&" + "&".join(options)
        return FollowedMailbox(FeedSpec(FEED, FeedKind.MAILBOX, place), self._engine, Network(), its)

    def files(self, folder: str = "") -> list[str]:
        """The mails in a folder; the name of each tells its flags."""
        path = self.lab.dovecot.mailboxes / self.user / folder
        return sorted(
            file.name for name in ("new", "cur") if (path / name).exists() for file in (path / name).iterdir()
        )

    def log(self) -> str:
        """What Dovecot tells of this user."""
        return "".join(line for line in self.lab.dovecot.log.read_text().splitlines(True) if self.user in line)


@pytest.fixture
def office(mail_lab: MailLab, engine: Engine, tmp_path: Path, request: pytest.FixtureRequest) -> Office:
    """Each test has a mailbox of its own."""
    user = f"{abs(hash(request.node.name))}@shop.test"
    mail_lab.dovecot.deliver(user, bounce(1), bounce(2), bounce(3))
    return Office(mail_lab, engine, tmp_path, user)


@SCHEMES
def test_mails_are_fetched_and_stay_unread(engine: Engine, office: Office, scheme: str) -> None:
    with closing(office.follow(scheme)) as one:
        read_all(one)
        office.lab.dovecot.deliver(office.user, bounce(4))
        read_all(one)
    assert stored(engine) == [1, 2, 3, 4]
    assert not any("S" in name.partition(":2,")[2] for name in office.files())
    assert "flag_change" not in office.log()


def test_what_was_identified_is_moved(engine: Engine, office: Office) -> None:
    (office.lab.dovecot.mailboxes / office.user / ".Read").mkdir()
    for name in ("", "cur", "new", "tmp"):
        path = office.lab.dovecot.mailboxes / office.user / ".Read" / name
        path.mkdir(exist_ok=True)
        path.chmod(0o777)
    office.lab.dovecot.deliver(office.user, b"Subject: Lunch?\r\n\r\nAt noon?\r\n")
    with closing(office.follow("imaps", "move=Read")) as one:
        assert not read_all(one).trouble
    assert (len(office.files()), len(office.files(".Read"))) == (1, 3)
    assert stored(engine) == [1, 2, 3]


@pytest.mark.parametrize("ending", ["token", "command"])
def test_a_token_is_taken(engine: Engine, office: Office, ending: str) -> None:
    words = token(office.user)
    with closing(office.follow(**{ending: words if ending == "token" else f"#!/bin/sh\necho {words}\n"})) as one:
        read_all(one)
    assert stored(engine) == [1, 2, 3]
    wait_until(lambda: "method=XOAUTH2" in office.log())


@pytest.mark.parametrize("secret", [{"password": "wrong"}, {"token": "wrong"}, {"token": token("eve@shop.test", -9)}])
def test_a_wrong_secret_is_refused(engine: Engine, office: Office, secret: dict[str, str]) -> None:
    with closing(office.follow(**secret)) as one, pytest.raises(Unreachable, match="the server refuses the login"):
        read_all(one)
    assert not stored(engine)


def test_while_mail_is_waited_for_new_mail_is_told_of(engine: Engine, office: Office) -> None:
    with closing(office.follow("imaps", "idle=yes")) as one:
        read_all(one)
        office.lab.dovecot.deliver(office.user, bounce(4))
        wait_until(lambda: [one.read_once()] and stored(engine) == [1, 2, 3, 4])


def statuses(engine: Engine, recipient: str) -> list[str]:
    query = select(BouncedRecipient.enhanced_status).where(BouncedRecipient.recipient == recipient)
    with engine.connect() as database:
        return list(database.scalars(query))


def test_what_a_real_mail_server_sends_back_is_fetched_and_read(
    engine: Engine, office: Office, mail_lab: MailLab
) -> None:
    mail_lab.send("zoe@nouser.test")
    office.user = BOUNCES
    with closing(office.follow()) as one:
        wait_until(lambda: [read_all(one)] and statuses(engine, "zoe@nouser.test") == ["5.1.1"], 20)
