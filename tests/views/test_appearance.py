"""Light or dark."""

from flask.testing import FlaskClient


def test_the_choice_is_in_the_first_byte_of_the_next_page(client: FlaskClient) -> None:
    assert '<html lang="en" data-bs-theme="system">' in client.get("/sign-in").text
    client.set_cookie("theme", "dark")
    assert '<html lang="en" data-bs-theme="dark">' in client.get("/sign-in").text


def test_choosing_goes_back_to_the_page(agent: FlaskClient) -> None:
    answer = agent.post("/appearance", data={"theme": "light", "back": "/profile/"})
    assert answer.headers["Location"] == "/profile/"
    assert agent.get_cookie("theme").value == "light"  # type: ignore[union-attr]


def test_it_leads_to_no_other_site_and_takes_no_other_word(agent: FlaskClient) -> None:
    answer = agent.post("/appearance", data={"theme": '"><script>', "back": "//evil.example"})
    assert answer.headers["Location"] == "/"
    assert agent.get_cookie("theme").value == "system"  # type: ignore[union-attr]
