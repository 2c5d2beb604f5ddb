"""Taking over what the chart says about a patient; nobody is ever deleted."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import journal
from gateway.cohort.conditions import Conditions
from gateway.cohort.tables import Patient
from gateway.errors import ClinicError


class ChartPatient(Protocol):
    """What the cohort needs to know; `phone` is E.164, `conditions` are "system|code"."""

    @property
    def fhir_id(self) -> str: ...
    @property
    def given(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def birth_date(self) -> date | None: ...
    @property
    def timezone(self) -> str: ...
    @property
    def conditions(self) -> Sequence[str]: ...
    @property
    def active(self) -> bool: ...
    @property
    def deceased(self) -> bool: ...


class UnusablePatient(ClinicError):
    status = 422
    code = "unusable_patient"
    next_step = "Complete the patient's record in the chart; the next sync takes it over."

    def __init__(self, fhir_id: str, lacks: str) -> None:
        super().__init__(f"The chart's record {fhir_id} has no {lacks}.")


def take(
    session: Session,
    told: ChartPatient,
    conditions: Conditions,
    *,
    care_manager: str,
    now: datetime,
) -> Patient:
    """Enrol or refresh one patient as the chart knows her today; safe to repeat.

    She is active while the chart says she lives, is a patient, and has one of the practice's
    conditions. `care_manager` is the name texts give when she has none yet.

    Raises:
        UnusablePatient: the record has no phone or no known time zone.
    """
    if not told.phone:
        raise UnusablePatient(told.fhir_id, "mobile number")
    if not _known(told.timezone):
        raise UnusablePatient(told.fhir_id, "known time zone")
    # not FOR UPDATE, which would hold up every row that refers to her until the sync is over
    mine = select(Patient).where(Patient.fhir_id == told.fhir_id).with_for_update(key_share=True)
    patient = session.scalar(mine)
    if patient is None:
        patient = Patient(fhir_id=told.fhir_id, care_manager=care_manager, enrolled_at=now)
        patient.active, patient.language_from = True, "chart"
        session.add(patient)
        event = "enrolled"
    else:
        event = ""
    _refresh(patient, told, conditions, now)
    session.flush()
    if event:
        journal.write(session, event, patient.id, now=now, patient_id=patient.id)
    _follow(session, patient, told.active and not told.deceased and bool(patient.conditions), now)
    return patient


def _refresh(patient: Patient, told: ChartPatient, conditions: Conditions, now: datetime) -> None:
    patient.given_name, patient.family_name = told.given, told.family
    patient.phone, patient.timezone = told.phone, told.timezone
    patient.birth_date = told.birth_date.isoformat() if told.birth_date else None
    patient.conditions = conditions.of(told.conditions)
    patient.chart_read_at = now
    language = told.language or "en"
    if patient.language_from == "chart" and patient.language != language:
        patient.language, patient.spoken, patient.spoken_at = language, None, None


def leave_out(session: Session, seen: Collection[str], *, now: datetime) -> int:
    """Make everybody inactive whose FHIR id the chart no longer lists; how many there were.

    Never called with an empty list: a chart that suddenly has no patients is a fault, not news.
    """
    if not seen:
        return 0
    active = session.scalars(select(Patient).where(Patient.active).order_by(Patient.id))
    gone = [patient for patient in active if patient.fhir_id not in seen]
    for patient in gone:
        _follow(session, patient, False, now)
    return len(gone)


def _follow(session: Session, patient: Patient, active: bool, now: datetime) -> None:
    if patient.active == active:
        return
    patient.active = active
    event = "enrolled_again" if active else "left_cohort"
    journal.write(session, event, patient.id, now=now, patient_id=patient.id)


def _known(timezone: str) -> bool:
    try:
        return bool(timezone) and bool(ZoneInfo(timezone))
    except (KeyError, ValueError, OSError):
        return False
