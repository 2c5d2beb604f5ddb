"""The letter that carries a note into the chart."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway import journal, tasks
from gateway.chart.note import case_number
from gateway.chart.tables import ChartNote
from gateway.cohort import Patient
from gateway.outbox import Kind, Letter, Moot


@dataclass(frozen=True)
class Filing:
    """One note on its way: `number` is the case number its title carries, the same at every try."""

    number: str
    fhir_patient_id: str
    title: str
    text: str
    kind: str
    started: datetime
    ended: datetime


def _prepare(session: Session, letter: Letter, now: datetime) -> Filing:
    note = session.get_one(ChartNote, letter.subject_id)
    if note.document_id:
        raise Moot("filed already")
    return Filing(
        number=case_number(note.key),
        fhir_patient_id=session.get_one(Patient, note.patient_id).fhir_id,
        title=note.title,
        text=note.text,
        kind=note.kind,
        started=note.started_at,
        ended=note.ended_at,
    )


def _settle(session: Session, letter: Letter, receipt: Any, now: datetime) -> None:
    note = session.get_one(ChartNote, letter.subject_id, with_for_update=True)
    if note.document_id is None:
        note.document_id, note.filed_at = receipt.remote_id, now


def _refused(session: Session, letter: Letter, code: str, now: datetime) -> None:
    """The chart will not take it as it is: a person must, because the chart is the legal record."""
    note = session.get_one(ChartNote, letter.subject_id)
    journal.write(session, "note_refused", note.id, now=now, patient_id=note.patient_id, code=code)
    tasks.add(
        session,
        "dead_letter",
        f"note_refused_{code}",
        key=f"dead_letter:{letter.key}",
        now=now,
        patient_id=note.patient_id,
    )


NOTE = Kind("note", "chart", _prepare, _settle, _refused, give_up_after=None)
