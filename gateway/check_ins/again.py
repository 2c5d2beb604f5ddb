"""A patient says when she will answer: her next reminder is moved to then, and she is told so."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import journal, messages, outbox, timers
from gateway.check_ins.busy import BUSY
from gateway.check_ins.episodes import AFTER_TALK, lock, lock_if_free, look_again
from gateway.check_ins.pauses import paused
from gateway.check_ins.rulebook import CheckInRules
from gateway.check_ins.rungs import Ladder
from gateway.check_ins.tables import CheckIn, Schedule
from gateway.check_ins.wall import Wish, instants
from gateway.cohort import Patient, enrolled, local, moment
from gateway.consent import quiet_until
from gateway.timers import Timer


def write_later(
    session: Session,
    check_in: CheckIn,
    patient: Patient,
    wish: Wish,
    rules: CheckInRules,
    *,
    now: datetime,
) -> datetime | None:
    """Move the reminder of an open check-in to the time she names; when she is written to (UTC).

    None when that cannot be promised: nothing was understood, it lies beyond the ladder's end, or
    she had such a reminder on that day already. Where the same question is asked anew before or
    soon after, that time is answered and nothing else is sent.
    """
    check_in = lock(session, check_in.id)
    asked_anew = _asked_anew(session, check_in)
    at = _named(wish, check_in, patient, asked_anew, rules, now)
    if at is None or at >= _end(check_in, patient, rules, now) or paused(session, patient, at):
        return None
    if asked_anew and asked_anew.next_at <= at + AFTER_TALK:
        return _left_to(session, check_in, patient, asked_anew, rules, now)
    if _was_written_to(check_in, patient, at, now):
        return None
    check_in.again_at = at
    timers.wake(session, "again", check_in.id, key=f"again:{check_in.id}", at=at)
    _put_off(session, check_in, patient, at, rules, now)
    journal.write(
        session, "reminder_moved", check_in.id, now=now, patient_id=patient.id, at=str(at)
    )
    return at


def write_again(session: Session, timer: Timer, now: datetime) -> None:
    """The time she named has come: remind her, unless she answered or is being answered."""
    check_in = lock_if_free(session, timer.subject_id)
    if check_in is None or check_in.state == "held":
        at = (check_in and check_in.held_until) or now + BUSY
        timers.wake(session, "again", timer.subject_id, key=timer.key, at=max(at, now + BUSY))
        return
    if check_in.state != "asked" or check_in.again_at is None or check_in.again_at > now:
        return
    patient = enrolled(session, check_in.patient_id)
    if not patient.active or messages.failed(session, check_in.id):
        return  # it would not arrive either, and that has a task of its own
    how = "call" if patient.reached_by == "call" else "prompt"
    key = f"{how}:{check_in.id}:again:{local(patient, check_in.again_at).date()}"
    outbox.post(session, how, check_in.id, key=key, now=now, patient_id=patient.id)


def _left_to(
    session: Session,
    check_in: CheckIn,
    patient: Patient,
    schedule: Schedule,
    rules: CheckInRules,
    now: datetime,
) -> datetime:
    """The question that comes anew is her reminder; one promised for before is taken back."""
    if check_in.again_at and check_in.again_at > now:
        check_in.again_at = None
        timers.cancel(session, f"again:{check_in.id}")
    _put_off(session, check_in, patient, schedule.next_at, rules, now)
    day = local(patient, schedule.next_at).date()
    return moment(day, schedule.local_time, patient.timezone)


def _named(
    wish: Wish,
    check_in: CheckIn,
    patient: Patient,
    schedule: Schedule | None,
    rules: CheckInRules,
    now: datetime,
) -> datetime | None:
    """The first instant her words may mean that is not in the quiet hours, else their end."""
    asked_at = local(patient, check_in.asked_at or now)
    usual = schedule.local_time if schedule else f"{asked_at:%H:%M}"
    meant = list(instants(wish, rules.parts, usual, patient.timezone, now))
    for at in meant:
        if quiet_until(patient, at, rules.quiet_hours) is None:
            return at
    return quiet_until(patient, meant[0], rules.quiet_hours) if meant else None


def _asked_anew(session: Session, check_in: CheckIn) -> Schedule | None:
    """The schedule that asks the same question again."""
    same = select(Schedule).where(
        Schedule.patient_id == check_in.patient_id, Schedule.kind == check_in.kind, Schedule.active
    )
    return session.scalar(same)


def _end(check_in: CheckIn, patient: Patient, rules: CheckInRules, now: datetime) -> datetime:
    """When the ladder gives her silence to a person: no promise reaches beyond."""
    last, asked_at = _ladder(check_in, rules).rungs[-1], check_in.asked_at or now
    return last.due(asked_at, check_in.local_date, patient.timezone)


def _ladder(check_in: CheckIn, rules: CheckInRules) -> Ladder:
    return rules.ladders.named(check_in.ladder)


def _was_written_to(check_in: CheckIn, patient: Patient, at: datetime, now: datetime) -> bool:
    """Whether a reminder at a time of her own has left already on that day."""
    before = check_in.again_at
    return (
        before is not None
        and before <= now
        and local(patient, before).date() == local(patient, at).date()
    )


def _put_off(
    session: Session,
    check_in: CheckIn,
    patient: Patient,
    at: datetime,
    rules: CheckInRules,
    now: datetime,
) -> None:
    """Her time takes the place of the ladder's text, and a call waits an hour after it."""
    rungs, asked_at = _ladder(check_in, rules).rungs, check_in.asked_at or now
    while check_in.rung < len(rungs) and rungs[check_in.rung].do == "text":
        check_in.rung += 1
    if check_in.rung >= len(rungs):
        return
    rung = rungs[check_in.rung]
    due = rung.due(asked_at, check_in.local_date, patient.timezone)
    waits = rung.do != "task" and due < at + AFTER_TALK
    look_again(session, check_in, at + AFTER_TALK if waits else due)
