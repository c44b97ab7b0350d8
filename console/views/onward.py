"""Where a form leads on to: a page of this console, whatever the form asks for."""

import re

# One slash and then no second one; browsers take a backslash for a slash and drop control characters.
_HERE = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def onward(asked_for: str | None) -> str:
    """The page asked for, if it is one of ours; Home if not."""
    return asked_for if asked_for and _HERE.fullmatch(asked_for) else "/"
