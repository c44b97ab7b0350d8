"""A secret is told to the right server alone, never in clear, and not again and again."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from console.diagnosis.network import Network
from console.intake.follow.spec import FeedSpec, Unreachable
from console.intake.mailbox import logins
from console.intake.mailbox.followed_mailbox import FollowedMailbox
from console.models.feed import FeedKind
from tests.intake.mailbox.numbered_mails import FEED, PASSWORD, access, bounces, followed, read_all, stored
from tests.servers.certificates import Certificate, authority, certificate
from tests.servers.imap_server import ImapServer, imap_server

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
SCHEMES = pytest.mark.parametrize("scheme", ["imaps", "imap+starttls"])


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def right(ours: Certificate) -> Certificate:
    return certificate(ours.certificate.parent, ours, "IP:127.0.0.1")


@pytest.fixture(scope="module")
def wrong_name(ours: Certificate) -> Certificate:
    return certificate(ours.certificate.parent, ours, "DNS:imap.other.test")


@pytest.fixture
def plain() -> Iterator[ImapServer]:
    with imap_server(bounces(1)) as server:
        yield server


def mailbox(
    engine: Engine, server: ImapServer, scheme: str, folder: Path, ca: Certificate | None, secret: str = PASSWORD
) -> FollowedMailbox:
    spec = FeedSpec(FEED, FeedKind.MAILBOX, f"{scheme}://bounces%40shop.test@127.0.0.1:{server.port}/INBOX?idle=no")
    return FollowedMailbox(spec, engine, Network(), access(folder, secret, ca_file=ca.certificate if ca else None))


def refusal(one: FollowedMailbox) -> str:
    with closing(one), pytest.raises(Unreachable) as told:
        read_all(one)
    return str(told.value)


def said_in_clear(server: ImapServer) -> list[str]:
    return [told.line for told in server.received if told.in_clear]


@SCHEMES
def test_it_is_fetched_over_tls_with_our_own_authority(
    engine: Engine, tmp_path: Path, ours: Certificate, right: Certificate, scheme: str
) -> None:
    with (
        imap_server(bounces(1, 2), right.context(), starts_tls=scheme != "imaps") as server,
        closing(mailbox(engine, server, scheme, tmp_path, ours)) as one,
    ):
        read_all(one)
        assert [line.partition(" ")[2] for line in said_in_clear(server)] in ([], ["CAPABILITY", "STARTTLS"])
    assert stored(engine) == [1, 2]


@SCHEMES
def test_a_certificate_of_an_unknown_authority_is_refused(
    engine: Engine, tmp_path: Path, right: Certificate, scheme: str
) -> None:
    with imap_server(bounces(1), right.context(), starts_tls=scheme != "imaps") as server:
        told = refusal(mailbox(engine, server, scheme, tmp_path, None))
        assert server.logins == 0
    assert "not to be trusted (unable to get local issuer certificate)" in told
    assert "POSTDESK_MAILBOX_CA" in told


@SCHEMES
def test_a_certificate_of_another_host_is_refused(
    engine: Engine, tmp_path: Path, ours: Certificate, wrong_name: Certificate, scheme: str
) -> None:
    with imap_server(bounces(1), wrong_name.context(), starts_tls=scheme != "imaps") as server:
        told = refusal(mailbox(engine, server, scheme, tmp_path, ours))
        assert server.logins == 0
    assert "certificate is not valid for '127.0.0.1'" in told


def test_where_starttls_was_taken_out_nothing_is_told(
    engine: Engine, plain: ImapServer, tmp_path: Path, ours: Certificate
) -> None:
    told = refusal(mailbox(engine, plain, "imap+starttls", tmp_path, ours))
    assert "does not offer STARTTLS, so the secret was not sent" in told
    assert [line.partition(" ")[2] for line in said_in_clear(plain)] == ["CAPABILITY"]


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("STARTTLS", b"NO not now\r\n"),
        ("greeting", b"* PREAUTH [CAPABILITY IMAP4rev1] welcome\r\n"),
    ],
)
def test_where_starttls_fails_nothing_is_told(
    engine: Engine, tmp_path: Path, ours: Certificate, right: Certificate, command: str, answer: bytes
) -> None:
    with imap_server(bounces(1), right.context(), starts_tls=True) as server:
        server.mischief = lambda asked, usual: (
            [usual[0][:7] + answer if asked == "STARTTLS" else answer] if (asked == command) else usual
        )
        told = refusal(mailbox(engine, server, "imap+starttls", tmp_path, ours))
        assert not any("AUTHENTICATE" in line or "LOGIN" in line for line in said_in_clear(server))
    assert told


def test_what_is_slipped_in_before_tls_is_refused(
    engine: Engine, tmp_path: Path, ours: Certificate, right: Certificate
) -> None:
    with imap_server(bounces(1), right.context(), starts_tls=True) as server:
        slipped = b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n"
        server.mischief = lambda asked, usual: [b"".join([*usual, slipped])] if asked == "STARTTLS" else usual
        told = refusal(mailbox(engine, server, "imap+starttls", tmp_path, ours))
    assert "the connection breaks (something was said in clear after STARTTLS)" in told


def test_where_no_tls_is_spoken_it_says_so(
    engine: Engine, plain: ImapServer, tmp_path: Path, ours: Certificate
) -> None:
    told = refusal(mailbox(engine, plain, "imaps", tmp_path, ours))
    assert "TLS does not come about" in told
    assert "143 takes imap+starttls://" in told


def test_a_refused_login_is_told_and_not_tried_again_at_once(
    engine: Engine, plain: ImapServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with followed(engine, plain, tmp_path) as one:
        access(tmp_path, "wrong")
        with pytest.raises(Unreachable) as told:
            one.read_once()
        assert str(told.value).startswith(
            "bounces@shop.test on 127.0.0.1, INBOX: the server refuses the login "
            "([AUTHENTICATIONFAILED] Authentication failed). Check the user"
        )
        access(tmp_path)
        with pytest.raises(Unreachable, match="it did so a moment ago"):
            one.read_once()
        assert plain.logins == 1
        monkeypatch.setattr(logins, "SPACING", 0.0)
        read_all(one)
    assert stored(engine) == [1]


def test_a_token_logs_in_over_xoauth2(engine: Engine, plain: ImapServer, tmp_path: Path) -> None:
    plain.tokens.add("ya29.token")
    with followed(engine, plain, tmp_path) as one:
        (tmp_path / f"{FEED}.password").unlink()
        access(tmp_path, "ya29.token", "token")
        read_all(one)
        assert plain.commands("AUTHENTICATE") == ["AUTHENTICATE XOAUTH2"]
    assert stored(engine) == [1]


def test_a_password_beyond_ascii_is_sent_as_it_is(engine: Engine, plain: ImapServer, tmp_path: Path) -> None:
    plain.passwords["bounces@shop.test"] = 'Öl & "Essig"'
    with followed(engine, plain, tmp_path) as one:
        access(tmp_path, 'Öl & "Essig"')
        read_all(one)
    assert stored(engine) == [1]


def test_a_server_that_takes_no_passwords_is_not_told_one(engine: Engine, plain: ImapServer, tmp_path: Path) -> None:
    plain.mischief = lambda asked, usual: [piece.replace(b"AUTH=PLAIN", b"LOGINDISABLED") for piece in usual]
    with followed(engine, plain, tmp_path) as one, pytest.raises(Unreachable, match="it takes no passwords"):
        read_all(one)
    assert plain.logins == 0


def test_without_auth_plain_a_login_is_quoted(engine: Engine, plain: ImapServer, tmp_path: Path) -> None:
    plain.passwords["bounces@shop.test"] = "a b"
    plain.mischief = lambda asked, usual: [piece.replace(b"AUTH=PLAIN ", b"") for piece in usual]
    with followed(engine, plain, tmp_path) as one:
        access(tmp_path, "a b")
        read_all(one)
        assert plain.commands("LOGIN") == ['LOGIN "bounces@shop.test" "a b"']


def test_without_a_secret_nothing_is_connected_to(engine: Engine, plain: ImapServer, tmp_path: Path) -> None:
    with followed(engine, plain, tmp_path) as one:
        (tmp_path / f"{FEED}.password").unlink()
        with pytest.raises(Unreachable, match=r"it has no secret that can be used\. There is no"):
            one.read_once()
    assert not plain.received


def test_authorities_that_are_not_there_are_told(engine: Engine, plain: ImapServer, tmp_path: Path) -> None:
    nowhere = Certificate(tmp_path / "nowhere.pem", tmp_path / "nowhere.key")
    assert "the certificate authorities in" in refusal(mailbox(engine, plain, "imaps", tmp_path, nowhere))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("imap://bounces@127.0.0.1:1/INBOX", "nothing answers at port 1 of 127.0.0.1. Check the port"),
        ("imap://bounces@127.0.0.1:1/INBOX?no=option", "A mailbox has no option 'no'"),
    ],
)
def test_where_nothing_is_it_says_so(engine: Engine, tmp_path: Path, address: str, told: str) -> None:
    with pytest.raises(Unreachable, match=told):
        FollowedMailbox(FeedSpec(FEED, FeedKind.MAILBOX, address), engine, Network(), access(tmp_path)).read_once()


def test_a_folder_that_is_not_there_is_told(engine: Engine, plain: ImapServer, tmp_path: Path) -> None:
    del plain.folders["INBOX"]
    with followed(engine, plain, tmp_path) as one, pytest.raises(Unreachable, match="the folder INBOX cannot be"):
        read_all(one)
