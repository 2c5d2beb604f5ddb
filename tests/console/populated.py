"""A clinic on a Friday morning: twelve invented patients with three weeks behind them."""

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from gateway import chart, consent, escalations, tasks
from gateway.cohort.tables import Patient
from gateway.console import people
from gateway.console.tables import Person
from gateway.db import new_id
from gateway.escalations.tables import Escalation
from gateway.outbox.tables import Letter
from gateway.readings.tables import Answer
from tests.console.days import Days

PASSWORD = "promotora-sandbox"
NOW = datetime(2026, 11, 20, 15, 12, tzinfo=UTC)  # a Friday, 9:12 in Chicago
PANEL = (
    ("Rosa", "Delgado", "es", "America/Chicago", ("hypertension", "heart_failure"), "1954-03-12"),
    ("Walter", "Hughes", "en", "America/New_York", ("heart_failure",), "1948-07-30"),
    ("María Elena", "Peña", "es", "America/Denver", ("diabetes", "hypertension"), "1961-01-05"),
    ("Dorothy", "Kowalski", "en", "America/Chicago", ("hypertension",), "1950-11-21"),
    ("Jesús", "Ortega", "es", "America/Los_Angeles", ("diabetes",), "1958-05-17"),
    ("Evelyn", "Brooks", "en", "America/New_York", ("hypertension", "diabetes"), "1945-09-09"),
    ("Guadalupe", "Torres", "es", "America/Phoenix", ("heart_failure", "diabetes"), "1952-12-12"),
    ("Harold", "Jensen", "en", "America/Denver", ("hypertension",), "1956-04-02"),
    ("Carmen", "Villanueva", "es", "America/Puerto_Rico", ("hypertension",), "1949-08-23"),
    ("Ruth", "Abernathy", "en", "America/Chicago", ("diabetes",), "1953-06-14"),
    ("Ignacio", "Mendoza", "es", "America/Chicago", ("hypertension", "diabetes"), "1959-10-28"),
    ("Shirley", "Nakamura", "en", "Pacific/Honolulu", ("heart_failure",), "1947-02-11"),
)


def mornings(days: Days, history: int) -> None:
    """So many quiet days: a pressure, a glucose or a weight each morning."""
    for number, patient in enumerate(days.patients):
        for back in range(history, 0, -1):
            at = days.now - timedelta(days=back, minutes=37 + number)
            wobble = (back * 7 + number * 5) % 17
            if "hypertension" in patient.conditions:
                top = 128 + wobble
                severity = "abnormal" if top > 143 else "normal"
                days.reads(patient, "blood_pressure", at, severity,
                           systolic=top, diastolic=76 + wobble % 9)  # fmt: skip
            if "diabetes" in patient.conditions and back % 2:
                days.reads(patient, "glucose", at, glucose=112 + 2 * wobble)
            if "heart_failure" in patient.conditions:
                days.reads(patient, "weight", at, weight=182 + wobble / 4)


def this_morning(days: Days) -> dict[str, Escalation]:
    """A critical pressure, a red flag, a task or two, and a text that did not arrive."""
    rosa, walter, maria, dorothy, jesus, *_ = days.patients
    cases = {"rosa": _rosa(days, rosa), "walter": _walter(days, walter)}
    at = days.now - timedelta(minutes=52)
    days.writes(maria, "Hola María Elena, es hora de medir su presión.", at, kind="check_in")
    sid = days.says(maria, "148 sobre 91", at + timedelta(minutes=9),
                    evidence=[("148 sobre 91", "blood_pressure")])  # fmt: skip
    high = days.record(maria, "blood_pressure", sid, "148 sobre 91", at + timedelta(minutes=9),
                       "abnormal", systolic=148, diastolic=91)  # fmt: skip
    cases["maria"] = escalations.open_case(
        days.session, tier="abnormal", cause="reading", key=f"abnormal:{sid}", patient=maria,
        detail="blood_pressure 148/91: outside the patient's band (hypertension@1)",
        reading_id=high.id, message_sid=sid, vital="blood_pressure",
        now=at + timedelta(minutes=9),
    )  # fmt: skip
    days.writes(dorothy, "Hi Dorothy, time for today's BP reading.", at, kind="check_in",
                status="undelivered", code="30003")  # fmt: skip
    tasks.add(days.session, "undelivered", "30003", key="u1", patient_id=dorothy.id, now=at)
    sid = days.says(jesus, "se me acabó la metformina, me la pueden surtir?", at, act="refill",
                    outcome={"outcome": "refill"})  # fmt: skip
    days.session.add(Answer(patient_id=jesus.id, kind="adherence", answer="no", message_sid=sid,
                            at=at))  # fmt: skip
    tasks.add(days.session, "request", "refill", key="r1", patient_id=jesus.id, message_sid=sid,
              now=at, due=days.now + timedelta(hours=3))  # fmt: skip
    consent.stop(days.session, days.patients[8].phone, source="keyword", now=at)
    tasks.add(days.session, "missing_reading", "three_days", key="m1",
              patient_id=days.patients[7].id, now=at - timedelta(hours=20),
              due=days.now - timedelta(hours=2))  # fmt: skip
    return cases


