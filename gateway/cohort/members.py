"""Finding a patient, and the language she asked for."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import journal
from gateway.cohort.tables import Patient
from gateway.errors import UnknownPatient


def enrolled(session: Session, patient_id: str) -> Patient:
    """The patient with this id, active or not: what she said before she left stays hers.

    Raises:
        UnknownPatient: nobody has this id.
    """
    patient = session.get(Patient, patient_id)
    if patient is None:
        raise UnknownPatient(patient_id)
    return patient


def by_phone(session: Session, phone: str) -> list[Patient]:
    """The active patients of a number (E.164), longest enrolled first; a household may share it."""
    shared = select(Patient).where(Patient.phone == phone, Patient.active)
    return list(session.scalars(shared.order_by(Patient.enrolled_at, Patient.id)))


def speak(session: Session, patient: Patient, language: str, *, by: str, now: datetime) -> None:
    """Write to her in `language` from now on; `by` is `patient` or a person's user name.

    Her own word outlives the chart's: the nightly pull no longer changes the language.
    """
    if (patient.language, patient.language_from) == (language, by):
        return
    before, patient.language, patient.language_from = patient.language, language, by
    journal.write(
        session,
        "language_changed",
        patient.id,
        now=now,
        patient_id=patient.id,
        by=by,
        before=before,
        after=language,
    )
