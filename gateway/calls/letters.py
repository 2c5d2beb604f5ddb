"""The letter that rings a patient about a check-in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import check_ins, cohort, consent, journal, outbox, tasks
from gateway.calls.tables import Call
from gateway.check_ins import CheckIn, CheckInRules
from gateway.cohort import Patient
from gateway.consent import quiet_until
from gateway.escalations.rings import LANE as ON_CALL
from gateway.outbox import Kind, Letter, Moot, NotYet

TRIES = 20
BUSY, LONGEST_TALK = timedelta(minutes=5), timedelta(minutes=30)
ON_THE_LINE = ("queued", "initiated", "ringing", "in-progress")


@dataclass(frozen=True)
class Dial:
    """One call to be placed: our id is in every URL that Twilio will fetch for it. `known` are the
    SIDs of other calls to this phone, which a search after a time-out must not take for this one.
    """

    call_id: str
    phone: str
    known: tuple[str, ...] = ()


def dial(rules: CheckInRules) -> Kind:
    """The kind of letter that is a call; its subject is the check-in it is about."""
    return Kind(
        "call",
        "calls",
        partial(_prepare, rules),
        partial(_settle, rules),
        _refused,
        give_up_after=TRIES,
    )


def _prepare(rules: CheckInRules, session: Session, letter: Letter, now: datetime) -> Dial:
    check_in = check_ins.lock_if_free(session, letter.subject_id)
    if check_in is None:
        raise NotYet(now + timedelta(seconds=1), "a reply is being read")
    patient = cohort.enrolled(session, check_in.patient_id)
    call = session.scalar(select(Call).where(Call.key == letter.key))
    if call and call.sid:
        raise Moot("the phone has rung already")
    _still_to_call(rules, session, check_in, patient, now)
    if not rules.calls:
        _text_instead(session, patient, letter, now)
        raise Moot("this practice's number places no calls")
    _line_is_free(session, patient, letter, now)
    if call is None:
        call = _kept(session, check_in, patient, letter, now)
    return Dial(call.id, patient.phone, _known(session, patient.phone))


def _known(session: Session, phone: str) -> tuple[str, ...]:
    """Other calls to her, and what the on-call list was rung: she may be on that list herself."""
    others = select(Call.sid).where(Call.phone == phone, Call.sid.is_not(None))
    calls = session.scalars(others.order_by(Call.created_at.desc()).limit(50))
    rung = select(Letter.remote_id).where(Letter.lane == ON_CALL, Letter.state == "sent")
    rings = session.scalars(rung.order_by(Letter.next_at.desc()).limit(50))
    return tuple(sid for sid in (*calls, *rings) if sid)


def _kept(
    session: Session, check_in: CheckIn, patient: Patient, letter: Letter, now: datetime
) -> Call:
    call = Call(
        key=letter.key,
        direction="out",
        phone=patient.phone,
        patient_id=patient.id,
        check_in_id=check_in.id,
        language=cohort.answered_in(patient),
        created_at=now,
    )
    session.add(call)
    session.flush()
    return call


def _still_to_call(
    rules: CheckInRules,
    session: Session,
    check_in: CheckIn,
    patient: Patient,
    now: datetime,
) -> None:
    """Judged at the moment of dialling: she may have answered, stopped, or be asleep."""
    if check_in.state == "held":
        raise NotYet(check_in.held_until or now + timedelta(minutes=1), "a reply is being read")
    if check_in.state not in ("due", "asked"):
        raise Moot(f"the check-in is {check_in.state}")
    _may_be_called(session, check_in, patient, now)
    if check_in.state == "due":
        if check_ins.too_late(rules, check_in, now=now):
            check_ins.skip(session, check_in, now=now)
            raise Moot("too late to be useful")
        return  # the agreed time is hers, whatever the hour
    if check_in.rung_due_at and now >= check_in.rung_due_at:
        raise Moot("the next rung is due")
    if until := quiet_until(patient, now, rules.quiet_hours):
        raise NotYet(until, "quiet hours")


def _may_be_called(session: Session, check_in: CheckIn, patient: Patient, now: datetime) -> None:
    """A question nobody may put to her ends; one that waits is left to its ladder."""
    why = ""
    if not patient.active or not consent.may_text(session, patient.phone):
        why = "stopped" if patient.active else "left"
    elif check_ins.paused(session, patient, now):
        why = "paused"
    if why and check_in.state == "due":
        check_ins.close(session, check_in, why, now)
    if why:
        raise Moot(f"she may not be called: {why}")


def _text_instead(session: Session, patient: Patient, letter: Letter, now: datetime) -> None:
    """Who is asked by phone alone would otherwise not be asked at all."""
    if patient.reached_by == "call":
        key = letter.key.replace("call:", "prompt:", 1)
        outbox.post(session, "prompt", letter.subject_id, key=key, now=now, patient_id=patient.id)


def _line_is_free(session: Session, patient: Patient, letter: Letter, now: datetime) -> None:
    """Who is talking to us already is asked there; a second call would find her busy."""
    live = select(Call.id).where(
        Call.phone == patient.phone,
        Call.key != letter.key,
        Call.status.in_(ON_THE_LINE),
        Call.step != "over",
        Call.created_at >= now - LONGEST_TALK,
    )
    if session.scalar(live.limit(1)) is not None:
        raise NotYet(now + BUSY, "she is on the phone with us")


def _settle(
    rules: CheckInRules, session: Session, letter: Letter, receipt: Any, now: datetime
) -> None:
    """Twilio dials. A webhook of the call may have come first, and knows more."""
    mine = select(Call).where(Call.key == letter.key).with_for_update()
    call = session.scalars(mine).one()
    call.sid = call.sid or receipt.remote_id
    if call.status == "waiting":
        call.status = "queued"
    journal.write(session, "call_placed", call.patient_id or "", now=now, call=call.id,
                  patient_id=call.patient_id)  # fmt: skip
    check_in = check_ins.lock(session, letter.subject_id)
    if check_in.state == "due":
        check_ins.was_asked(session, check_in, rules, now=now)


def _refused(session: Session, letter: Letter, code: str, now: datetime) -> None:
    """It never rings: a person is told, and a question that was only to be spoken is texted."""
    call = session.scalars(select(Call).where(Call.key == letter.key).with_for_update()).one()
    call.status, call.error_code, call.step, call.ended_at = "refused", code, "over", now
    tasks.add(
        session,
        "undelivered",
        f"call_{code}",
        key=f"undelivered:{call.id}",
        now=now,
        patient_id=call.patient_id,
        phone=call.phone,
    )
    if check_ins.lock(session, letter.subject_id).state == "due":
        key = f"prompt:{letter.subject_id}:ask"
        outbox.post(session, "prompt", letter.subject_id, key=key, now=now,
                    patient_id=call.patient_id)  # fmt: skip
