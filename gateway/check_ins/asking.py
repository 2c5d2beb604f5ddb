"""Asking at once, from a button."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from gateway import consent, journal, outbox
from gateway.check_ins.course import OPEN
from gateway.check_ins.episodes import close
from gateway.check_ins.pauses import paused
from gateway.check_ins.rulebook import KINDS
from gateway.check_ins.tables import CheckIn, new_check_in_id
from gateway.cohort import Patient, local
from gateway.db import Row
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
    question = due_now(patient, kind, f"now:{uuid.uuid4().hex}", now)
    ask(session, [question], {patient.id: patient}, by=by, now=now)
    return session.get_one(CheckIn, question["id"])


def due_now(patient: Patient, kind: str, which: str, due_at: datetime) -> Row:
    """A check-in of her day at `due_at`, not kept yet; `which` tells it from others of its kind."""
    return {
        "id": new_check_in_id(),
        "key": f"{patient.id}:{kind}:{which}",
        "patient_id": patient.id,
        "kind": kind,
        "local_date": str(local(patient, due_at).date()),
        "state": "due",
        "due_at": due_at,
    }


def ask(
    session: Session,
    questions: Sequence[Row],
    patients: Mapping[str, Patient],
    *,
    by: str = "system",
    now: datetime,
) -> None:
    """Keep new check-ins whose questions are put into words and sent; `patients` by their ids."""
    if not questions:
        return
    session.execute(insert(CheckIn), questions)
    for how in ("prompt", "call"):
        letters = [
            (one["id"], f"{how}:{one['id']}:ask", one["patient_id"])
            for one in questions
            if (how == "call") == (patients[one["patient_id"]].reached_by == "call")
        ]
        outbox.post_each(session, how, letters, now=now)
    told = [(one["id"], one["patient_id"], {"kind": one["kind"]}) for one in questions]
    journal.write_each(session, "check_in_due", told, by=by, now=now)
