"""Characters that are not seen themselves."""

from console.mail.unseen import UNSEEN, made_visible, without_unseen


def test_what_a_terminal_would_obey_is_shown() -> None:
    assert made_visible("\x1b[2Jgone \x9b31m") == "<U+001B>[2Jgone <U+009B>31m"


def test_what_turns_text_around_is_shown() -> None:
    assert made_visible("gpj.\u202eexe") == "gpj.<U+202E>exe"


def test_text_of_any_language_stays() -> None:
    for text in ("Grüße", "用户@例え.test", "שלום", "naïve café 😀", "❤️ 👨‍👩‍👧", "می‌خواهم"):
        assert not UNSEEN.search(text)
        assert made_visible(text) == text


def test_lines_become_one() -> None:
    assert made_visible("one\ntwo\tthree") == "one two three"


def test_what_goes_out_to_somebody_else_is_without_them() -> None:
    assert without_unseen("gpj.\u202eexe\n") == "gpj.exe\n"
