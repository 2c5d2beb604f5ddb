"""The letters that open a page and take it back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import journal, tasks, timers
from gateway.cohort import Patient
from gateway.escalations import storms
from gateway.escalations.tables import Escalation
from gateway.outbox import Kind, Letter, Moot, NotYet

SEVERITY = {"critical": "critical", "abnormal": "warning"}
"""Hard-wired at PagerDuty: critical is high urgency and escalates, warning is low (C2)."""


@dataclass(frozen=True)
class Page:
    """What PagerDuty is told: no name, number, vital, value or word of the patient.

    `case_path` and `chart_patient_id` become links behind a login; `details` holds the tier and
    the minutes since the message arrived. Its `dedup_key` makes repeating it harmless.
    """

    dedup_key: str
    summary: str
    severity: str
    case_path: str
    chart_patient_id: str | None
    opened_at: datetime
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Resolution:
    """The case is over; PagerDuty need not remind anybody."""

    dedup_key: str


@dataclass(frozen=True)
class Taken:
    """Somebody took the case in the console; PagerDuty need not wake the next in line."""

    dedup_key: str


def _prepare_page(session: Session, letter: Letter, now: datetime) -> Page:
    case = session.get_one(Escalation, letter.subject_id, populate_existing=True)
    if case.state != "open":
        raise Moot(f"already {case.state}")
    if letter.key != f"page:{case.dedup_key}":
        raise Moot("a newer page has taken its place")
    patient = session.get(Patient, case.patient_id) if case.patient_id else None
    waited = int((now - case.opened_at).total_seconds() // 60)
    return Page(
        dedup_key=case.dedup_key,
        summary=_summary(session, case),
        severity=SEVERITY[case.tier],
        case_path=f"/console/cases/{case.id}",
        chart_patient_id=patient.fhir_id if patient else None,
        opened_at=case.opened_at,
        details={"case": case.id[:8], "tier": case.tier, "minutes_waiting": waited},
    )


def _summary(session: Session, case: Escalation) -> str:
    if case.cause == "storm":
        many = storms.left(session, case)
        return f"Promotora: {many} {case.tier} cases at once, {case.id[:8]}"
    return f"Promotora: {case.tier} case {case.id[:8]}"


def _settle_page(session: Session, letter: Letter, receipt: Any, now: datetime) -> None:
    case = session.get_one(Escalation, letter.subject_id, with_for_update=True)
    if letter.key == f"page:{case.dedup_key}":
        case.paged_at = case.paged_at or now
    journal.write(session, "paged", case.id, now=now, patient_id=case.patient_id, tier=case.tier)


def _page_alarmed(session: Session, letter: Letter, reason: str, now: datetime) -> None:
    """Our key or address is refused: waiting helps nobody, the second route is taken at once."""
    timers.wake(
        session, "page_trouble", letter.subject_id, key=f"page_trouble:{letter.subject_id}", at=now
    )


def _page_refused(session: Session, letter: Letter, code: str, now: datetime) -> None:
    _refused(session, letter, code, now)
    _page_alarmed(session, letter, code, now)


def _refused(session: Session, letter: Letter, code: str, now: datetime) -> None:
    """PagerDuty calls the event malformed: a person must act on the case now."""
    case = session.get_one(Escalation, letter.subject_id)
    journal.write(session, "page_refused", case.id, now=now, patient_id=case.patient_id, code=code)
    tasks.add(
        session,
        "dead_letter",
        f"{letter.kind}_refused_{code}",
        key=f"dead_letter:{letter.key}",
        now=now,
        patient_id=case.patient_id,
        phone=case.phone,
        due=now,
    )


def _prepare_resolve(session: Session, letter: Letter, now: datetime) -> Resolution:
    case = session.get_one(Escalation, letter.subject_id, populate_existing=True)
    key = _key(letter)
    if key == case.dedup_key and case.state != "closed":
        raise Moot("open again")
    return Resolution(_carried(session, key, now))


def _key(letter: Letter) -> str:
    """The page's key, which stands in the letter's own: resolve:<key>, later resolve:<key>#1."""
    return letter.key.partition(":")[2].partition("#")[0]


def _carried(session: Session, key: str, now: datetime) -> str:
    """The key of a page that PagerDuty has, or may have; NotYet while it is on its way there."""
    page = session.scalar(select(Letter).where(Letter.key == f"page:{key}"))
    if page is None or page.state == "dead" or (page.state == "moot" and not page.tries):
        raise Moot("never paged")
    if page.state in ("sent", "moot"):  # moot: its answer was lost, so it may be waking people
        return key
    raise NotYet(now + timedelta(seconds=15), "the page itself is still on its way")


def _settle_resolve(session: Session, letter: Letter, receipt: Any, now: datetime) -> None:
    case = session.get_one(Escalation, letter.subject_id)
    journal.write(session, "page_resolved", case.id, now=now, patient_id=case.patient_id)


def _prepare_taken(session: Session, letter: Letter, now: datetime) -> Taken:
    case = session.get_one(Escalation, letter.subject_id, populate_existing=True)
    if case.state != "acknowledged":
        raise Moot(f"{case.state} since")
    if (key := _key(letter)) != case.dedup_key:
        raise Moot("a newer page has taken its place")
    return Taken(_carried(session, key, now))


def _settle_taken(session: Session, letter: Letter, receipt: Any, now: datetime) -> None:
    case = session.get_one(Escalation, letter.subject_id)
    journal.write(session, "page_acknowledged", case.id, now=now, patient_id=case.patient_id)


PAGE = Kind("page", "critical", _prepare_page, _settle_page, _page_refused, None, _page_alarmed)
RESOLVE = Kind("resolve", "critical", _prepare_resolve, _settle_resolve, _refused, None)
TAKEN = Kind("acknowledge", "critical", _prepare_taken, _settle_taken, _refused, None)
