"""The words an MTA gives as the cause, taken apart: reply code, enhanced status code, text, and who said it.

Three voices can be in them: our own MTA telling what it did ("connect to mx.example[192.0.2.1]:25: Connection refused"),
our MTA quoting a remote server ("host mx.example[192.0.2.1] said: 550 …"), or the remote server alone ("550 5.1.1 …").
"""

import re
from typing import NamedTuple


class Reply(NamedTuple):
    """A reply (RFC 5321, 4.2) as far as the words hold one; empty text and None mean that they do not say."""

    code: int | None = None
    enhanced_status: str = ""  # RFC 3463, e.g. 5.1.1
    text: str = ""  # without the codes and without what our own MTA put around them
    host: str = ""  # the name of the server that replied
    address: str = ""  # its IP address
    command: str = ""  # replied to: CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT, DATA (the message included), QUIT


def read_reply(words: str) -> Reply:
    """Never raises: words that hold no reply are its text.

    The lines of a reply are joined by blanks and the codes that each line repeats are dropped; nothing else is cut.
    """
    words = " ".join(words.replace("\\n", " ").split())  # Exim logs a line break as a backslash and an n
    for form in _FORMS:
        if form.mark in words and (found := form.pattern.search(words)):
            return _quoted(form, found)
    return Reply(*_codes(words), command=_named_step(words))


class _Form(NamedTuple):
    """One way to put words around a reply. `mark` stands in all of them: a cheap test before the pattern."""

    mark: str
    pattern: re.Pattern[str]
    command: str = ""  # where the words imply it


def _form(mark: str, pattern: str, command: str = "") -> _Form:
    return _Form(mark, re.compile(pattern), command)


_PEER = r"(?P<host>[^\s\[\]]+)\[(?P<address>[^\]]*)\](?::\d+)?"
_IN_REPLY = r"(?:\s*\(in reply to (?P<command>[^()]*?)(?: command)?\))?\s*$"

_FORMS = (
    # Postfix
    _form(" said: ", rf"SASL authentication failed; server {_PEER} said: (?P<reply>.*)", "AUTH"),
    _form(" said: ", rf"host {_PEER} said: (?P<reply>.*?){_IN_REPLY}"),
    _form(" refused to talk to me: ", rf"host {_PEER} refused to talk to me: (?P<reply>.*)", "CONNECT"),
    _form(
        " refused to talk to me: ", rf"connect to {_PEER}: server refused to talk to me: (?P<reply>.*)", "CONNECT"
    ),  # before 2.3
    _form("connect to ", rf"connect to {_PEER}: ", "CONNECT"),
    _form(" with ", rf"(?:lost connection|conversation) with {_PEER}(?: timed out)? while (?P<command>.*)"),
    _form("Cannot start TLS", r"Cannot start TLS: ", "STARTTLS"),
    _form(" host ", rf"(?:TLS is required, but was not offered|SMTPUTF8 is required, .*?) by host {_PEER}"),
    # Exim; in a log the peer stands before the words, in older versions after them
    _form(
        "error",
        r"[SL]MTP error(?: from remote mail(?:er| server))? after (?P<command>.{1,400}?): (?P<reply>[245]\d\d\b.*)",
    ),
    _form("error", r"SMTP error from remote mailer after (?P<command>.{1,400}?): host \S+ \[[^\]]*\]: (?P<reply>.*)"),
    _form(" timeout ", r"[SL]MTP timeout (?:while connected to .*? )?after (?P<command>.*)"),
    _form("closed connection in", r"Remote host closed connection in response to (?P<command>.*)"),
    # qmail; in its words the address may be masked
    _form(
        "emote host said: ",
        r"Connected to (?P<address>[\d.a-fA-F:#]+) but (?P<command>\w+)[^:]{0,80}?Remote host said: (?P<reply>.*?)"
        r"(?: ?Giving up on \S+| ?I'm not going to try again; .*)?$",
    ),
    _form(
        "emote host said: ",
        r"(?:(?P<address>[\d.a-fA-F:#]+) )?(?P<command>does not like|sender was|failed after|greeting|my name)[^.:]{0,80}\.? ?"
        r"Remote host said: (?P<reply>.*?)(?: ?Giving up on \S+| ?I'm not going to try again; .*)?$",
    ),
    _form(
        "emote host said: ",
        r"Remote host said: (?P<reply>.*?)(?: ?Giving up on \S+| ?I'm not going to try again; .*)?$",
    ),
)
_EXIM_PEER = re.compile(r"(?:\bH=|host )(?P<host>[^\s\[\]]+)(?: \([^)]*\))? \[(?P<address>[^\]]*)\]")

