"""A few Postfix lines, written as Postfix writes them, for tests that need a story rather than a file."""

HEAD = "2026-11-21T10:{minute:02d}:{second:02d}+00:00 {host} postfix/{daemon}[77]: "


def line(daemon: str, words: str, minute: int = 0, second: int = 0, host: str = "mx1") -> str:
    """One line."""
    return HEAD.format(minute=minute, second=second, host=host, daemon=daemon) + words


def arrival(
    queue_id: str, message_id: str, minute: int = 0, host: str = "mx1", client: str = "app.example"
) -> list[str]:
    """A message comes in and is queued."""
    return [
        line("smtpd", f"{queue_id}: client={client}[198.51.100.9]", minute, 0, host),
        line("cleanup", f"{queue_id}: message-id=<{message_id}>", minute, 0, host),
        line("qmgr", f"{queue_id}: from=<billing@shop.example>, size=2000, nrcpt=1 (queue active)", minute, 1, host),
    ]


def attempt(
    queue_id: str, to: str, status: str, words: str, minute: int = 0, dsn: str = "2.0.0", host: str = "mx1", **more: str
) -> str:
    """A delivery attempt and what came of it."""
    relay = more.get("relay", "mx.there.example[192.0.2.1]:25")
    fields = f"to=<{to}>, relay={relay}, delay=1, delays=0/0/0/1, dsn={dsn}, status={status} ({words})"
    return line("smtp", f"{queue_id}: {fields}", minute, 2, host)


def removed(queue_id: str, minute: int = 0, host: str = "mx1") -> str:
    """The queue is done with it."""
    return line("qmgr", f"{queue_id}: removed", minute, 3, host)


def sent(queue_id: str, message_id: str, to: str, minute: int = 0, host: str = "mx1") -> list[str]:
    """A message that is delivered at once."""
    said = attempt(queue_id, to, "sent", f"250 2.0.0 OK {queue_id}", minute, host=host)
    return [*arrival(queue_id, message_id, minute, host), said, removed(queue_id, minute, host)]