def _rosa(days: Days, rosa: Patient) -> Escalation:
    session, at = days.session, days.now - timedelta(minutes=12)
    days.writes(rosa, "Hola Rosa, es hora de su lectura de presión de hoy. Responda con "
                "ALTA/BAJA (por ejemplo, 138/82).", at, kind="check_in")  # fmt: skip
    at += timedelta(minutes=8)
    body = "190/110 y me duele la cabeza"
    sid = days.says(rosa, body, at, evidence=[("190/110", "blood_pressure")],
                    outcome={"outcome": "critical"})  # fmt: skip
    reading = days.record(rosa, "blood_pressure", sid, "190/110", at, "critical",
                          systolic=190, diastolic=110)  # fmt: skip
    case = escalations.open_case(
        session, tier="critical", cause="critical_words", detail="systolic above 180", patient=rosa,
        key=f"critical:{sid}", reading_id=reading.id, message_sid=sid, now=at,
    )  # fmt: skip
    case.paged_at, case.echoed_at = at + timedelta(seconds=3), at + timedelta(seconds=9)
    case.incident_url = "https://example.pagerduty.com/incidents/Q1"
    days.writes(rosa, "Gracias. Anoté 190/110. Estamos avisando a su enfermera. Si se siente muy "
                "mal, llame al 911.", at, status="sent")  # fmt: skip
    tasks.add(session, "symptom", "symptom", key="s1", patient_id=rosa.id, message_sid=sid,
              now=at, due=days.now + timedelta(hours=2))  # fmt: skip
    return case


def _walter(days: Days, walter: Patient) -> Escalation:
    session, at = days.session, days.now - timedelta(minutes=41)
    body = "I have been short of breath since last night, can't lie flat"
    sid = days.says(walter, body, at, act="emergency", flag=("breathing", "short of breath"),
                    outcome={"outcome": "emergency"})  # fmt: skip
    case = escalations.open_case(
        session, tier="critical", cause="red_flag", detail="breathing", patient=walter,
        key=f"critical:{sid}", message_sid=sid, now=at,
    )  # fmt: skip
    case.paged_at, case.echoed_at = at + timedelta(seconds=2), at + timedelta(seconds=7)
    days.writes(walter, "This may be an emergency. Call 911 now. Your care team is being alerted.",
                at, kind="fixed")  # fmt: skip
    escalations.acknowledge(session, case, "Amara Okafor, NP", at + timedelta(minutes=3))
    days.writes(walter, "Mr. Hughes, this is Amara from the clinic. I am calling you now.",
                at + timedelta(minutes=4), kind="person", by="clinician")  # fmt: skip
    return case


def stranger(days: Days) -> Escalation:
    """Somebody who is not enrolled, with words the net knows."""
    return escalations.open_case(
        days.session, tier="critical", cause="red_flag", detail="chest pain", phone="+15005550199",
        key="critical:SMstranger", message_sid=None, now=days.now - timedelta(minutes=1),
    )  # fmt: skip


def undelivered(days: Days) -> None:
    for number, (kind, lane, state, why) in enumerate((
        ("sms", "texts", "dead", "30006: landline or unreachable carrier"),
        ("note", "chart", "unknown", "no answer within 15 seconds"),
        ("page", "critical", "todo", "429: too many requests"),
    )):  # fmt: skip
        days.session.add(
            Letter(key=f"stuck:{number}", lane=lane, kind=kind, subject_id=new_id(), state=state,
                   created_at=days.now - timedelta(minutes=20 + number), next_at=days.now,
                   tries=3 + number, last_error=why)
        )  # fmt: skip
    days.says(days.patients[9], "??", days.now - timedelta(hours=1), state="person",
              understood=False)  # fmt: skip


@cache
def password_hash() -> str:
    """Made once: argon2 is slow on purpose, and every test begins with these people."""
    return people.HASHER.hash(PASSWORD)


def with_people(session: Session) -> None:
    """The sandbox's people, as `people.seed_sandbox` adds them."""
    for username, name, role, credential in people.SANDBOX_PEOPLE:
        session.add(
            Person(username=username, name=name, role=role, credential=credential, sandbox=True,
                   password_hash=password_hash())
        )  # fmt: skip


def populate(session: Session, now: datetime = NOW, *, history: int = 21) -> dict[str, Any]:
    """The whole clinic; the answer names what tests open."""
    with_people(session)
    days = Days(session, now, PANEL)
    mornings(days, history)
    cases = this_morning(days)
    cases["stranger"] = stranger(days)
    undelivered(days)
    chart.note(session, days.patients[0], "Reviewed.", kind="acknowledgement", key="note:x:y",
               started=now, now=now)  # fmt: skip
    return {"patients": days.patients, "cases": cases}
