"""Every night the cohort is read from the chart; the first time as soon as a worker starts."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway import check_ins, cohort, outbox, tasks, timers
from gateway.check_ins import CheckInRules
from gateway.outbox import Kind, Letter
from gateway.timers import Timer
from gateway.timers.advance import Handler
from gateway.vendors.ehr import ChartPatient

KEY = "nightly:cohort"
HOUR_UTC = time(9)  # deep night in every US time zone
log = structlog.get_logger()


def ensure(session: Session, *, now: datetime) -> None:
    """Set the first night's timer for now, unless another worker has; later ones set themselves."""
    if session.scalar(select(Timer.id).where(Timer.key == KEY)) is None:
        with suppress(IntegrityError), session.begin_nested():
            timers.wake(session, "nightly", "cohort", key=KEY, at=now)


def timer_handlers() -> dict[str, Handler]:
    return {"nightly": _begin}


def _begin(session: Session, _timer: Timer, now: datetime) -> None:
    outbox.post(session, "cohort", "cohort", key=f"cohort:{now.isoformat()}", now=now)
    following = datetime.combine(now.date(), HOUR_UTC, UTC)
    following += timedelta(days=1) if following <= now else timedelta()
    timers.wake(session, "nightly", "cohort", key=KEY, at=following)


def cohort_kind(rules: CheckInRules) -> Kind:
    """The letter that asks the chart for its cohort; never given up, like every chart letter."""

    def settle(session: Session, _letter: Letter, told: Any, now: datetime) -> None:
        take_all(session, told, rules, now=now)

    return Kind("cohort", "cohort", lambda *_: None, settle, _refused)


def take_all(
    session: Session, told: Sequence[ChartPatient], rules: CheckInRules, *, now: datetime
) -> int:
    """Enrol or refresh everybody the chart lists; the number now in the cohort.

    A record without a number or time zone becomes a task: she cannot be texted, and somebody
    must know.
    """
    seen = []
    for patient in told:
        seen.append(patient.fhir_id)
        try:
            member = cohort.take(
                session, patient, rules.conditions, care_manager=rules.care_manager, now=now
            )
        except cohort.UnusablePatient as refusal:
            key = f"unusable:{patient.fhir_id}"
            tasks.add(session, "unusable_record", refusal.code, key=key, now=now)
            continue
        if member.active:
            check_ins.enroll(session, member, rules, now=now)
    left = cohort.leave_out(session, seen, now=now)
    log.info("cohort_taken", patients=len(seen), left=left)
    return len(seen)


def _refused(session: Session, letter: Letter, code: str, now: datetime) -> None:
    tasks.add(session, "cohort_not_read", code, key=f"cohort:{letter.id}", now=now)
