"""Answers to questions that have no number: pills taken, feeling well, when to call."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import timers
from gateway.check_ins.tables import CheckIn
from gateway.cohort.tables import Patient
from gateway.readings.tables import Answer


def keep_answer(
    session: Session,
    patient: Patient,
    kind: str,
    answer: str,
    *,
    message_sid: str,
    check_in: CheckIn | None,
    now: datetime,
) -> Answer:
    """Keep what she answered to a check-in of `kind`: yes, no, or her words for a call time."""
    known = select(Answer).where(Answer.message_sid == message_sid, Answer.kind == kind)
    if before := session.scalar(known):
        return before
    kept = Answer(
        patient_id=patient.id,
        check_in_id=check_in.id if check_in else None,
        kind=kind,
        answer=answer,
        message_sid=message_sid,
        at=now,
    )
    session.add(kept)
    session.flush()
    timers.soon(session, "triage", patient.id, "answer_kept", kept.id, now=now)
    return kept


def no_streak(session: Session, patient_id: str, *, longest: int = 30) -> int:
    """How many adherence check-ins in a row, up to the last one, she answered NO.

    Two answers to one check-in are one: the later one counts.
    """
    hers = select(Answer).where(Answer.patient_id == patient_id, Answer.kind == "adherence")
    streak, seen = 0, set()
    for answer in session.scalars(hers.order_by(Answer.at.desc()).limit(longest)):
        if answer.check_in_id in seen:
            continue
        if answer.check_in_id is not None:
            seen.add(answer.check_in_id)
        if answer.answer != "no":
            break
        streak += 1
    return streak
