"""One case: what a page links to. The words, the last readings, the chart, and two buttons."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from gateway import chart, escalations
from gateway.cohort.tables import Patient
from gateway.console import looks
from gateway.console.lookups.case_file import case_file
from gateway.console.lookups.chrome import chrome
from gateway.console.pages import go, page, told, unchanged
from gateway.console.people import Right
from gateway.console.refusals import NotHere, NotNow
from gateway.console.room import Room
from gateway.console.visitor import Acting, SignedIn, Visitor, Watching
from gateway.escalations.tables import Escalation

router = APIRouter(prefix="/cases")
LONGEST_NOTE = 2000
Field = Annotated[str, Form()]


@router.get("/{case_id}")
def show(request: Request, room: Room, visitor: SignedIn, case_id: str) -> Response:
    visitor.must(Right.SEE)
    now = room.clock.now()
    with room.db.transaction() as session:
        found = _case(session, case_id)
        looks.note(session, visitor, _whose(found), f"case:{found.id}", now=now)
        file = case_file(session, found, room.settings, now=now)
        counts = chrome(session, visitor, room.settings, now=room.clock.now())
    return page("case.html", file=file, visitor=visitor, chrome=counts, told=told(request),
                may_close=_may_close(visitor, found), longest=LONGEST_NOTE)  # fmt: skip


@router.get("/{case_id}/state")
def state(request: Request, room: Room, visitor: Watching, case_id: str) -> Response:
    """How far the page has got, for the open page to fetch."""
    visitor.must(Right.SEE)
    now = room.clock.now()
    with room.db.reading() as session:
        found = _case(session, case_id)
        file = case_file(session, found, room.settings, now=now)
    looks.still(room, visitor, _whose(found), f"case:{found.id}", now=now)
    return unchanged(request, page("parts/case_state.html", file=file, visitor=visitor))


@router.post("/{case_id}/acknowledge")
def acknowledge(room: Room, visitor: Acting, case_id: str) -> Response:
    """The first who takes it is kept; the page then says who that is."""
    visitor.must(Right.ACKNOWLEDGE)
    with room.db.transaction() as session:
        found = _case(session, case_id)
        escalations.acknowledge(session, found, visitor.name, room.clock.now())
    return go(f"/console/cases/{case_id}?done=acknowledged")


@router.post("/{case_id}/close")
def close(room: Room, visitor: Acting, case_id: str, note: Field = "") -> Response:
    """End the case with a note; a critical one only by a clinician."""
    note = note.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise NotNow("Please write what was done before you close the case. It is still open.")
    with room.db.transaction() as session:
        found = _case(session, case_id)
        visitor.must(Right.CLOSE_CRITICAL if found.tier == "critical" else Right.CLOSE)
        now = room.clock.now()
        escalations.close(session, found, visitor.name, now)
        if found.closing_note is None:
            found.closing_note = note
            _to_the_chart(session, found, visitor, note, room)
    return go(f"/console/cases/{case_id}?done=closed")


def _to_the_chart(
    session: Session, found: Escalation, visitor: Visitor, note: str, room: Room
) -> None:
    patient = session.get(Patient, found.patient_id) if found.patient_id else None
    if patient is None:
        return
    chart.note(
        session,
        patient,
        f"{visitor.name} wrote on closing {found.tier} case {found.id[:8]}: \u201c{note}\u201d",
        kind="acknowledgement",
        key=f"note:closing:{found.id}",
        started=found.opened_at,
        now=room.clock.now(),
    )


def _case(session: Session, case_id: str) -> Escalation:
    found = session.get(Escalation, case_id)
    if found is None:
        raise NotHere
    return found


def _whose(found: Escalation) -> str:
    return found.patient_id or looks.EVERYONE


def _may_close(visitor: Visitor, found: Escalation) -> bool:
    return visitor.may(Right.CLOSE_CRITICAL if found.tier == "critical" else Right.CLOSE)