# Other MTAs name the step in prose of their own before the reply: "did not like our final DATA:" (DragonFly), "after RCPT
# command: host …:" (GMX), "for TEXT command, host: …" (IONOS, of the message), "most progress was RCPT TO response" (qmail's
# fallback patch), "RCPT TO generated following response:" (IMail), "SMTP:RCPT host …:", "refused to accept your message
# (DATA), with …: [" or show the session: "<<< RCPT TO:<…> Received >>> 550 …". The last that is named was answered.
_BEFORE = re.compile(
    r"(?<![\w.@/-])(EHLO|HELO|LHLO|STARTTLS|AUTH|(?:MAIL|RCPT|DATA|TEXT)"
    r"(?=[ _](?:FROM|TO)\b| command\b| host\b|\)|:))(?![\w.-])"
)
# Or behind it: "[RCPT_TO]" (Yahoo), "User unknown in RCPT TO" (SendGrid), Postfix's words where a gateway changed the rest.
_BEHIND = re.compile(
    r"\(in reply to (?P<replied>[^()]{1,40}?)(?: command)?\)"
    r"|(?:\[(?=[A-Z_]{4,9}\])| in )(?P<command>MAIL|RCPT|DATA|EHLO|HELO)(?:[_ ](?:FROM|TO))?\]?\s*$"
)
_FARTHEST = 300  # characters from the step to the reply: an address stands between them

_STEP = re.compile(r"(?:pipelined |sending |performing the |receiving the initial server |initial |end of )*([a-z]+)")
_COMMANDS = {
    "connection": "CONNECT", "greeting": "CONNECT", "ehlo": "EHLO", "helo": "EHLO", "lhlo": "EHLO", "my": "EHLO",
    "starttls": "STARTTLS", "tls": "STARTTLS", "auth": "AUTH", "mail": "MAIL", "sender": "MAIL", "rcpt": "RCPT",
    "does": "RCPT", "data": "DATA", "text": "DATA", "bdat": "DATA", "message": "DATA", "failed": "DATA", "quit": "QUIT",
}  # fmt: skip


def _quoted(form: _Form, found: re.Match[str]) -> Reply:
    named = found.groupdict()
    peer = found if named.get("host") else _EXIM_PEER.search(found.string)
    host, address = (peer["host"], peer["address"]) if peer else ("", named.get("address") or "")
    command = form.command or _command(named.get("command") or "") or _named_step(found.string)
    if "reply" not in named:  # our own MTA tells what happened: there is no reply in it
        return Reply(None, "", found.string, host, address, command)
    return Reply(*_codes(found["reply"]), host, address, command)


def _command(step: str) -> str:
    found = _STEP.match(step.lower())
    return _COMMANDS.get(found[1], "") if found else ""


def _named_step(words: str) -> str:
    """The step that stands before a reply or behind it; what the server itself says of commands is no such sign."""
    begins = None if _AT_START.match(words) else _INSIDE.search(words) or _BARE_STATUS.search(words)
    before = _BEFORE.findall(words, max(begins.start() - _FARTHEST, 0), begins.start() + 1) if begins else []
    if before:
        return _command(before[-1])
    behind = _BEHIND.search(words)
    return _command(behind["replied"] or behind["command"]) if behind else ""


_STATUS = r"[245]\.[0-7]\.\d{1,3}(?![\d.]*\d)"
_HEAD = rf"(?P<more>[ :-]|$)\s*#?(?P<status>{_STATUS})?[\s:-]*"
_AT_START = re.compile(rf"(?:[\w.-]+ ?; ?)?(?P<code>[45]\d\d){_HEAD}")
_SUCCESS = re.compile(rf"(?:[\w.-]+ ?; ?)?(?P<code>2\d\d){_HEAD}")
# Elsewhere three digits are a reply code only after a sign of speech, or with an enhanced status code behind them.
_INSIDE = re.compile(
    rf"(?:[:;'\"#(>] ?\[?|returned |error |code )(?P<code>[45][0-5]\d)(?P<more>[ -])[\s'\"#]*(?P<status>{_STATUS})?[\s:-]*"
    rf"|(?<![\w.@/+-])(?P<code_>[45][0-5]\d)(?P<more_>[ -])[\s'\"#]*(?P<status_>{_STATUS})[\s:-]*"
)
_BARE_STATUS = re.compile(rf"(?:(?<![\w.@/:\[-])|(?<=\[#)){_STATUS}(?:(?![\w@/\]-])|(?=\]))")


def _codes(words: str) -> tuple[int | None, str, str]:
    """Reply code, enhanced status code and text."""
    if found := _AT_START.match(words):
        code, more, status = found["code"], found["more"], found["status"]
    elif found := _INSIDE.search(words):
        code, more = found["code"] or found["code_"], found["more"] or found["more_"]
        status = found["status"] or found["status_"]
    elif found := _SUCCESS.match(words):  # last: some servers put their greeting before the refusal
        code, more, status = found["code"], found["more"], found["status"]
    else:
        return None, _status_in(words), words
    text = words[found.end() :]
    if more == "-":
        text = _without_repeats(text, code)
    if not status or status.endswith(".0.0"):
        status = _status_in(text) or status
    return int(code), status or "", text


def _without_repeats(text: str, code: str) -> str:
    """`550-5.1.1 one 550 5.1.1 two` is two lines: the head of the first is off already, this takes the others off."""
    return re.sub(rf"(?:^|\s+){code}[ -]\s*(?:{_STATUS}\s?)?", " ", text).strip()


def _status_in(text: str) -> str:
    """A code that says something goes before x.0.0."""
    found = _BARE_STATUS.findall(text)
    return next((status for status in found if not status.endswith(".0.0")), found[0] if found else "")
