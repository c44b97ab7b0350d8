"""How long a server asks us to wait, where its words say so."""

import re

_LONGEST = 30 * 86400  # seconds: no queue keeps a message longer, so a larger number means something else
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_UNIT = r"(s|sec|secs|seconds?|m|min|mins|minutes?|h|hrs?|hours?|d|days?)\b"
_WAIT = re.compile(
    r"(?:again|retry(?:ing)?|come back|wait|greylist\w*|graylist\w*|grey-listed|deferred|delayed|throttl\w*)"
    rf"\D{{0,40}}?(\d{{1,5}}) ?{_UNIT}(?: ?(?:and )?(\d{{1,2}}) ?{_UNIT})?"
)
_CLOCK = re.compile(r"(?:again|retry|wait|greylist\w*)\D{0,30}?(\d{1,2}):(\d\d):(\d\d)\b(?! ?(?:utc|gmt|[ap]m))")


def retry_after_in(text: str) -> int | None:
    """Seconds, out of a lower-case text such as "greylisted, try again in 5 minutes"; None where it does not say."""
    seconds = _seconds(text)
    return seconds if seconds is None or seconds <= _LONGEST else None


def _seconds(text: str) -> int | None:
    if found := _WAIT.search(text):
        first = int(found[1]) * _UNITS[found[2][0]]
        return first + (int(found[3]) * _UNITS[found[4][0]] if found[3] else 0)
    if found := _CLOCK.search(text):
        return int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])
    return None
