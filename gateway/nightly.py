"""Every night the cohort is read from the chart; the first time as soon as a worker starts."""

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway import check_ins, cohort, outbox, tasks, timers
from gateway.check_ins import CheckInRules
from gateway.clock import Clock
from gateway.db import Database
from gateway.outbox import Kind, Letter
from gateway.timers import Handler, Timer
from gateway.vendors.ehr import Chart, ChartPatient

KEY = "nightly:cohort"
HOUR_UTC = time(9)  # deep night in every US time zone
SLICE = 50
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


def read_cohort(db: Database, chart: Chart, rules: CheckInRules, clock: Clock) -> int:
    """Enrol or refresh everybody the chart lists; how many it lists. Safe to repeat.

    In slices, each in a transaction of its own: one over the whole panel would hold up every
    webhook on SQLite for seconds. Who is no longer listed is left out once all are read.
    """
    told = list(chart.cohort())
    for start in range(0, len(told), SLICE):
        with db.transaction() as session:
            for patient in told[start : start + SLICE]:
                _take(session, patient, rules, now=clock.now())
    with db.transaction() as session:
        left = cohort.leave_out(session, [p.fhir_id for p in told], now=clock.now())
    log.info("cohort_taken", patients=len(told), left=left)
    return len(told)


def _take(session: Session, told: ChartPatient, rules: CheckInRules, *, now: datetime) -> None:
    """One patient; a record without number or time zone is a task: she cannot be texted."""
    try:
        member = cohort.take(
            session, told, rules.conditions, care_manager=rules.care_manager, now=now
        )
    except cohort.UnusablePatient as refusal:
        key = f"unusable:{told.fhir_id}"
        tasks.add(session, "unusable_record", refusal.code, key=key, now=now)
        return
    if member.active:
        check_ins.enroll(session, member, rules, now=now)


def _refused(session: Session, letter: Letter, code: str, now: datetime) -> None:
    tasks.add(session, "cohort_not_read", code, key=f"cohort:{letter.id}", now=now)


COHORT = Kind("cohort", "cohort", lambda *_: None, lambda *_: None, _refused)
"""The letter that asks the chart for its cohort; its carrier takes it over. Never given up."""
