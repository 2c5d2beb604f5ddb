"""What happens after silence: one rung at a time, and holds that nobody ended."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import consent, journal, messages, outbox, tasks, timers
from gateway.check_ins.again import write_again
from gateway.check_ins.episodes import HOLD, close, lock_if_free, look_again, release
from gateway.check_ins.pauses import paused
from gateway.check_ins.reach import reach
from gateway.check_ins.rulebook import CheckInRules
from gateway.check_ins.rungs import Ladder, Rung
from gateway.check_ins.schedule import BUSY, spread, tick
from gateway.check_ins.tables import CheckIn
from gateway.check_ins.unread import unread
from gateway.cohort import Patient, enrolled, local, moment
from gateway.consent import quiet_until
from gateway.journal import JournalLine
from gateway.timers import Timer

Handler = Callable[[Session, Timer, datetime], None]


def timer_handlers(rules: CheckInRules) -> dict[str, Handler]:
    """What the timers of a check-in do, by their kind."""
    return {
        "schedule": partial(tick, rules),
        "ladder": partial(climb, rules),
        "hold": let_go,
        "again": write_again,
        "reach": partial(reach, rules),
    }


def climb(rules: CheckInRules, session: Session, timer: Timer, now: datetime) -> None:
    """Take the next rung of a check-in that nobody has answered, and set the one after.

    Runs inside the transaction that claimed the timer: the rung, its letter, the journal line and
    the next timer are kept together or not at all.
    """
    check_in = lock_if_free(session, timer.subject_id)
    if check_in is None:
        return _soon(session, timer, now)
    if check_in.state != "asked" or check_in.rung_due_at is None or check_in.rung_due_at > now:
        return None
    patient = enrolled(session, check_in.patient_id)
    if over := _over(session, patient, now):
        return close(session, check_in, over, now)
    ladder = rules.ladders.named(check_in.ladder)
    rung = ladder.at(check_in.rung)
    if at := _not_yet(session, check_in, patient, rung, rules, now):
        return look_again(session, check_in, at)
    if why := _left_out(session, check_in, patient, rung, rules, now):
        _note(session, "rung_left_out", check_in, now, do=rung.do, why=why)
    else:
        TAKE[rung.do](session, check_in, patient, now)
    check_in.rung += 1
    return step_on(session, check_in, patient, ladder, rules, now)


def step_on(
    session: Session,
    check_in: CheckIn,
    patient: Patient,
    ladder: Ladder,
    rules: CheckInRules,
    now: datetime,
) -> None:
    """Aim at the next rung; after the last the check-in is over.

    A ladder that changed meanwhile applies from the next rung: its version is noted.
    """
    if check_in.rung >= len(ladder.rungs):
        return close(session, check_in, "silence", now)
    check_in.ladder = ladder.name
    at = _due(check_in, patient, ladder.at(check_in.rung), rules, now)
    return look_again(session, check_in, at)


def _due(
    check_in: CheckIn, patient: Patient, rung: Rung, rules: CheckInRules, now: datetime
) -> datetime:
    minutes = spread(patient.id, rules.spread)
    asked_at = check_in.asked_at or now
    return rung.due(asked_at, check_in.local_date, patient.timezone, minutes)


def _over(session: Session, patient: Patient, now: datetime) -> str:
    """Why nothing more is done about her silence; empty while it matters."""
    if not patient.active:
        return "left"
    if not consent.may_text(session, patient.phone):
        return "stopped"
    return "paused" if paused(session, patient, now) else ""


def _not_yet(
    session: Session,
    check_in: CheckIn,
    patient: Patient,
    rung: Rung,
    rules: CheckInRules,
    now: datetime,
) -> datetime | None:
    """When to look again instead: nobody is called at night, nor asked while a reply of hers
    waits to be read. (A text is held in the quiet hours by its letter.)"""
    if rung.do == "call" and (morning := quiet_until(patient, now, rules.quiet_hours)):
        return morning + spread(patient.id, rules.spread)
    if rung.do == "task" or not unread(session, patient):
        return None
    ladder = rules.ladders.named(check_in.ladder)
    following = _due(check_in, patient, ladder.at(check_in.rung + 1), rules, now)
    return min(now + HOLD, following) if following > now else None


def _left_out(
    session: Session,
    check_in: CheckIn,
    patient: Patient,
    rung: Rung,
    rules: CheckInRules,
    now: datetime,
) -> str:
    """Why a text or call is not made at all; the task always is."""
    if rung.do == "task":
        return ""
    if check_in.rung_due_at and now > check_in.rung_due_at + rules.ladders.late_after:
        return "late"  # after an outage nobody gets yesterday's reminder, or 2,500 calls at once
    if unread(session, patient):
        return "unread_reply"
    if rung.do == "text" and messages.failed(session, check_in.id):
        return "undelivered"  # it would not arrive either
    if rung.do == "call" and _called_today(session, patient, now):
        return "called_today"
    return ""


def let_go(session: Session, timer: Timer, now: datetime) -> None:
    """A reply was not read in time: a person is told, and the check-in goes on waiting."""
    check_in = lock_if_free(session, timer.subject_id)
    if check_in is None:
        return _soon(session, timer, now)
    if check_in.state != "held" or check_in.held_until is None or check_in.held_until > now:
        return None
    tasks.add(
        session,
        "reply_not_processed",
        check_in.kind,
        key=f"reply_not_processed:{check_in.id}:{check_in.held_until.isoformat()}",
        now=now,
        patient_id=check_in.patient_id,
        due=now,
    )
    return release(session, check_in, now=now)


def _text(session: Session, check_in: CheckIn, patient: Patient, now: datetime) -> None:
    if patient.reached_by == "call":
        return _call(session, check_in, patient, now)
    key = f"prompt:{check_in.id}:{check_in.rung}"
    outbox.post(session, "prompt", check_in.id, key=key, now=now, patient_id=patient.id)
    return None


def _call(session: Session, check_in: CheckIn, patient: Patient, now: datetime) -> None:
    """Ring her; whether the call is still wanted is judged when it is dialled."""
    _note(session, "call_due", check_in, now)
    key = f"call:{check_in.id}:{check_in.rung}"
    outbox.post(session, "call", check_in.id, key=key, now=now, patient_id=patient.id)


def _task(session: Session, check_in: CheckIn, patient: Patient, now: datetime) -> None:
    """One task per patient and kind of question, however many days she is silent."""
    if messages.failed(session, check_in.id) and _known_unreached(session, patient):
        return _note(session, "silence_undelivered", check_in, now)  # has a task of its own
    waiting = tasks.open_tasks(session, patient_id=patient.id, kind="missing_reading")
    if not any(task.why == check_in.kind for task in waiting):
        key = f"missing_reading:{check_in.id}"
        tasks.add(
            session, "missing_reading", check_in.kind, key=key, now=now, patient_id=patient.id
        )
    return None


TAKE = {"text": _text, "call": _call, "task": _task}


def _known_unreached(session: Session, patient: Patient) -> bool:
    """Whether the queue says already that our texts do not reach her."""
    return any(
        tasks.open_tasks(session, patient_id=patient.id, kind=kind)
        for kind in ("undelivered", "wrong_number")
    )


def _called_today(session: Session, patient: Patient, now: datetime) -> bool:
    """One call a day, whatever number of questions she has not answered."""
    midnight = moment(local(patient, now).date(), "00:00", patient.timezone)
    calls = select(JournalLine.id).where(
        JournalLine.patient_id == patient.id,
        JournalLine.event == "call_due",
        JournalLine.at >= midnight,
    )
    return session.scalar(calls.limit(1)) is not None


def _note(session: Session, event: str, check_in: CheckIn, now: datetime, **why: str) -> None:
    journal.write(
        session,
        event,
        check_in.id,
        now=now,
        patient_id=check_in.patient_id,
        kind=check_in.kind,
        rung=check_in.rung,
        **why,
    )


def _soon(session: Session, timer: Timer, now: datetime) -> None:
    """Somebody is reading her reply at this moment; look again when that is over."""
    key = f"{timer.kind}:{timer.subject_id}:busy"
    timers.wake(session, timer.kind, timer.subject_id, key=key, at=now + BUSY)
