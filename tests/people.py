"""The people of the tests: one of each role, and one who is no longer with us."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password
from sqlalchemy import select

from console.casework import sign_ins
from console.database import db
from console.models.account import Account

PASSWORD = "seven quiet herons by the pier"


@dataclass(frozen=True)
class Person:
    """Somebody with an account, known by name and place."""

    name: str
    place: str
    role: str
    active: bool = True

    @property
    def email(self) -> str:
        """The address of the account."""
        return f"{self.name.lower()}@{self.place.lower()}.example"


ANNA = Person("Anna", "Graz", "agent")
LUIS = Person("Luis", "Porto", "lead")
MINA = Person("Mina", "Seoul", "admin")
OTTO = Person("Otto", "Bergen", "auditor")
NORA = Person("Nora", "Leeds", "agent", active=False)
PEOPLE = (ANNA, LUIS, MINA, OTTO, NORA)


def hire(app: Flask) -> None:
    """Give everybody an account with the same password."""
    with app.app_context():
        password = _hashed()
        for person in PEOPLE:
            db.session.add(
                Account(
                    email=person.email,
                    name=f"{person.name} of {person.place}",
                    role=person.role,
                    password=password,
                    active=person.active,
                    fs_uniquifier=f"sessions of {person.name}",
                    created_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
                )
            )
        db.session.commit()


def signed_in(app: Flask, person: Person) -> FlaskClient:
    """A browser in which the person has signed in already, without the cost of the password."""
    client = app.test_client()
    with app.app_context():
        account = db.session.scalars(select(Account).where(Account.email == person.email)).one()
        uniquifier = account.fs_uniquifier
        token = sign_ins.begin(db.session, account, app.config["SECRET_KEY"], "a desk")
        db.session.commit()
    with client.session_transaction() as session:
        session.update(_user_id=uniquifier, _fresh=True, sign_in=token)
    return client


@cache
def _hashed() -> str:
    return hash_password(PASSWORD)
