"""The whole history behind a task: of a silence what was asked and what arrived, of a drift the
readings."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway.calls import Call
from gateway.check_ins import CheckIn
from gateway.cohort.tables import Patient
from gateway.console.lookups.drifts import drift
from gateway.console.presenters.silences import Course, history
from gateway.journal.tables import JournalLine
from gateway.messages import ASKING
from gateway.messages.tables import OutboundMessage
from gateway.tasks.tables import Task

LATELY = timedelta(days=14)
STEPS = ("call_due", "rung_left_out", "ladder_goes_to_voice")


def histories(
    session: Session, tasks: Sequence[Task], patients: Mapping[str, Patient], *, now: datetime
) -> dict[str, tuple[str, ...]]:
    """By task id, the lines for each task of a missing answer or a drift; others have none."""
    found = {}
    for task in tasks:
        patient = patients.get(task.patient_id or "")
        if task.kind == "trend" and patient:
            found[task.id] = drift(session, task, patient, now=now)
        check_in = session.get(CheckIn, task.key.partition(":")[2])
        if task.kind == "missing_reading" and patient and check_in:
            found[task.id] = history(_course(session, check_in, now), patient.timezone, now=now)
    return found


def _course(session: Session, check_in: CheckIn, now: datetime) -> Course:
    texts = select(OutboundMessage).where(
        OutboundMessage.check_in_id == check_in.id, OutboundMessage.kind.in_(ASKING)
    )
    steps = select(JournalLine).where(
        JournalLine.subject_id == check_in.id, JournalLine.event.in_(STEPS)
    )
    calls = select(Call).where(Call.check_in_id == check_in.id)
    same = select(CheckIn).where(
        CheckIn.patient_id == check_in.patient_id, CheckIn.kind == check_in.kind
    )
    answered = same.where(CheckIn.state == "answered").order_by(CheckIn.closed_at.desc())
    return Course(
        texts=session.scalars(texts.order_by(OutboundMessage.created_at)).all(),
        steps=session.scalars(steps.order_by(JournalLine.id)).all(),
        calls=session.scalars(calls.order_by(Call.created_at)).all(),
        lately=session.scalars(same.where(CheckIn.due_at > now - LATELY)).all(),
        last_answered=session.scalar(answered.limit(1)),
    )
