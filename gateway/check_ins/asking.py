"""Asking at once, from a button."""

import uuid
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import consent, journal, outbox
from gateway.check_ins.course import OPEN
from gateway.check_ins.episodes import close
from gateway.check_ins.pauses import paused
from gateway.check_ins.rulebook import KINDS
from gateway.check_ins.tables import CheckIn
from gateway.cohort import Patient, local
from gateway.errors import ClinicError


class UnknownCheckIn(ClinicError):
    status = 422
    code = "unknown_check_in"
    next_step = f"Choose one of {', '.join(KINDS)}."

    def __init__(self, kind: str) -> None:
        super().__init__(f"There is no check-in {kind!r}.")


class MayNotAsk(ClinicError):
    status = 409
    code = "may_not_ask"
    next_step = "Call the patient instead; texts start again when she sends START."

    def __init__(self, why: str) -> None:
        super().__init__(f"This patient may not be texted: {why}.")


def ask_now(session: Session, patient: Patient, kind: str, *, by: str, now: datetime) -> CheckIn:
    """Ask one kind of check-in at once; an older open one of that kind gives way to it.

    Raises:
        UnknownCheckIn: there is no such kind.
        MayNotAsk: she has left the programme, stopped texts, or is paused.
    """
    if kind not in KINDS:
        raise UnknownCheckIn(kind)
    if not patient.active:
        raise MayNotAsk("she is no longer in the programme")
    if not consent.may_text(session, patient.phone):
        raise MayNotAsk("she stopped texts")
    if pause := paused(session, patient, now):
        raise MayNotAsk(f"her questions are paused until {pause.ends_on}; end the pause first")
    older = (
        select(CheckIn)
        .where(CheckIn.patient_id == patient.id, CheckIn.kind == kind)
        .where(CheckIn.state.in_((*OPEN, "due")))
        .order_by(CheckIn.id)
        .with_for_update()
    )
    for given_up in session.scalars(older).all():
        close(session, given_up, "replaced", now)
    day = str(local(patient, now).date())
    key = f"{patient.id}:{kind}:now:{uuid.uuid4().hex}"
    return ask(session, patient, kind, key=key, local_date=day, due_at=now, by=by, now=now)


def ask(
    session: Session,
    patient: Patient,
    kind: str,
    *,
    key: str,
    local_date: str,
    due_at: datetime,
    by: str,
    now: datetime,
) -> CheckIn:
    """A new check-in whose question is put into words and sent; the same key asks once."""
    if before := session.scalar(select(CheckIn).where(CheckIn.key == key)):
        return before
    check_in = CheckIn(
        key=key,
        patient_id=patient.id,
        kind=kind,
        local_date=local_date,
        state="due",
        due_at=due_at,
    )
    session.add(check_in)
    session.flush()
    how = "call" if patient.reached_by == "call" else "prompt"
    key = f"{how}:{check_in.id}:ask"
    outbox.post(session, how, check_in.id, key=key, now=now, patient_id=patient.id)
    journal.write(
        session, "check_in_due", check_in.id, now=now, patient_id=patient.id, by=by, kind=kind
    )
    return check_in
