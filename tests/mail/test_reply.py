import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.mail.reply import Reply, read_reply

NO_USER = "<bob@nouser.test>: Recipient address rejected: User unknown in virtual mailbox table"
GMAIL = (
    "550-5.1.1 The email account that you tried to reach does not exist. Please try 550-5.1.1 double-checking the "
    "recipient's email address for typos or 550-5.1.1 unnecessary spaces. Learn more at 550 5.1.1  "
    "https://support.example.com/mail/?p=NoSuchUser x12si3456789ede.12 - gsmtp"
)
GMAIL_TEXT = (
    "The email account that you tried to reach does not exist. Please try double-checking the recipient's email address "
    "for typos or unnecessary spaces. Learn more at https://support.example.com/mail/?p=NoSuchUser "
    "x12si3456789ede.12 - gsmtp"
)


@pytest.mark.parametrize(
    ("words", "reply"),
    [
        (
            f"host mx.nouser.test[127.77.0.12] said: 550 5.1.1 {NO_USER} (in reply to RCPT TO command)",
            Reply(550, "5.1.1", NO_USER, "mx.nouser.test", "127.77.0.12", "RCPT"),
        ),
        (
            f"host mx.nouser.test[127.77.0.12]:25 said: {GMAIL} (in reply to RCPT TO command)",
            Reply(550, "5.1.1", GMAIL_TEXT, "mx.nouser.test", "127.77.0.12", "RCPT"),
        ),
        (
            "delivery temporarily suspended: host mx.grey.test[127.77.0.14] said: 451 4.7.1 Later (in reply to MAIL FROM command)",
            Reply(451, "4.7.1", "Later", "mx.grey.test", "127.77.0.14", "MAIL"),
        ),
        (
            "host mx.content.test[2001:db8::1] said: 550 No (in reply to end of DATA command)",
            Reply(550, "", "No", "mx.content.test", "2001:db8::1", "DATA"),
        ),
        (
            "host mx.banner.test[127.77.0.25] refused to talk to me: 554 5.7.1 poor reputation",
            Reply(554, "5.7.1", "poor reputation", "mx.banner.test", "127.77.0.25", "CONNECT"),
        ),
        (
            "SASL authentication failed; server smtp.provider.test[127.0.0.1] said: 535 5.7.8 Error: authentication failed",
            Reply(535, "5.7.8", "Error: authentication failed", "smtp.provider.test", "127.0.0.1", "AUTH"),
        ),
        (
            f"SMTP error from remote mail server after RCPT TO:<bob@nouser.test>: 550 5.1.1 {NO_USER}",
            Reply(550, "5.1.1", NO_USER, "", "", "RCPT"),
        ),
        (
            "H=mx.full.test [127.77.0.13]:25 I=[127.77.0.8]:32907 DT=0.000s: SMTP error from remote mail server "
            "after pipelined RCPT TO:<fred@full.test>: 452-4.2.2 over quota. Please\\n452-4.2.2 direct\\n452 4.2.2  them",
            Reply(452, "4.2.2", "over quota. Please direct them", "mx.full.test", "127.77.0.13", "RCPT"),
        ),
        (
            "host mx.nouser.test [127.77.0.12]\n    SMTP error from remote mail server after MAIL FROM:<data@rcpt.test>:\n    550 no",
            Reply(550, "", "no", "mx.nouser.test", "127.77.0.12", "MAIL"),
        ),
        (
            "SMTP error from remote mailer after end of data: host mx.old.test [192.0.2.1]: 554 rejected",
            Reply(554, "", "rejected", "mx.old.test", "192.0.2.1", "DATA"),
        ),
        (
            "192.0.2.7 does not like recipient. Remote host said: 550 5.1.1 no such user Giving up on 192.0.2.7.",
            Reply(550, "5.1.1", "no such user", "", "192.0.2.7", "RCPT"),
        ),
        ("smtp; 550 5.2.2 mailbox full", Reply(550, "5.2.2", "mailbox full")),
        ("X-Postfix; unknown user: bob", Reply(text="X-Postfix; unknown user: bob")),
        ("550 No such user here", Reply(550, "", "No such user here")),
        ("Deferred: 454 4.7.0 TLS handshake failed.", Reply(454, "4.7.0", "TLS handshake failed.")),
        (
            "553 sorry, no mailbox here by that name (#5.7.1)",
            Reply(553, "5.7.1", "sorry, no mailbox here by that name (#5.7.1)"),
        ),
        ("550 5.0.0 wrapped: 5.2.2 full", Reply(550, "5.2.2", "wrapped: 5.2.2 full")),
        (
            "smtp; 220-greeting 421 4.2.1 Service refused",
            Reply(421, "4.2.1", "Service refused"),
        ),
        ("250 2.0.0 Ok: queued as 4F2C1", Reply(250, "2.0.0", "Ok: queued as 4F2C1")),
        ("", Reply()),
    ],
)
def test_the_words_of_an_mta_are_taken_apart(words: str, reply: Reply) -> None:
    assert read_reply(words) == reply


