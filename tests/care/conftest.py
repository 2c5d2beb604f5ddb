"""The clinic every test of care begins with."""

import pytest

from gateway.db import Database
from tests.clinic import Clinic


@pytest.fixture
def clinic(db: Database) -> Clinic:
    """An empty clinic at noon of a Tuesday, on SQLite and on Postgres."""
    return Clinic(db)
