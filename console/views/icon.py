"""Icons: single symbols of the Bootstrap Icons that Bootstrap-Flask brings, put into the page as SVG.

The whole sprite weighs a megabyte; a page shows a dozen symbols of it.
"""

import re
from functools import cache
from importlib.resources import files

from markupsafe import Markup

SPRITE = files("flask_bootstrap") / "static" / "bootstrap5" / "icons" / "bootstrap-icons.svg"
SYMBOL = re.compile(r'<symbol[^>]*\bid="(?P<name>[^"]+)"[^>]*>(?P<paths>.*?)</symbol>', re.DOTALL)


@cache
def icon(name: str) -> Markup:
    """The symbol as decoration: the word beside it says the same. Raises KeyError for an unknown name."""
    return Markup(  # noqa: S704 - from an installed package
        f'<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" aria-hidden="true">'
        f"{_symbols()[name]}</svg>"
    )


@cache
def _symbols() -> dict[str, str]:
    return {match["name"]: match["paths"] for match in SYMBOL.finditer(SPRITE.read_text(encoding="utf-8"))}
