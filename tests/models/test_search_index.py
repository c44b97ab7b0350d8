"""Parts of addresses and subjects are found by their trigrams."""

import pytest
from sqlalchemy import Engine, create_engine, insert, select
from sqlalchemy.orm import Session

from console.models import search_index
from console.models.address import Address
from console.models.base import Base
from console.models.domain import Domain, reversed_name
from console.models.schema import MODELS
from console.models.subject import Subject

ADDRESSES = [
    (1, "john.smith@example.com"),
    (2, "smi@th.example.com"),
    (3, "100%_off@example.com"),
    (4, '"a b"@example.com'),
    (5, "back\\slash@example.com"),
]
SUBJECTS = [(1, "Ihre Überweisung Nr. 5"), (2, "überweisung"), (3, "Order 100% done")]
