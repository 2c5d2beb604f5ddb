"""A patient who says when she will answer, and what leaves for her phone then."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from gateway import check_ins, protocols, replies
from gateway.check_ins import CheckIn
from gateway.cohort import Patient
from gateway.inbox import InboundMessage
from gateway.replies import Told
from tests.care.hearing import Words, understood
from tests.clinic import PROTOCOLS, Clinic

RULES = protocols.load(PROTOCOLS, PROTOCOLS.parent / "data/vitals.yml")
HOUR = {"minutes": 60}


def set_clock(clinic: Clinic, wall: str, zone: str = "America/New_York") -> None:
    clinic.clock.at = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))


def asked(clinic: Clinic, patient: Patient, kind: str = "bp") -> CheckIn:
    check_in = clinic.do(check_ins.ask_now, patient, kind, by="nora")
    clinic.run()
    return check_in


def says(clinic: Clinic, patient: Patient, act: str = "later", **means: Any) -> dict[str, Any]:
    """She writes while her check-in is open, and the model says what it means."""
    sid = means.pop("sid", None) or f"SM{len(clinic.all(InboundMessage))}"
    message = InboundMessage(
        sid=sid,
        phone=patient.phone,
        patient_id=patient.id,
        channel="sms",
        body="later",
        raw={},
        received_at=clinic.now,
        next_at=clinic.now,
        state="handled",  # as it will be once its answer is posted
    )
    if not clinic.all(InboundMessage, sid=sid):
        with clinic.db.transaction() as session:
            session.add(message)
        clinic.do(check_ins.hold, patient.id)
    told = Told(sid, patient.id, "", understood(act, **means))
    return clinic.do(replies.take, told, RULES, words=Words(), asking=clinic.asking)


def told(clinic: Clinic, patient: Patient, wish: dict[str, Any]) -> tuple[str, str]:
    answer = says(clinic, patient, again=wish)
    return answer["outcome"], answer["values"].get("when", "")


def wall(clinic: Clinic) -> str:
    return f"{clinic.now.astimezone(ZoneInfo('America/New_York')):%m-%d %H:%M}"


def texts_until(clinic: Clinic, end: timedelta) -> list[str]:
    """What her wall shows whenever a text leaves, looking every half hour."""
    found, until = [], clinic.now + end
    while clinic.now < until:
        before = len(clinic.texts)
        clinic.wait(minutes=5)
        found += [wall(clinic)] * (len(clinic.texts) - before)
    return found


def scheduled(clinic: Clinic) -> Patient:
    """A patient who is asked every day, and has been asked today."""
    rosa = clinic.enroll()
    set_clock(clinic, "2026-03-02 12:00")
    with clinic.db.transaction() as session:
        check_ins.enroll(session, session.get_one(Patient, rosa.id), clinic.asking, now=clinic.now)
    set_clock(clinic, "2026-03-03 08:06")
    clinic.run()
    return rosa
