"""The course of one check-in: held while a reply is read, released, answered, given to a person."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import journal, messages, outbox, tasks, timers
from gateway.check_ins import missed
from gateway.check_ins.course import OPEN, after, may
from gateway.check_ins.tables import CheckIn

HOLD = timedelta(minutes=30)
"""How long a reply may take to be understood before a person is told."""
CLOCKS = ("ladder", "hold", "again", "reach")
"""What may look at an open check-in again; an ended one has none of them."""
AFTER_TALK = timedelta(hours=1)
"""No reminder sooner than this after she wrote: we would be talking over her."""
WINDOW = timedelta(hours=48)
"""Past it nothing she writes puts the ladder off: its task has to come (reference protocol)."""

_FRESH = select(CheckIn).execution_options(populate_existing=True)
_ONE = _FRESH.where(CheckIn.id == bindparam("id"))
_LOCK, _LOCK_IF_FREE = _ONE.with_for_update(), _ONE.with_for_update(skip_locked=True)
_HERS = CheckIn.patient_id == bindparam("patient")
_IN_STATES = _FRESH.where(_HERS, CheckIn.state.in_(bindparam("states", expanding=True)))
_LOCK_OF = _IN_STATES.order_by(CheckIn.id).with_for_update()
_LOCK_KIND = _LOCK_OF.where(CheckIn.kind == bindparam("kind"))
_WAITING = select(CheckIn).where(_HERS, CheckIn.state.in_(OPEN))
_WAITING = _WAITING.order_by(CheckIn.asked_at, CheckIn.id)
"""Built once: building these costs more than running them."""


def open_for(session: Session, patient_id: str) -> list[CheckIn]:
    """Her check-ins that wait for an answer, longest asked first."""
    return list(session.scalars(_WAITING, {"patient": patient_id}))


def lock_open(session: Session, patient_id: str) -> list[CheckIn]:
    """The same, held until the transaction ends, for whoever will change more than one of them.

    Taken in one order by everybody: her next text holds them too, while this one is answered.
    """
    held = locked_of(session, patient_id, (*OPEN, "due"))
    waiting = [check_in for check_in in held if check_in.state in OPEN]
    return sorted(waiting, key=lambda one: (one.asked_at or one.due_at, one.id))


def asked_by(waiting: Iterable[CheckIn], at: datetime) -> list[CheckIn]:
    """Those that had been asked by then: nothing she wrote answers a question that came later."""
    return [check_in for check_in in waiting if (check_in.asked_at or at) <= at]


def hold(session: Session, patient_id: str, *, now: datetime) -> None:
    """She wrote: nothing more is asked until it is read, at most half an hour."""
    for check_in in locked_of(session, patient_id, OPEN):
        check_in.state, check_in.held_until = after(check_in.state, "wrote"), now + HOLD
        key = f"hold:{check_in.id}"
        timers.wake(session, "hold", check_in.id, key=key, at=check_in.held_until)
        _take_back(session, check_in, "the patient wrote", now, kinds=("reminder",))


def release(session: Session, check_in: CheckIn, *, now: datetime) -> None:
    """What she wrote was read and did not answer this check-in: it goes on waiting."""
    check_in = lock(session, check_in.id)
    if check_in.state not in OPEN:
        return
    if check_in.state == "held":
        check_in.state, check_in.held_until = after("held", "read"), None
        timers.cancel(session, f"hold:{check_in.id}")
    due, asked_at = check_in.rung_due_at, check_in.asked_at or now
    if due and due < now + AFTER_TALK:
        look_again(session, check_in, max(due, min(now + AFTER_TALK, asked_at + WINDOW)))


def answered(
    session: Session, check_in: CheckIn, *, now: datetime, answer: str | None = None
) -> None:
    """It has its answer: the ladder ends, with those of older unanswered ones of its kind."""
    check_in = lock(session, check_in.id)
    if check_in.state not in (*OPEN, "due"):
        return
    check_in.answer = answer
    close(session, check_in, "answered", now)
    older = locked_of(session, check_in.patient_id, (*OPEN, "due"), kind=check_in.kind)
    for unanswered in older:
        if unanswered.due_at <= check_in.due_at:
            close(session, unanswered, "passed", now)
    for task in tasks.open_tasks(session, patient_id=check_in.patient_id, kind="missing_reading"):
        if task.why == check_in.kind:
            tasks.done(session, task, "system", now)


def ask_back(
    session: Session, check_in: CheckIn, *, pending: dict[str, Any] | None, now: datetime
) -> int:
    """Her reply was unclear and we ask; how often that is now. `pending` is what we propose."""
    check_in = lock(session, check_in.id)
    check_in.asked_back += 1
    check_in.pending = pending
    release(session, check_in, now=now)
    return check_in.asked_back


def to_person(session: Session, check_in: CheckIn, *, now: datetime) -> None:
    """A person takes over; nothing more is asked by itself."""
    check_in = lock(session, check_in.id)
    if may(check_in.state, "handed_over"):
        close(session, check_in, "handed_over", now)


def stop_all(session: Session, patient_id: str, *, now: datetime) -> None:
    """She wants no more texts: every question ends, and what has not left is taken back."""
    for check_in in locked_of(session, patient_id, (*OPEN, "due")):
        close(session, check_in, "stopped", now)
    messages.withdraw(session, patient_id=patient_id, why="the patient stopped texts", now=now)


def close(session: Session, check_in: CheckIn, event: str, now: datetime) -> None:
    """End a locked check-in, because of `event` (course.py): no timer looks at it any more and no
    text of it leaves."""
    check_in.state, check_in.closed_at = after(check_in.state, event), now
    check_in.why = event
    check_in.held_until = check_in.rung_due_at = check_in.pending = None
    timers.cancel(session, *(f"{clock}:{check_in.id}" for clock in CLOCKS))
    _take_back(session, check_in, check_in.state, now, kinds=messages.ASKING)
    journal.write(
        session,
        f"check_in_{check_in.state}",
        check_in.id,
        now=now,
        patient_id=check_in.patient_id,
        kind=check_in.kind,
        why=event,
    )
    if event in missed.SILENT:
        missed.look(session, check_in, now=now)


def look_again(session: Session, check_in: CheckIn, at: datetime) -> None:
    """The next rung is due at `at`, whatever was set before."""
    look_again_each(session, [(check_in, at)])


def look_again_each(session: Session, of: Iterable[tuple[CheckIn, datetime]]) -> None:
    """The same for many together."""
    told = []
    for check_in, at in of:
        check_in.rung_due_at = at
        told.append((check_in.id, f"ladder:{check_in.id}", at))
    timers.wake_each(session, "ladder", told)


def lock(session: Session, check_in_id: str) -> CheckIn:
    """The check-in as it is now, held until the transaction ends."""
    return session.scalars(_LOCK, {"id": check_in_id}).one()


def lock_if_free(session: Session, check_in_id: str) -> CheckIn | None:
    """The same for a worker that holds a timer or letter: None while somebody else has it.

    A reply locks the check-in first and its letters after; waiting here would be the deadlock.
    """
    return session.scalar(_LOCK_IF_FREE, {"id": check_in_id})


def _take_back(
    session: Session, check_in: CheckIn, why: str, now: datetime, *, kinds: Iterable[str]
) -> None:
    outbox.withdraw(session, check_in.id, "prompt", "call", why=why, now=now)
    messages.withdraw(session, check_in_id=check_in.id, why=why, now=now, kinds=tuple(kinds))


def locked_of(
    session: Session, patient_id: str, states: tuple[str, ...], kind: str | None = None
) -> list[CheckIn]:
    """Hers in these states, held until the transaction ends, always taken in the same order."""
    told = {"patient": patient_id, "states": states}
    if kind:
        return list(session.scalars(_LOCK_KIND, {**told, "kind": kind}))
    return list(session.scalars(_LOCK_OF, told))
