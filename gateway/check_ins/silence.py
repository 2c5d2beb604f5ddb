"""What is known of check-ins that nobody has answered, read in a few queries for all of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from gateway import messages
from gateway.check_ins.panel import Panel
from gateway.check_ins.tables import CheckIn
from gateway.check_ins.unread import unread
from gateway.cohort import Patient


@dataclass(frozen=True)
class Silence:
    """`unread` are numbers from which a reply waits to be read, `failed` the ids of check-ins of
    which no text can have arrived."""

    panel: Panel
    unread: Collection[str]
    failed: Collection[str]

    @classmethod
    def of(cls, session: Session, check_ins: Sequence[CheckIn]) -> "Silence":
        panel = Panel.of(session, {one.patient_id for one in check_ins})
        phones = {patient.phone for patient in panel.patients.values()}
        failed = messages.all_failed(session, [one.id for one in check_ins])
        return cls(panel, unread(session, phones), failed)

    def whose(self, check_in: CheckIn) -> Patient:
        return self.panel.patients[check_in.patient_id]

    def over(self, patient: Patient, now: datetime) -> str:
        """Why nothing more is done about it; empty while it matters."""
        if not patient.active:
            return "left"
        if not self.panel.may_text(patient):
            return "stopped"
        return "paused" if self.panel.paused(patient, now) else ""
