"""Rows as the gateway of 20261121_2 left them, for the migrations that came after."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from gateway.db import Database

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
ROSA: dict[str, Any] = {
    "id": "p1",
    "fhir_id": "f1",
    "given_name": "Rosa",
    "family_name": "Delgado",
    "phone": "+15005550101",
    "language": "es",
    "language_from": "chart",
    "timezone": "America/New_York",
    "conditions": {},
    "care_manager": "Ms. Ortiz",
    "active": True,
    "enrolled_at": AT,
}
ASKED: dict[str, Any] = {
    "id": "ep-1",
    "key": "p1:bp:2026-11-21",
    "patient_id": "p1",
    "kind": "bp",
    "local_date": "2026-11-21",
    "state": "asked",
    "due_at": AT,
    "asked_at": AT,
    "rung": 1,
    "rung_due_at": AT,
    "ladder": "non_responder@1",
    "asked_back": 0,
}
PAGED: dict[str, Any] = {
    "id": "c1",
    "dedup_key": "promotora:critical:SM1",
    "patient_id": "p1",
    "tier": "critical",
    "cause": "reading",
    "detail": "systolic above 180",
    "vital": "blood_pressure",
    "message_sid": "SM1",
    "state": "acknowledged",
    "opened_at": AT,
    "paged_at": AT,
    "acknowledged_at": AT,
    "acknowledged_by": "Ms. Ortiz",
}
TEXTED: dict[str, Any] = {
    "id": "m1",
    "key": "prompt:ep-1:ask:0",
    "patient_id": "p1",
    "phone": "+15005550101",
    "body": "Hi Rosa",
    "language": "es",
    "kind": "check_in",
    "check_in_id": "ep-1",
    "said_by": "system",
    "exempt": True,
    "created_at": AT,
    "status": "delivered",
}
ROWS = {"patients": ROSA, "check_ins": ASKED, "escalations": PAGED, "messages": TEXTED}


def insert(database: Database) -> None:
    """One row of each table, straight into the tables as they are now."""
    with database.engine.begin() as connection:
        for name, row in ROWS.items():
            table = sa.Table(name, sa.MetaData(), autoload_with=connection)
            connection.execute(table.insert().values(row))
