"""Home."""

from flask.testing import FlaskClient


def test_an_agent_sees_the_box_and_is_asked_one_question(agent: FlaskClient) -> None:
    assert "Was this e-mail sent?" in agent.get("/").text


def test_a_stranger_is_sent_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/").headers["Location"] == "/sign-in"
