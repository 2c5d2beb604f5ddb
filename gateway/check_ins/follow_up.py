"""What happens after silence: one rung at a time, and holds that nobody ended."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from gateway import journal, messages, outbox, tasks, timers
from gateway.check_ins.again import write_again
from gateway.check_ins.episodes import close, lock_if_free, look_again, release
from gateway.check_ins.rulebook import CheckInRules
from gateway.check_ins.rungs import Ladder
from gateway.check_ins.schedule import BUSY, tick
from gateway.check_ins.tables import CheckIn
from gateway.cohort import Patient, enrolled
from gateway.timers import Timer

Handler = Callable[[Session, Timer, datetime], None]


def timer_handlers(rules: CheckInRules) -> dict[str, Handler]:
    """What the timers of a check-in do, by their kind."""
    return {
        "schedule": partial(tick, rules),
        "ladder": partial(climb, rules),
        "hold": let_go,
        "again": write_again,
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
    if not patient.active:
        return close(session, check_in, "stopped", now)
    if check_in.rung < len(rules.ladder.rungs):
        TAKE[rules.ladder.rungs[check_in.rung].do](session, check_in, patient, now)
        check_in.rung += 1
    return step_on(session, check_in, patient, rules.ladder, now)


def step_on(
    session: Session, check_in: CheckIn, patient: Patient, ladder: Ladder, now: datetime
) -> None:
    """Aim at the next rung; after the last the check-in is over.

    A ladder that changed meanwhile applies from the next rung: its version is noted.
    """
    if check_in.rung >= len(ladder.rungs):
        return close(session, check_in, "expired", now)
    check_in.ladder = ladder.name
    rung = ladder.rungs[check_in.rung]
    asked_at = check_in.asked_at or now
    return look_again(session, check_in, rung.due(asked_at, check_in.local_date, patient.timezone))


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
        key=f"reply_not_processed:{timer.key}",
        now=now,
        patient_id=check_in.patient_id,
        due=now,
    )
    return release(session, check_in, now=now)


def _text(session: Session, check_in: CheckIn, patient: Patient, now: datetime) -> None:
    if messages.failed(session, check_in.id):
        return _note(session, "reminder_left_out", check_in, now)  # it would not arrive either
    key = f"prompt:{check_in.id}:{check_in.rung}"
    outbox.post(session, "prompt", check_in.id, key=key, now=now, patient_id=patient.id)
    return None


def _call(session: Session, check_in: CheckIn, patient: Patient, now: datetime) -> None:
    """The place of the voice call: until a carrier for calls exists, it is noted as due."""
    _note(session, "call_due", check_in, now)


def _task(session: Session, check_in: CheckIn, patient: Patient, now: datetime) -> None:
    """One task per patient and kind of question, however many days she is silent."""
    if messages.failed(session, check_in.id):
        return _note(session, "silence_undelivered", check_in, now)  # has a task of its own
    waiting = tasks.open_tasks(session, patient_id=patient.id, kind="missing_reading")
    if not any(task.why == check_in.kind for task in waiting):
        key = f"missing_reading:{check_in.id}"
        tasks.add(
            session, "missing_reading", check_in.kind, key=key, now=now, patient_id=patient.id
        )
    return None


TAKE = {"text": _text, "call": _call, "task": _task}


def _note(session: Session, event: str, check_in: CheckIn, now: datetime) -> None:
    journal.write(
        session,
        event,
        check_in.id,
        now=now,
        patient_id=check_in.patient_id,
        kind=check_in.kind,
        rung=check_in.rung,
    )


def _soon(session: Session, timer: Timer, now: datetime) -> None:
    """Somebody is reading her reply at this moment; look again when that is over."""
    key = f"{timer.kind}:{timer.subject_id}:busy"
    timers.wake(session, timer.kind, timer.subject_id, key=key, at=now + BUSY)
