"""How values stand on a page: times, addresses, figures. Plain functions, offered to the templates."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from markupsafe import Markup, escape

from console.views.shell import reader_zone

Moment = datetime | float | int  # aware, or seconds since 1970 UTC

# A segment of an address that is longer may break anywhere: it would not fit a telephone.
LONGEST_UNBROKEN = 32

_BREAK, _UNBROKEN, _SPAN_END, _TIME_END = map(Markup, ("<wbr>", '<span class="unbroken">', "</span>", "</time>"))


def moment(at: Moment) -> datetime:
    """Aware, in UTC."""
    return at.astimezone(UTC) if isinstance(at, datetime) else datetime.fromtimestamp(at, UTC)


def time(at: Moment, style: str = "short", zone: ZoneInfo | None = None) -> Markup:
    """A time in the reader's zone, machine-readable, with UTC to be had by pointing at it.

    Styles: `short` 4 Nov 14:02 (with the year if it is not this one), `seconds` 4 Nov 14:02:11, `full` Wed 4 Nov 2026 14:02:11,
    `clock` 14:02:11, `day` Wed 4 Nov 2026.
    """
    utc, here = moment(at), moment(at).astimezone(zone or reader_zone())
    shown = _STYLES[style](here)
    beside = f"{utc:%Y-%m-%d %H:%M:%S} UTC"
    # Put together by hand, as addresses are: a list has a hundred of each, and Markup.format costs ten times as much.
    return (
        Markup('<time datetime="') + utc.isoformat() + Markup('" title="') + beside + Markup('">') + shown + _TIME_END
    )


def both_times(at: Moment, zone: ZoneInfo | None = None) -> Markup:
    """The full time with UTC beside it, where the reader's zone is another."""
    utc, here = moment(at), moment(at).astimezone(zone or reader_zone())
    if here.utcoffset() == utc.utcoffset():
        return time(at, "full", zone) + Markup(' <span class="quiet">UTC</span>')
    return time(at, "full", zone) + Markup(' <span class="quiet">{} · {:%H:%M:%S} UTC</span>').format(
        here.tzname(), utc
    )


def _day(at: datetime) -> str:
    year = "" if at.year == datetime.now(at.tzinfo).year else f"\N{NO-BREAK SPACE}{at.year}"
    return f"{at.day}\N{NO-BREAK SPACE}{at:%b}{year}"


_STYLES: dict[str, Callable[[datetime], str]] = {
    "short": lambda at: f"{_day(at)} {at:%H:%M}",
    "seconds": lambda at: f"{_day(at)} {at:%H:%M:%S}",
    "full": lambda at: f"{at:%a} {at.day} {at:%b} {at.year} {at:%H:%M:%S}",
    "clock": lambda at: f"{at:%H:%M:%S}",
    "day": lambda at: f"{at:%a} {at.day} {at:%b} {at.year}",
}


def duration(seconds: float) -> str:
    """A length of time at a glance: 3 s, 12 min, 4 h 5 min, 3 days."""
    seconds = int(max(0, seconds))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 2 * 86400:
        hours, minutes = divmod(seconds // 60, 60)
        return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
    return f"{seconds // 86400} days"


def address(text: str) -> Markup:
    """An address that breaks at @ and dots only, never in the middle of a name."""
    segments = [segment for segment in re.split(r"(?=[@.])", text) if segment]
    return Markup('<span class="address">') + _BREAK.join(map(_segment, segments)) + _SPAN_END


def _segment(segment: str) -> Markup:
    if len(segment) > LONGEST_UNBROKEN:
        return escape(segment)
    return _UNBROKEN + segment + _SPAN_END


def figure(number: int) -> str:
    """12345 as 12,345."""
    return f"{number:,}"


def plural(number: int, one: str, many: str = "") -> str:
    """1 message, 12,345 messages."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def init_app(app: Flask) -> None:
    """Offer them to the templates, by these names."""
    app.jinja_env.globals.update(
        time=time,
        both_times=both_times,
        duration=duration,
        address=address,
        figure=figure,
        plural=plural,
    )
