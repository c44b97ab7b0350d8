"""What the operator reads."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from console import operator_log
from console.operator_log import redacted


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def test_no_address_and_no_secret_gets_into_a_line() -> None:
    assert (
        redacted("550 <anna@graz.example> unknown, see o'neil+x@b.example.")
        == "550 <[address]> unknown, see o'[address]"
    )
    assert redacted({"password": "x", "Cookie": "y", "n": 3}) == {"password": "[secret]", "Cookie": "[secret]", "n": 3}
    assert redacted(["to=<a@b.example>"]) == ["to=<[address]>"]


def test_the_password_of_a_url_is_cut_out() -> None:
    assert "s3cret" not in redacted("cannot reach postgresql://anna:s3cret@db.example/postdesk")


def test_a_line_is_json_whoever_writes_it(capsys: pytest.CaptureFixture[str]) -> None:
    operator_log.configure("INFO")
    operator_log.logger("console.test").info("answered", status=200)
    logging.getLogger("elsewhere").warning("refused %s", "anna@graz.example")
    ours, theirs = map(json.loads, capsys.readouterr().err.splitlines())
    assert (ours["event"], ours["status"], ours["level"]) == ("answered", 200, "info")
    assert (theirs["event"], theirs["logger"]) == ("refused [address]", "elsewhere")


def test_an_exception_is_told_without_the_values_of_variables(capsys: pytest.CaptureFixture[str]) -> None:
    operator_log.configure("INFO")
    typed = "the words of a customer"
    try:
        raise ValueError(f"no sense in it for bob@linz.example ({len(typed)})")
    except ValueError as error:
        operator_log.logger("console.test").error("unexpected", exc_info=error)
    line = capsys.readouterr().err
    assert "no sense in it for [address]" in line
    assert "words of a customer" not in line
