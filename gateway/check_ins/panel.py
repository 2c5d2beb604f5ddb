"""Some patients and what decides whether they are asked, read in a few queries for all of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway import consent
from gateway.check_ins.pauses import on_day, pauses_of
from gateway.check_ins.tables import Pause
from gateway.cohort import Patient, all_enrolled


@dataclass(frozen=True)
class Panel:
    """As they were when it was read: it lives no longer than its transaction.

    `patients` and `pauses` go by the patient's id; `stopped` are numbers that may not be texted.
    """

    patients: Mapping[str, Patient]
    stopped: Collection[str]
    pauses: Mapping[str, Collection[Pause]]

    @classmethod
    def of(cls, session: Session, patient_ids: Collection[str]) -> "Panel":
        patients = all_enrolled(session, patient_ids)
        phones = {patient.phone for patient in patients.values()}
        return cls(patients, consent.stopped(session, phones), pauses_of(session, patient_ids))

    def may_text(self, patient: Patient) -> bool:
        """Whether she is in the programme and wants texts."""
        return patient.active and patient.phone not in self.stopped

    def paused(self, patient: Patient, at: datetime) -> bool:
        return on_day(self.pauses.get(patient.id, ()), patient, at) is not None
