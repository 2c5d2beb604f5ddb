"""How a patient is asked: pausing, the ladder after silence, days and hours; what was not asked."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from gateway import check_ins
from gateway.check_ins import Schedule
from gateway.cohort.tables import Patient
from gateway.console import looks
from gateway.console.lookups.asking import asking_of, not_asked, rules_of
from gateway.console.lookups.chrome import chrome
from gateway.console.lookups.patient import patient_of
from gateway.console.lookups.practice import practice
from gateway.console.pages import go, page, told
from gateway.console.people import Right
from gateway.console.refusals import NotHere, NotNow
from gateway.console.room import Room
from gateway.console.visitor import Acting, SignedIn
from gateway.errors import ClinicError

router = APIRouter()
Field = Annotated[str, Form()]
LEFT = "This patient is no longer in the programme. Nothing was changed."


@router.get("/patients/{patient_id}/asking")
def show(request: Request, room: Room, visitor: SignedIn, patient_id: str) -> Response:
    visitor.must(Right.SEE)
    now = room.clock.now()
    with room.db.transaction() as session:
        patient = patient_of(session, patient_id)
        looks.note(session, visitor, patient.id, "asking", now=now)
        found = asking_of(session, patient, rules_of(room.settings), now=now)
        counts = chrome(session, visitor, room.settings, now=now)
    return page("asking.html", asking=found, visitor=visitor, chrome=counts, told=told(request))


@router.get("/not-asked")
def show_not_asked(request: Request, room: Room, visitor: SignedIn) -> Response:
    """Questions of the last two weeks that an outage kept from being asked, and who is paused."""
    visitor.must(Right.SEE)
    now = room.clock.now()
    with room.db.transaction() as session:
        looks.note(session, visitor, looks.EVERYONE, "not asked", now=now)
        found = not_asked(session, practice(room.settings), now=now)
        counts = chrome(session, visitor, room.settings, now=now)
    return page("not_asked.html", found=found, visitor=visitor, chrome=counts, told=told(request))


@router.post("/patients/{patient_id}/pause")
def pause(
    room: Room,
    visitor: Acting,
    patient_id: str,
    why: Field = "",
    ends_on: Field = "",
    starts_on: Field = "",
) -> Response:
    """Nothing is asked until the day she is back."""
    visitor.must(Right.ASK)
    now = room.clock.now()
    with room.db.transaction() as session:
        patient = _here(session, patient_id)
        try:
            first = date.fromisoformat(starts_on) if starts_on else None
            back = date.fromisoformat(ends_on)
            by = visitor.username
            check_ins.pause(session, patient, why, back, by=by, now=now, starts_on=first)
        except (check_ins.BadPause, ValueError):
            raise NotNow(
                "A pause needs a reason and the day on which the questions start again: after "
                "today, and at most three months away. Nothing was changed."
            ) from None
    return go(f"/console/patients/{patient_id}/asking?done=paused")


@router.post("/patients/{patient_id}/resume")
def resume(room: Room, visitor: Acting, patient_id: str) -> Response:
    """She is back earlier: the next question comes at its usual time."""
    visitor.must(Right.ASK)
    with room.db.transaction() as session:
        patient = patient_of(session, patient_id)
        check_ins.resume(session, patient, by=visitor.username, now=room.clock.now())
    return go(f"/console/patients/{patient_id}/asking?done=resumed")


@router.post("/patients/{patient_id}/ladder")
def ladder(room: Room, visitor: Acting, patient_id: str, preset: Field = "") -> Response:
    """What happens after silence, from her next question on."""
    visitor.must(Right.ASK)
    ladders = rules_of(room.settings).ladders
    with room.db.transaction() as session:
        patient = _here(session, patient_id)
        try:
            by, now = visitor.username, room.clock.now()
            check_ins.choose(session, patient, preset, ladders, by=by, now=now)
        except check_ins.UnknownLadder:
            raise NotHere from None
    return go(f"/console/patients/{patient_id}/asking?done=ladder")


@router.post("/patients/{patient_id}/schedules/{schedule_id}")
def plan(
    room: Room, visitor: Acting, patient_id: str, schedule_id: str, day: Field = "", at: Field = ""
) -> Response:
    """Days and hour of one question. `day`: daily, weekly-0 (Monday) ..., monthly-1 ..."""
    visitor.must(Right.ASK)
    cadence, _, on = day.partition("-")
    rules, now = rules_of(room.settings), room.clock.now()
    with room.db.transaction() as session:
        _here(session, patient_id)
        schedule = session.get(Schedule, schedule_id, with_for_update=True)
        if schedule is None or schedule.patient_id != patient_id:
            raise NotHere
        try:
            number = int(on) if on else None
            by = visitor.username
            check_ins.plan(session, schedule, cadence, number, at, rules, by=by, now=now)
        except (ClinicError, ValueError):
            raise NotNow("Choose a day and a time such as 8:00 AM. Nothing was changed.") from None
    return go(f"/console/patients/{patient_id}/asking?done=planned")


def _here(session: Session, patient_id: str) -> Patient:
    patient = patient_of(session, patient_id)
    if not patient.active:
        raise NotNow(LEFT)
    return patient
