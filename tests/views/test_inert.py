"""Strangers' text on a page."""

from console.views.inert import inert


def test_markup_is_text() -> None:
    assert inert("<b>&") == '<bdi class="inert">&lt;b&gt;&amp;</bdi>'


def test_characters_that_are_not_seen_are_shown() -> None:
    shown = inert("a\u202eb\x1b")
    assert shown.count('class="unseen"') == 2
    assert 'title="right-to-left override">U+202E<' in shown
    assert 'title="control character">U+001B<' in shown
