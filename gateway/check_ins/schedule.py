"""When each patient is asked: by her own wall clock, once a day at most, never too late."""

import zlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import consent, journal, tasks, timers
from gateway.check_ins.asking import ask
from gateway.check_ins.course import after
from gateway.check_ins.paper import clock
from gateway.check_ins.pauses import paused
from gateway.check_ins.rulebook import CheckInRules
from gateway.check_ins.tables import CheckIn, Schedule
from gateway.cohort import Patient, enrolled, local, moment
from gateway.errors import ClinicError
from gateway.timers import Timer

BUSY = timedelta(seconds=30)


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
                _look(session, schedule)


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


def tick(rules: CheckInRules, session: Session, timer: Timer, now: datetime) -> None:
    """A schedule has come round: ask, or note that it is too late, and set the next time."""
    mine = select(Schedule).where(Schedule.id == timer.subject_id)
    schedule = session.scalar(mine.with_for_update(skip_locked=True))
    if schedule is None:
        key = f"schedule:{timer.subject_id}:busy"
        timers.wake(session, "schedule", timer.subject_id, key=key, at=now + BUSY)
        return
    due = schedule.next_at
    if due > now:
        return
    patient = enrolled(session, schedule.patient_id)
    if schedule.active and patient.active and consent.may_text(session, patient.phone):
        _ask_or_skip(session, schedule, patient, due, rules, now)
    _aim(session, schedule, patient, rules, due)


def _ask_or_skip(
    session: Session,
    schedule: Schedule,
    patient: Patient,
    due: datetime,
    rules: CheckInRules,
    now: datetime,
) -> None:
    """After an outage nobody is asked at 15:00 for her fasting glucose of 07:00."""
    kind = schedule.kind
    day = str(local(patient, due).date())
    key = f"{patient.id}:{kind}:{day}"
    away = paused(session, patient, due)
    if not away and local(patient, now).date() != local(patient, due).date():
        away = paused(session, patient, now)
    if not away and now <= due + rules.questions[kind].late_after:
        ask(session, patient, kind, key=key, local_date=day, due_at=due, by="system", now=now)
    elif session.scalar(select(CheckIn.id).where(CheckIn.key == key)) is None:
        skipped = CheckIn(key=key, patient_id=patient.id, kind=kind, local_date=day, due_at=due)
        _skip(session, skipped, "paused" if away else "too_late", now)


def _skip(session: Session, skipped: CheckIn, why: str, now: datetime) -> None:
    """A day that was not asked is a row too, so that everybody can see it and why."""
    skipped.state, skipped.why, skipped.closed_at = after("due", why), why, now
    session.add(skipped)
    session.flush()
    journal.write(
        session,
        "check_in_skipped",
        skipped.id,
        now=now,
        patient_id=skipped.patient_id,
        kind=skipped.kind,
        why=why,
    )
    if why != "paused":
        not_asked(session, skipped, now)


def not_asked(session: Session, check_in: CheckIn, now: datetime) -> None:
    """An outage is told once a day, for all: the list is on the console's page."""
    day = check_in.local_date
    tasks.add(session, "not_asked", day, key=f"not_asked:{day}", now=now)


def _aim(
    session: Session, schedule: Schedule, patient: Patient, rules: CheckInRules, after: datetime
) -> None:
    """Set the next time and its timer; each patient has her own minute of the spread."""
    offset = spread(patient.id, rules.spread)
    schedule.next_at = next_time(schedule, after, patient.timezone, offset)
    session.add(schedule)
    session.flush()
    _look(session, schedule)


def _look(session: Session, schedule: Schedule) -> None:
    key = f"schedule:{schedule.id}"
    timers.wake(session, "schedule", schedule.id, key=key, at=schedule.next_at)


def spread(patient_id: str, within: timedelta) -> timedelta:
    """Her own whole minutes after the hour, always the same, less than `within`."""
    minutes = max(int(within.total_seconds() // 60), 1)
    return timedelta(minutes=zlib.crc32(patient_id.encode()) % minutes)
