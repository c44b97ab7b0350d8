"""A mailbox is named by a URL, without a secret, and not in a way that sends one in clear."""

import pytest

from console.intake.mailbox.place import Place, RefusedPlace, place_of

INBOX = "imaps://bounces%40shop.test@imap.shop.test"


def test_a_place_says_all_but_the_secret() -> None:
    url = "imaps://bounces%40shop.test@IMAP.shop.test:9930/R%C3%BCck%2FNeu?move=Postdesk.read&poll=120&idle=no"
    place = Place("imaps", "imap.shop.test", 9930, "bounces@shop.test", "Rück/Neu", "Postdesk.read", 120, False)
    assert place_of(url) == place


@pytest.mark.parametrize(
    ("scheme", "port"), [("imaps", 993), ("imap+starttls", 143)], ids=["TLS at once", "TLS before the login"]
)
def test_what_is_not_said_is_usual(scheme: str, port: int) -> None:
    place = place_of(f"{scheme}://bounces%40shop.test@imap.shop.test")
    assert place == Place(scheme, "imap.shop.test", port, "bounces@shop.test")


def test_its_lasting_name_stays_when_the_rest_changes() -> None:
    assert place_of(INBOX).name == "bounces@shop.test on imap.shop.test, INBOX"
    assert place_of(f"{INBOX}:994/INBOX?poll=600&move=read").name == place_of(INBOX).name


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.90.0.3", "[::1]"])
def test_without_tls_only_on_this_machine(host: str) -> None:
    assert place_of(f"imap://bounces@{host}").scheme == "imap"
    with pytest.raises(RefusedPlace, match="would send the password in clear"):
        place_of("imap://bounces@192.0.2.1")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("imaps://bounces:secret@imap.shop.test", "A password has no place here"),
        ("imaps://bounces:@imap.shop.test", "A password has no place here"),
        ("imaps://imap.shop.test", "Name the user"),
        ("imaps:///INBOX", "Name the user"),
        ("pop3://bounces@imap.shop.test", "begins with imaps://"),
        ("bounces@imap.shop.test", "begins with imaps://"),
        ("imaps://bounces@imap.shop.test:port", "is not the place of a mailbox"),
        ("imaps://bounces@[imap", "is not the place of a mailbox"),
        (f"{INBOX}/INBOX?poll=0", "poll is in seconds"),
        (f"{INBOX}/INBOX?poll=²", "poll is in seconds"),
        (f"{INBOX}/INBOX?idle=maybe", "idle is yes or no"),
        (f"{INBOX}/INBOX?delete=yes", "no option 'delete'"),
        (f"{INBOX}/INBOX%0d%0aA1%20DELETE%20INBOX", "one line of plain characters"),
        ("imaps://a%0d%0ab@imap.shop.test", "one line of plain characters"),
        (f"{INBOX}/INBOX?move=a%0ab", "one line of plain characters"),
        (f"{INBOX}/{'x' * 3000}", "one line of plain characters"),
    ],
)
def test_what_is_no_place_is_told(url: str, told: str) -> None:
    with pytest.raises(RefusedPlace, match=told):
        place_of(url)
