"""What is written down when a patient puts an earlier reading right."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateway import chart, escalations, journal
from gateway.cohort import local
from gateway.cohort.tables import Patient
from gateway.readings.tables import Reading


def instead_of(patient: Patient, wrong: Reading | None) -> str:
    """For the chart note of the new reading: which one it replaces, by value, time and note."""
    if wrong is None:
        return ""
    note = chart.case_number(note_key(wrong))
    sent = local(patient, wrong.taken_at).strftime("%Y-%m-%d %H:%M")
    return f", replacing {wrong.written} of {sent} (note {note}), which was entered in error"


def note_key(reading: Reading) -> str:
    """The key of the chart note that holds a reading."""
    return f"note:reading:{reading.message_sid}:{reading.ordinal}"


def tell_cases(
    session: Session, patient: Patient, wrong: Reading, right: Reading, *, now: datetime
) -> None:
    """Whoever has a case that `wrong` opened learns of it; no case ends by it."""
    journal.write(
        session,
        "reading_corrected",
        right.id,
        now=now,
        patient_id=patient.id,
        by="patient",
        replaces=wrong.id,
        vital=right.vital,
    )
    before = [wrong]
    while older := session.get(Reading, before[-1].supersedes_id or ""):
        before.append(older)
    escalations.corrected(
        session,
        patient,
        readings=[reading.id for reading in before],
        messages=[reading.message_sid for reading in before],
        words=f"from {wrong.written} to {right.written} (judged {right.severity})",
        key=right.id,
        now=now,
    )
