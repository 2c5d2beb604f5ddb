"""Taking one rung: a text, a call, or a task for a person."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import journal, tasks
from gateway.check_ins.rungs import Rung
from gateway.check_ins.silence import Silence
from gateway.check_ins.tables import CheckIn
from gateway.cohort import Patient, local, moment
from gateway.journal import JournalLine


def take(
    session: Session, check_in: CheckIn, rung: Rung, silence: Silence, now: datetime
) -> str | None:
    """The kind of letter that the rung is, which the caller posts: prompt or call.

    None for a task, which is opened here. Whether a call is still wanted is judged when it is
    dialled.
    """
    if rung.do == "task":
        _task(session, check_in, silence, now)
        return None
    if rung.do == "text" and silence.whose(check_in).reached_by != "call":
        return "prompt"
    note(session, "call_due", check_in, now)
    return "call"


def _task(session: Session, check_in: CheckIn, silence: Silence, now: datetime) -> None:
    """One task per patient and kind of question, however many days she is silent."""
    patient = silence.whose(check_in)
    if check_in.id in silence.failed and _known_unreached(session, patient):
        note(session, "silence_undelivered", check_in, now)  # has a task of its own
        return
    waiting = tasks.open_tasks(session, patient_id=patient.id, kind="missing_reading")
    if not any(task.why == check_in.kind for task in waiting):
        key = f"missing_reading:{check_in.id}"
        tasks.add(
            session, "missing_reading", check_in.kind, key=key, now=now, patient_id=patient.id
        )


def _known_unreached(session: Session, patient: Patient) -> bool:
    """Whether the queue says already that our texts do not reach her."""
    return any(
        tasks.open_tasks(session, patient_id=patient.id, kind=kind)
        for kind in ("undelivered", "wrong_number")
    )


def called_today(session: Session, patient: Patient, now: datetime) -> bool:
    """One call a day, whatever number of questions she has not answered."""
    midnight = moment(local(patient, now).date(), "00:00", patient.timezone)
    calls = select(JournalLine.id).where(
        JournalLine.patient_id == patient.id,
        JournalLine.event == "call_due",
        JournalLine.at >= midnight,
    )
    return session.scalar(calls.limit(1)) is not None


def note(session: Session, event: str, check_in: CheckIn, now: datetime, **why: str) -> None:
    """A line about the rung that is next."""
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
