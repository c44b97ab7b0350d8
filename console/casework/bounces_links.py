"""Links of an HTML mail as its reader has to see them: behind the words where they really lead, where that is elsewhere."""

import html
import re
from collections.abc import Iterator

from console.intake.bounces.message import from_html

LONGEST_TARGET = 2000  # characters
# No more than `from_html` takes for a tag: anything else stays in sight as it is.
_TAG = re.compile(r"<(?P<end>/?)a(?:rea)?(?=[\s/>])(?P<attributes>[^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""(?P<name>[^\s"'/=]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"']\S*)))?"""
)
_UNDERSTOOD = ("", "https://", "http://", "mailto:", "tel:")  # what people leave out when they write an address


def words_with_targets(text: str) -> str:
    """The words of HTML, with the target of each link behind its words: "https://bank.example <https://evil.example>"."""
    return from_html("".join(_with_targets(text)))


def _with_targets(text: str) -> Iterator[str]:
    at, target = 0, ""
    for tag in _TAG.finditer(text):
        yield from _told(text[at : tag.start()], target)
        yield tag[0]
        at, target = tag.end(), "" if tag["end"] else _target(tag["attributes"])
    yield from _told(text[at:], target)


def _told(words: str, target: str) -> Iterator[str]:
    yield words
    if target and not _is_same(" ".join(from_html(words).split()), target):
        yield html.escape(f" <{target[:LONGEST_TARGET]}> ")


def _target(attributes: str) -> str:
    """The first counts, as in a browser, which reads over line ends and blanks in it."""
    for found in _ATTRIBUTE.finditer(attributes):
        if found["name"].lower() == "href":
            value = found["double"] or found["single"] or found["bare"] or ""
            return "".join(html.unescape(value).split())
    return ""


def _is_same(words: str, target: str) -> bool:
    bare = target.rstrip("/").lower()
    return any(f"{scheme}{words.rstrip('/').lower()}" == bare for scheme in _UNDERSTOOD)
