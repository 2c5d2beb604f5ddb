"""How a patient wants to be reached: by text, or by a call for who would rather talk."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateway import journal
from gateway.cohort.tables import Patient

WAYS = ("text", "call")


def reach(session: Session, patient: Patient, way: str, *, by: str, now: datetime) -> None:
    """Ask her by `way` from the next question on; `by` is a person's user name.

    Raises ValueError for a way there is none.
    """
    if way not in WAYS:
        raise ValueError(f"a patient is reached by {' or '.join(WAYS)}, not {way!r}")
    if patient.reached_by == way:
        return
    before, patient.reached_by = patient.reached_by, way
    journal.write(
        session,
        "reached_by_changed",
        patient.id,
        now=now,
        patient_id=patient.id,
        by=by,
        before=before,
        after=way,
    )
