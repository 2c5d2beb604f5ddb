"""Writing a note for the chart, kept here until the chart has it."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from gateway import outbox
from gateway.chart.tables import ChartNote
from gateway.cohort import Patient
from gateway.db import add_once, new_id

TITLES = {
    "outbound": "Text to the patient",
    "message": "Text from the patient",
    "reading": "Reading from the patient",
    "escalation": "Escalation",
    "acknowledgement": "Acknowledgement",
}


def note(
    session: Session,
    patient: Patient,
    sentence: str,
    *,
    kind: str,
    key: str,
    started: datetime,
    now: datetime,
) -> None:
    """Keep one note and post it to the chart; the same key is filed once.

    `kind`: outbound, message, reading, escalation, acknowledgement. `sentence` is English, with
    the patient's own words verbatim in quotes. `started` until `now` is the time it is about.
    """
    note_id = new_id()
    new = add_once(
        session,
        ChartNote,
        id=note_id,
        key=key,
        patient_id=patient.id,
        kind=kind,
        title=TITLES[kind],
        text=sentence,
        started_at=min(started, now),
        ended_at=now,
    )
    if new:
        outbox.post(session, "note", note_id, key=f"note:{key}", now=now, patient_id=patient.id)


def case_number(key: str) -> str:
    """PN- and 12 hexadecimal digits of the key's SHA-256: the same at every try, says nothing.

    The chart has no conditional create, so the carrier puts this number into the title and finds
    the note again by it (Oracle Health, DocumentReference create). 48 bits, because two notes of
    one patient that share a number would be taken for one.
    """
    return f"PN-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
