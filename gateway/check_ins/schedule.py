"""When each patient is asked: by her own wall clock, once a day at most, never too late."""

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import journal, timers
from gateway.check_ins.paper import clock
from gateway.check_ins.rulebook import CheckInRules
from gateway.check_ins.tables import Schedule
from gateway.cohort import Patient, enrolled, moment
from gateway.errors import ClinicError


class BadPlan(ClinicError):
    status = 422
    code = "bad_plan"
    next_step = "Choose every day, or a weekday, or a day of the month from 1 to 28, and a time."


def next_time(
    schedule: Schedule, after: datetime, timezone: str, offset: timedelta = timedelta(0)
) -> datetime:
    """The first moment (UTC) strictly after `after` at which the schedule asks.

    Counted in her local dates, so that neither clock change of the year moves or doubles it.
    """
    day = (after - offset).astimezone(ZoneInfo(timezone)).date()
    for _ in range(64):
        at = moment(day, schedule.local_time, timezone) + offset
        fits = {
            "daily": True,
            "weekly": day.weekday() == schedule.on,
            "monthly": day.day == schedule.on,
        }[schedule.cadence]
        if fits and at > after:
            return at
        day += timedelta(days=1)
    raise AssertionError("unreachable: every cadence comes round within 64 days")


def enroll(session: Session, patient: Patient, rules: CheckInRules, *, now: datetime) -> None:
    """Give her the practice's schedules for her conditions; safe to repeat.

    A schedule she has keeps its own time. One whose condition the chart no longer lists is
    switched off, and a new time zone moves the next question. One that came round while its timer
    had failed for good is looked at again.
    """
    mine = select(Schedule).where(Schedule.patient_id == patient.id).with_for_update()
    have = {schedule.kind: schedule for schedule in session.scalars(mine)}
    for kind, question in rules.questions.items():
        wanted = bool(question.conditions & patient.conditions.keys())
        schedule = have.get(kind)
        if schedule is None and wanted:
            schedule = Schedule(
                patient_id=patient.id,
                kind=kind,
                local_time=question.at,
                cadence=question.cadence,
                on=question.on,
                active=True,
            )
            _aim(session, schedule, patient, rules, now)
        elif schedule is not None:
            schedule.active = wanted
            if schedule.next_at > now:
                _aim(session, schedule, patient, rules, now)
            else:
                look(session, [schedule])


def move(
    session: Session,
    schedule: Schedule,
    local_time: str,
    rules: CheckInRules,
    *,
    by: str,
    now: datetime,
) -> None:
    """Ask at another time of her day (HH:MM) from now on, as she agreed with `by`."""
    plan(session, schedule, schedule.cadence, schedule.on, local_time, rules, by=by, now=now)


def plan(
    session: Session,
    schedule: Schedule,
    cadence: str,
    on: int | None,
    local_time: str,
    rules: CheckInRules,
    *,
    by: str,
    now: datetime,
) -> None:
    """Ask as her care plan says from now on: `cadence`, `on` its day (tables.py), at `local_time`.

    Raises:
        BadPlan: there is no such time, cadence or day.
    """
    days = {"daily": None, "weekly": range(7), "monthly": range(1, 29)}
    try:
        at = clock(local_time)
    except ValueError as wrong:
        raise BadPlan(str(wrong)) from None
    allowed = days.get(cadence, ())
    if (on is not None) if allowed is None else (on not in allowed):
        raise BadPlan(f"{cadence!r} on {on!r} is no plan.")
    patient = enrolled(session, schedule.patient_id)
    before = _in_short(schedule)
    schedule.local_time, schedule.cadence, schedule.on = at, cadence, on
    _aim(session, schedule, patient, rules, now)
    journal.write(
        session,
        "schedule_moved",
        schedule.id,
        now=now,
        patient_id=patient.id,
        by=by,
        before=before,
        after=_in_short(schedule),
    )


def _in_short(schedule: Schedule) -> str:
    """ "daily 08:00", "weekly 0 10:00"."""
    parts = (schedule.cadence, schedule.on, schedule.local_time)
    return " ".join(str(part) for part in parts if part is not None)


def _aim(
    session: Session, schedule: Schedule, patient: Patient, rules: CheckInRules, after: datetime
) -> None:
    """Set the next time and its timer."""
    schedule.next_at = following(schedule, patient, rules, after)
    session.add(schedule)
    session.flush()
    look(session, [schedule])


def following(
    schedule: Schedule, patient: Patient, rules: CheckInRules, after: datetime
) -> datetime:
    """The time after `after` (UTC); each patient has her own minute of the spread."""
    return next_time(schedule, after, patient.timezone, spread(patient.id, rules.spread))


def look(session: Session, schedules: Iterable[Schedule]) -> None:
    """A timer for the next time of each."""
    told = [(one.id, f"schedule:{one.id}", one.next_at) for one in schedules]
    timers.wake_each(session, "schedule", told)


def spread(patient_id: str, within: timedelta) -> timedelta:
    """Her own whole minutes after the hour, always the same, less than `within`."""
    minutes = max(int(within.total_seconds() // 60), 1)
    return timedelta(minutes=zlib.crc32(patient_id.encode()) % minutes)
