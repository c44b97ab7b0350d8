"""What was typed -> what is found; the same for the page, the command line, exports and later the API.

In the order of the way there: `language` (with `pasted`, `dates` and `values`) makes `criteria` of text;
`readings` settles what bare words are; `planning` (with `narrowing`) chooses the indexes, `walk` follows them;
`rows` and `counting` make the page of `results`; `writing` turns criteria back into text.
"""

from console.search.criteria import BadSearch, Criteria, Match
from console.search.language import parse
from console.search.results import Page, page, stream
from console.search.rows import Row
from console.search.writing import write

__all__ = ["BadSearch", "Criteria", "Match", "Page", "Row", "page", "parse", "stream", "write"]
