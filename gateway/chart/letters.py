"""The letter that carries a note into the chart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from gateway import journal, tasks
from gateway.chart.note import case_number
from gateway.chart.tables import ChartNote
from gateway.cohort import Patient, enrolled
from gateway.db import table_of, touched
from gateway.outbox import Kind, Letter, Moot

_NOTES = (
    select(ChartNote, Patient)
    .join(Patient, Patient.id == ChartNote.patient_id)
    .where(ChartNote.id.in_(bindparam("notes", expanding=True)))
)
_notes = table_of(ChartNote)
_FILED = (
    update(_notes)
    .where(_notes.c.id == bindparam("note_id"), _notes.c.document_id.is_(None))
    .values(document_id=bindparam("document"), filed_at=bindparam("at"))
)


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
        fhir_patient_id=enrolled(session, note.patient_id).fhir_id,
        title=note.title,
        text=note.text,
        kind=note.kind,
        started=note.started_at,
        ended=note.ended_at,
    )


def _gather(session: Session, letters: Sequence[Letter]) -> Sequence[Any]:
    notes = [letter.subject_id for letter in letters]
    return session.execute(_NOTES, {"notes": notes}).all()


def _settle(session: Session, letter: Letter, receipt: Any, now: datetime) -> None:
    told = {"note_id": letter.subject_id, "document": receipt.remote_id, "at": now}
    touched(session, _FILED, told)


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


NOTE = Kind("note", "chart", _prepare, _settle, _refused, give_up_after=None, gather=_gather)