@pytest.mark.parametrize(
    ("words", "host", "command"),
    [
        ("connect to mx.refused.test[127.77.0.17]:25: Connection refused", "mx.refused.test", "CONNECT"),
        ("lost connection with mx.drop.test[127.77.0.23] while sending RCPT TO", "mx.drop.test", "RCPT"),
        (
            "conversation with mx.timeout.test[127.77.0.18] timed out while receiving the initial server greeting",
            "mx.timeout.test",
            "CONNECT",
        ),
        ("TLS is required, but was not offered by host mx.badtls.test[127.77.0.24]", "mx.badtls.test", ""),
        ("Cannot start TLS: handshake failure", "", "STARTTLS"),
        (
            "Connection timed out H=mx.timeout.test [127.77.0.18]:25 DT=5s: SMTP timeout after initial connection",
            "mx.timeout.test",
            "CONNECT",
        ),
        (
            "H=mx.drop.test [127.77.0.23]:25: Remote host closed connection in response to pipelined end of data",
            "mx.drop.test",
            "DATA",
        ),
    ],
)
def test_what_our_own_mta_tells_is_no_reply(words: str, host: str, command: str) -> None:
    assert read_reply(words) == Reply(None, "", words, host, read_reply(words).address, command)


@pytest.mark.parametrize(
    ("words", "code", "command"),
    [
        (
            "mx.shop.example [192.0.2.25] did not like our RCPT TO: 550 5.2.1 <bob@shop.example>: User unknown",
            550,
            "RCPT",
        ),
        ("mx.shop.example [192.0.2.25] did not like our final DATA: 550-5.7.26 Unauthenticated", 550, "DATA"),
        ("SMTP error from remote server after RCPT command: host mx.shop.example[192.0.2.1]: 550 no", 550, "RCPT"),
        (
            "SMTP error from remote server for TEXT command, host: mx.shop.example (192.0.2.1) reason: 550 no",
            550,
            "DATA",
        ),
        ("SMTP error from remote server after RCPT command: host: mx.shop.example 5.1.1 no", None, "RCPT"),
        ("most progress was RCPT TO response; remote host 192.0.2.1 said: 550 Unknown user bob", 550, "RCPT"),
        ("Unknown user: bob@shop.example RCPT TO generated following response: 553 5.3.0 no", 553, "RCPT"),
        ("Server response to MAIL FROM: 550 no", 550, "MAIL"),
        ("Unexpected response to EHLO/HELO: 501 bad name", 501, "EHLO"),
        ("Technical details: SMTP:RCPT host 192.0.2.1: 553 5.3.0 <bob@shop.example>... No such user", 553, "RCPT"),
        (
            "SMTP Server <192.0.2.1> refused to accept your message (DATA), with the following error: [554 no]",
            554,
            "DATA",
        ),
        (
            "SMTP Server <mx.shop.example> rejected recipient <bob> (Error following RCPT command): [550 no]",
            550,
            "RCPT",
        ),
        ("Sent <<< RCPT TO:<bob@shop.example> Received >>> 550 5.1.1 unknown user.", 550, "RCPT"),
        ("Remote host said: 550 5.1.1 <bob@shop.example>... User Unknown [RCPT_TO]", 550, "RCPT"),
        ("550 5.1.1 <bob@shop.example>... User Unknown in RCPT TO", 550, "RCPT"),
        (
            "host mx[https://safe.example/?u=192.0.2.1] said: 550 no (in reply to end of DATA command) -- scanned",
            550,
            "DATA",
        ),
    ],
)
def test_the_step_that_was_answered_is_read_in_the_prose_of_any_mta(words: str, code: int | None, command: str) -> None:
    assert (read_reply(words).code, read_reply(words).command) == (code, command)


@pytest.mark.parametrize(
    "words",
    [
        "550 RCPT TO:<bob@shop.example> max message size exceeded",
        "503 bad sequence of commands: need RCPT command",
        "YOUR MAIL AND DATA WERE LOST: 550 no",
        "550 the file is in [TEXT]",
    ],
)
def test_a_command_that_the_server_speaks_of_is_not_the_step_it_answered(words: str) -> None:
    assert read_reply(words).command == ""


@pytest.mark.parametrize(
    "words",
    [
        "cannot deliver to user550@example.com today",
        "message 5.1.1234 from 450.example was lost",
        "the host 5.1.1.1 is down",
        "size 552 of 451 kB",
        "<4.4.2@example.com> waits",
    ],
)
def test_no_code_is_taken_out_of_an_address_or_another_number(words: str) -> None:
    assert read_reply(words) == Reply(text=words)


@given(st.text())
def test_any_words_can_be_read(words: str) -> None:
    assert read_reply(words).text in " ".join(words.replace("\\n", " ").split()) or read_reply(words).code


@given(
    st.integers(400, 559),
    st.sampled_from(["", "5.1.1", "4.7.650"]),
    st.lists(st.from_regex(r"[a-z]{1,8}", fullmatch=True), min_size=1),
)
def test_a_reply_of_many_lines_reads_like_one_of_one_line(code: int, status: str, lines: list[str]) -> None:
    head = f"{status} " if status else ""
    first, last = [f"{code}-{head}{line}" for line in lines[:-1]], f"{code} {head}{lines[-1]}"
    many = "\n".join([*first, last])
    assert read_reply(many) == read_reply(f"{code} {head}{' '.join(lines)}")
