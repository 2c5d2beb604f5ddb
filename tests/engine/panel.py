"""Patients and the questions that wait for them, in a real database at one fixed time."""

from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.check_ins.tables import CheckIn
from gateway.cohort.tables import Patient
from gateway.db import Database

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # a Monday, 9:00 in New York
PHONE = "+13055550101"


class Panel:
    """Who is enrolled; what stands around the database is the other half of each test's clinic."""

    db: Database

    def enroll(self, name: str = "Rosa", **told: Any) -> Patient:
        known = {
            "fhir_id": name,
            "given_name": name,
            "family_name": "Lopez",
            "phone": PHONE,
            "language": "en",
            "timezone": "America/New_York",
            "conditions": {"hypertension": "I10", "diabetes": "E11.9", "heart_failure": "I50.9"},
            "care_manager": "Ana",
            "enrolled_at": NOW,
        }
        patient = Patient(**(known | told))
        with self.db.transaction() as session:
            session.add(patient)
        return patient

    def asks(self, patient: Patient, kind: str = "bp", minutes_ago: float = 0) -> CheckIn:
        at = NOW - timedelta(minutes=minutes_ago)
        asked = CheckIn(
            key=f"{patient.id}:{kind}",
            patient_id=patient.id,
            kind=kind,
            local_date=str(NOW.date()),
            state="asked",
            due_at=at,
            asked_at=at,
        )
        with self.db.transaction() as session:
            session.add(asked)
        return asked
