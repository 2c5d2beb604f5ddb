"""A small clinic in a real database: patients, open check-ins, messages, and what follows."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from gateway import protocols, replies
from gateway.chart.tables import ChartNote
from gateway.check_ins.tables import CheckIn
from gateway.cohort.tables import Patient
from gateway.db import Base, Database
from gateway.escalations.tables import Escalation
from gateway.inbox.tables import InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.minutes import Activity
from gateway.outbox.tables import Letter
from gateway.protocols import Rulebook
from gateway.readings.tables import Answer, Reading
from gateway.replies import Interpretation, Told
from gateway.safety_net.words import read_words
from gateway.tasks import Task

Row = TypeVar("Row", bound=Base)
MORNING = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)  # a Monday, 9:00 in New York
WORDS = read_words(Path("data/languages"))
SAMPLE = protocols.load(Path("protocols"), Path("data/vitals.yml"))


class Words:
    """Fixed texts by their name, so that a test sees which one was said."""

    def fixed(self, language: str, which: str) -> str:
        return f"{which} in {language}"

    def steps(self, kind: str) -> int:
        return 2

    def phrase(self, language: str, which: str, **values: str) -> str:
        return WORDS.phrase(language, which, **values)


class Clinic:
    """What a test tells the clinic, and what it can look up afterwards."""

    def __init__(self, db: Database, rules: Rulebook = SAMPLE) -> None:
        self.db, self.rules, self.now = db, rules, MORNING
        self.sids = 0

    def enroll(self, name: str = "Rosa", **facts: Any) -> Patient:
        known = {
            "fhir_id": name,
            "given_name": name,
            "family_name": "Lopez",
            "phone": "+13055550101",
            "language": "es",
            "timezone": "America/New_York",
            "conditions": {"hypertension": "I10", "diabetes": "E11.9", "heart_failure": "I50.9"},
            "care_manager": "Ana",
            "enrolled_at": MORNING,
        }
        patient = Patient(**(known | facts))
        with self.db.transaction() as session:
            session.add(patient)
        return patient

    def asks(self, patient: Patient, kind: str) -> CheckIn:
        """A check-in that has been sent and waits for its answer."""
        self.sids += 1
        check_in = CheckIn(
            key=f"{patient.id}:{kind}:{self.sids}",
            patient_id=patient.id,
            kind=kind,
            local_date=str(self.now.date()),
            state="asked",
            due_at=self.now,
            asked_at=self.now,
        )
        with self.db.transaction() as session:
            session.add(check_in)
        return check_in

    def writes(self, patient: Patient, body: str) -> str:
        """Her message is in the inbox; the MessageSid."""
        self.sids += 1
        sid = f"SM{self.sids}"
        with self.db.transaction() as session:
            session.add(
                InboundMessage(
                    sid=sid,
                    phone=patient.phone,
                    patient_id=patient.id,
                    channel="sms",
                    body=body,
                    raw={},
                    received_at=self.now,
                    next_at=self.now,
                )
            )
        return sid

    def told(
        self, patient: Patient, body: str, act: str = "accept", **means: Any
    ) -> dict[str, Any]:
        """She writes, the model says what it means, and the clinic answers."""
        sid = means.pop("sid", None) or self.writes(patient, body)
        conversation = means.pop("conversation", None) or "pt-x-2026-03-02"
        reply = Told(sid, patient.id, conversation, understood(act, **means))
        with self.db.transaction() as session:
            return replies.take(session, reply, self.rules, words=Words(), now=self.now)

    def corrects(
        self, patient: Patient, now: dict[str, Any], wrong: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """ "Sorry, 148/92 not 184/92", or without the wrong value "me equivoqué, era 148/92"."""
        taken_back = [wrong or {"type": now["type"]}]
        return self.told(patient, "her words", readings=[now], correction=True, wrong=taken_back)

    @property
    def standing(self) -> list[str]:
        """The readings that count, as they are written."""
        return [reading.written for reading in self.all(Reading, status="final")]

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def all(self, table: type[Row], **facts: Any) -> list[Row]:
        with self.db.reading() as session:
            return list(session.scalars(select(table).filter_by(**facts)))

    def one(self, table: type[Row], **facts: Any) -> Row:
        [row] = self.all(table, **facts)
        return row

    @property
    def readings(self) -> list[Reading]:
        return self.all(Reading)

    @property
    def answers(self) -> list[Answer]:
        return self.all(Answer)

    @property
    def cases(self) -> list[Escalation]:
        return self.all(Escalation)

    @property
    def pages(self) -> list[Letter]:
        return self.all(Letter, kind="page")

    @property
    def notes(self) -> list[ChartNote]:
        return self.all(ChartNote)

    @property
    def texts(self) -> list[OutboundMessage]:
        return self.all(OutboundMessage)

    @property
    def interpretations(self) -> list[Interpretation]:
        return self.all(Interpretation)

    @property
    def tasks(self) -> list[tuple[str, str]]:
        return [(task.kind, task.why) for task in self.all(Task)]

    def touches(self, kind: str) -> int:
        return len(self.all(Activity, kind=kind))

    def state(self, check_in: CheckIn) -> CheckIn:
        now: CheckIn
        [now] = self.all(CheckIn, id=check_in.id)
        return now


def understood(act: str = "accept", **means: Any) -> dict[str, Any]:
    """An interpretation as the model gives it."""
    return {
        "act": act,
        "readings": [],
        "answer": None,
        "language": None,
        "time": None,
        "reason": None,
        "proposal": None,
        "evidence": [],
        "confidence": 0.9,
        "model": "test",
    } | means


def pressure(systolic: float, diastolic: float, pulse: float | None = None) -> dict[str, Any]:
    return {
        "type": "blood_pressure",
        "systolic": systolic,
        "diastolic": diastolic,
        "pulse": pulse,
    }


def glucose(value: float, unit: str = "mg/dL") -> dict[str, Any]:
    return {"type": "glucose", "value": value, "unit": unit}


def weight(value: float, unit: str = "lb") -> dict[str, Any]:
    return {"type": "weight", "value": value, "unit": unit}


def read_as(text: str, kind: str, kept: bool = False) -> Mapping[str, Any]:
    return {"start": 0, "end": len(text), "text": text, "as": kind, "kept": kept}
