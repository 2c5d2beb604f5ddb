"""Writing down what happened to a patient, as the folders of the gateway would have."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from gateway.chart.tables import ChartNote
from gateway.cohort.tables import Patient
from gateway.db import new_id
from gateway.inbox.tables import InboundMessage
from gateway.messages.tables import OutboundMessage
from gateway.readings.tables import Reading
from gateway.replies.tables import Interpretation

MODEL = "promotora-2026-11-02"


def place(body: str, words: str) -> dict[str, int]:
    start = body.index(words)
    return {"start": start, "end": start + len(words)}


class Days:
    """Writes what happened, patient by patient, as the other folders would have."""

    def __init__(self, session: Session, now: datetime, panel: Sequence[Any]) -> None:
        self.session, self.now, self.count = session, now, 0 if panel else 9000
        self.patients = [self._patient(number, *told) for number, told in enumerate(panel)]

    def _patient(
        self,
        number: int,
        given: str,
        family: str,
        language: str,
        zone: str,
        conditions: Sequence[str],
        born: str,
    ) -> Patient:
        patient = Patient(
            fhir_id=f"1274{number:04}",
            given_name=given,
            family_name=family,
            phone=f"+1500555{100 + number:04}",
            language=language,
            timezone=zone,
            birth_date=born,
            conditions=dict.fromkeys(conditions, "I10"),
            care_manager="Elena Ruiz",
            enrolled_at=self.now - timedelta(days=200),
        )
        self.session.add(patient)
        self.session.flush()
        return patient

    def says(
        self,
        patient: Patient,
        body: str,
        at: datetime,
        *,
        act: str = "accept",
        state: str = "handled",
        flag: tuple[str, str] | None = None,
        evidence: Sequence[tuple[str, str]] = (),
        outcome: dict[str, Any] | None = None,
        understood: bool = True,
    ) -> str:
        """One inbound message and its interpretation; the answer is its MessageSid."""
        self.count += 1
        sid = f"SM{self.count:032x}"
        found = {"family": flag[0], **place(body, flag[1])} if flag else None
        self.session.add(
            InboundMessage(
                sid=sid, phone=patient.phone, patient_id=patient.id, channel="sms", body=body,
                raw={}, received_at=at, screened_at=at, screening={"flag": found}, next_at=at,
                state=state, handled_at=at,
            )
        )  # fmt: skip
        if understood:
            spans = [
                {**place(body, words), "text": words, "as": read_as, "kept": True}
                for words, read_as in evidence
            ]
            self.session.add(
                Interpretation(
                    message_sid=sid, patient_id=patient.id, conversation_id="ep-1", act=act,
                    model=MODEL, confidence=0.96, at=at, outcome=outcome or {"outcome": "recorded"},
                    said={"act": act, "evidence": spans, "confidence": 0.96},
                )
            )  # fmt: skip
        self.session.flush()
        return sid

    def reads(
        self, patient: Patient, vital: str, at: datetime, severity: str = "normal", **values: float
    ) -> Reading:
        """A message with one reading in it, recorded and filed."""
        words = "/".join(f"{value:g}" for value in values.values())
        sid = self.says(patient, words, at, evidence=[(words, vital)])
        return self.record(patient, vital, sid, words, at, severity, **values)

    def record(
        self,
        patient: Patient,
        vital: str,
        sid: str,
        words: str,
        at: datetime,
        severity: str = "normal",
        **values: float,
    ) -> Reading:
        rules = {
            "critical": "systolic above 180",
            "abnormal": "outside the patient's band",
            "normal": "",
        }
        reading = Reading(
            patient_id=patient.id, vital=vital, values=values, said={}, words=words, taken_at=at,
            message_sid=sid, ordinal=0, severity=severity, rule=rules[severity],
            protocol_version="hypertension@1",
        )  # fmt: skip
        self.session.add(reading)
        self.session.flush()
        self.filed(patient, "reading", f"note:reading:{sid}:0", at)
        return reading

    def writes(
        self,
        patient: Patient,
        body: str,
        at: datetime,
        *,
        kind: str = "reply",
        status: str = "delivered",
        code: str | None = None,
        by: str = "system",
    ) -> None:
        message = OutboundMessage(
            key=new_id(), patient_id=patient.id, phone=patient.phone, body=body, kind=kind,
            language=patient.language, created_at=at, sid=f"SM{new_id()}", status=status,
            error_code=code, sent_at=at, said_by=by,
        )  # fmt: skip
        self.session.add(message)
        self.session.flush()
        self.filed(patient, "outbound", f"note:out:{message.id}", at, waits=status != "delivered")

    def filed(
        self, patient: Patient, kind: str, key: str, at: datetime, *, waits: bool = False
    ) -> None:
        self.count += 1
        self.session.add(
            ChartNote(
                key=key, patient_id=patient.id, kind=kind, title=f"Promotora {kind}", text="...",
                started_at=at, ended_at=at, document_id=None if waits else f"2184{self.count:05}",
                filed_at=None if waits else at + timedelta(seconds=40),
            )
        )  # fmt: skip
