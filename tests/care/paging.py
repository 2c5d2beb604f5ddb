"""Saying what happens to a page, for the stories about pages."""

from typing import Any

from gateway import escalations
from gateway.cohort import Patient
from gateway.escalations import Escalation
from tests.clinic import Clinic

NURSE = {"type": "user_reference", "id": "PNURSE", "summary": "Nina Park"}
DOCTOR = {"type": "user_reference", "id": "PDOCTR", "summary": "Dr. Lee"}


def page(clinic: Clinic, patient: Patient | None, sid: str = "SM1", **more: Any) -> Escalation:
    """A critical finding in her message `sid`."""
    case = {
        "tier": "critical",
        "cause": "reading",
        "detail": "systolic above 180",
        "key": f"critical:{sid}",
        "patient": patient,
        "message_sid": sid,
        "vital": "blood_pressure",
        "beyond": {"systolic above 180": 5},
    }
    return clinic.do(escalations.open_case, **{**case, **more})


def abnormal(clinic: Clinic, patient: Patient, sid: str = "SM1", **more: Any) -> Escalation:
    key, beyond = f"abnormal:{sid}:blood_pressure", {"systolic above 140": 5}
    return page(clinic, patient, sid, **{"tier": "abnormal", "key": key, "beyond": beyond, **more})


def hear(clinic: Clinic, event: str, agent: Any = None, *, of: int = -1, **more: Any) -> Any:
    """PagerDuty tells of the page that left as number `of`; the newest when not said."""
    key = clinic.pages[of].dedup_key
    number = [sent.dedup_key for sent in clinic.pages].index(key) + 1
    told = (key, f"PINC{number}", f"incident.{event}", agent, f"https://pd.example/{number}")
    return clinic.do(escalations.heard, *told, **more)


def case_of(clinic: Clinic) -> Escalation:
    return clinic.one(Escalation)
