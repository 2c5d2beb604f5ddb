"""Finding a patient."""

from sqlalchemy import select
from sqlalchemy.orm import Session

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
