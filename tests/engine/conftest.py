"""Somebody at the switchboard."""

import pytest

from gateway.db import Database
from tests.engine.operator import Operator, pressure


@pytest.fixture
def operator(db: Database) -> Operator:
    made = Operator(db)
    made.rasa.means = {
        "138/82": {"act": "accept", "readings": [pressure(138, 82)]},
        "148/92": {"act": "accept", "readings": [pressure(148, 92)]},
        "one ninety five over one ten": {"act": "accept", "readings": [pressure(195, 110)]},
        "NO": {"act": "clarify", "reason": "declined"},
    }
    return made
