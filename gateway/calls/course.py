"""The course of a call: Twilio's statuses in any order, and what is seen to when it is over."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from gateway import cohort, journal, messages, replies, tasks, timers
from gateway.calls.tables import Call
from gateway.inbox import InboundMessage
from gateway.timers import Timer

Handler = Callable[[Session, Timer, datetime], None]
RANK = {"waiting": -1, "queued": 0, "initiated": 1, "ringing": 2, "in-progress": 3}
ENDED = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
NOT_REACHED = frozenset({"busy", "no-answer", "failed"})
LONGEST_SILENCE = timedelta(minutes=20)
"""A call of which nothing was heard for so long has ended, with or without a callback."""
STILL_READ = timedelta(seconds=15)


def began(session: Session, sid: str, phone: str, *, language: str, now: datetime) -> Call:
    """The call somebody makes to us; the same SID again is the same call."""
    if before := session.scalar(select(Call).where(Call.sid == sid).with_for_update()):
        return before
    household = cohort.by_phone(session, phone)
    patient = household[0] if len(household) == 1 else None
    call = Call(
        key=f"in:{sid}",
        sid=sid,
        direction="in",
        phone=phone,
        patient_id=patient.id if patient else None,
        language=cohort.answered_in(household[0]) if household else language,
        status="in-progress",
        created_at=now,
        answered_at=now,
    )
    session.add(call)
    session.flush()
    if patient:
        journal.write(session, "call_received", patient.id, now=now, patient_id=patient.id)
    return call


def lock(session: Session, call_id: str) -> Call | None:
    """The call as it is now, held until the transaction ends; None when there is none."""
    return session.get(Call, call_id, with_for_update=True, populate_existing=True)


def report(
    session: Session, which: str, sid: str, status: str, *, now: datetime, answered_by: str = ""
) -> Call | None:
    """Take one status callback; None when no call has this id or SID. Any order, any repetition."""
    mine = select(Call).where(or_(Call.id == which, Call.sid == sid)).with_for_update()
    call = session.scalars(mine.execution_options(populate_existing=True)).first()
    if call is None:
        return None
    call.sid = call.sid or sid
    call.answered_by = call.answered_by or answered_by or None
    if call.status in ENDED:
        return call
    if status in ENDED:
        call.status = status
        over(session, call, now=now)
        if status in NOT_REACHED:
            _not_reached(session, call, now)
    elif RANK.get(status, -1) > RANK.get(call.status, -1):
        call.status = status
    return call


def over(session: Session, call: Call, *, now: datetime) -> None:
    """Nothing more is said on it; what was left unsaid is seen to at once."""
    call.step, call.ended_at = "over", call.ended_at or now
    timers.wake(session, "call", call.id, key=f"call:{call.id}", at=now)


def end_by(session: Session, call: Call, *, now: datetime) -> None:
    """Look after the call even if Twilio never says that it ended."""
    at = now + LONGEST_SILENCE
    timers.wake(session, "call", call.id, key=f"call:{call.id}", at=at)


def timer_handlers() -> dict[str, Handler]:
    return {"call": _see_to}


def _see_to(session: Session, timer: Timer, now: datetime) -> None:
    """The line is dead: danger nobody heard is texted, a number nobody confirmed goes to a person.

    Waits while anything she said is still to be read; that ends, whatever is down, with a person.
    """
    call = lock(session, timer.subject_id)
    if call is None or call.sid is None:
        return
    call.step, call.ended_at = "over", call.ended_at or now
    turns = InboundMessage.of_call(call.sid, call.turn + 1)
    messages.unheard(session, turns, now=now)
    hers = select(InboundMessage).where(InboundMessage.sid.in_(turns))
    heard = session.scalars(hers.order_by(InboundMessage.id)).all()
    if any(message.state == "waiting" for message in heard):
        timers.wake(session, "call", call.id, key=timer.key, at=now + STILL_READ)
    elif said := replies.unconfirmed(session, [message.sid for message in heard]):
        tasks.add(
            session,
            "unclear_reply",
            "unconfirmed",
            key=f"unconfirmed:{said.message_sid}",
            now=now,
            patient_id=said.patient_id,
            message_sid=said.message_sid,
        )


def _not_reached(session: Session, call: Call, now: datetime) -> None:
    """Busy or not picked up is not reached, and not an answer; the ladder goes on by itself."""
    if call.patient_id:
        journal.write(
            session,
            "call_not_reached",
            call.patient_id,
            now=now,
            patient_id=call.patient_id,
            why=call.status,
        )
    if call.status == "failed":
        tasks.add(
            session,
            "undelivered",
            "call_failed",
            key=f"undelivered:{call.id}",
            now=now,
            patient_id=call.patient_id,
            phone=call.phone,
        )
