"""Finding a patient."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway.cohort.tables import Patient
from gateway.db import known
from gateway.errors import UnknownPatient

_SHARED = (
    select(Patient)
    .where(Patient.phone == bindparam("phone"), Patient.active)
    .order_by(Patient.enrolled_at, Patient.id)
)


def enrolled(session: Session, patient_id: str) -> Patient:
    """The patient with this id, active or not: what she said before she left stays hers.

    Raises:
        UnknownPatient: nobody has this id.
    """
    patient = known(session, Patient, patient_id)
    if patient is None:
        raise UnknownPatient(patient_id)
    return patient


def all_enrolled(session: Session, patient_ids: Collection[str]) -> dict[str, Patient]:
    """Those of these ids who are patients, by id."""
    hers = select(Patient).where(Patient.id.in_(patient_ids))
    return {patient.id: patient for patient in session.scalars(hers)}


def by_phone(session: Session, phone: str) -> list[Patient]:
    """The active patients of a number (E.164), longest enrolled first; a household may share it."""
    return list(session.scalars(_SHARED, {"phone": phone}))
