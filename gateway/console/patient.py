"""One patient: her timeline over every channel, her readings, and what can be done now."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from gateway import check_ins, cohort, consent, messages
from gateway.cohort import answered_in
from gateway.cohort.tables import Patient
from gateway.console import looks
from gateway.console.lookups.chrome import chrome
from gateway.console.lookups.patient import folder, patient_of
from gateway.console.lookups.practice import practice
from gateway.console.lookups.timeline import Place, timeline
from gateway.console.pages import go, page, told, unchanged
from gateway.console.people import Right
from gateway.console.presenters.folder import Folder
from gateway.console.presenters.vitals import CHECK_INS
from gateway.console.refusals import NotHere, NotNow
from gateway.console.room import Room
from gateway.console.visitor import Acting, SignedIn, Watching

router = APIRouter(prefix="/patients")
LONGEST_TEXT = 640  # four segments: longer than that belongs in a call
Field = Annotated[str, Form()]


@router.get("/{patient_id}")
def show(
    request: Request, room: Room, visitor: SignedIn, patient_id: str, before: str = ""
) -> Response:
    visitor.must(Right.SEE)
    now, place = room.clock.now(), Place.parse(before)
    with room.db.transaction() as session:
        patient = patient_of(session, patient_id)
        looks.note(session, visitor, patient.id, "timeline", now=now)
        open_folder = folder(session, patient, room.settings, now=now)
        lines = timeline(session, patient, practice(room.settings), place, now=now)
        counts = chrome(session, visitor, room.settings, now=room.clock.now())
    return page(
        "patient.html",
        folder=open_folder,
        lines=lines,
        visitor=visitor,
        chrome=counts,
        told=told(request),
        once=secrets.token_urlsafe(12),
        earlier_page=place is not None,
        longest=LONGEST_TEXT,
        check_ins=_asked_of(open_folder),
    )


@router.get("/{patient_id}/news")
def news(
    request: Request, room: Room, visitor: Watching, patient_id: str, down_to: str = ""
) -> Response:
    """What changes on the open page: cases, lines down to where the page ends, readings, tasks."""
    visitor.must(Right.SEE)
    now, place = room.clock.now(), Place.parse(down_to)
    with room.db.reading() as session:
        patient = patient_of(session, patient_id)
        open_folder = folder(session, patient, room.settings, now=now)
        lines = timeline(session, patient, practice(room.settings), down_to=place, now=now)
    looks.still(room, visitor, patient_id, "timeline", now=now)
    shown = page("parts/news.html", folder=open_folder, lines=lines, visitor=visitor)
    return unchanged(request, shown)


@router.get("/{patient_id}/earlier")
def earlier(room: Room, visitor: SignedIn, patient_id: str, before: str = "") -> Response:
    """The next page of lines, to unfold below those that are shown."""
    visitor.must(Right.SEE)
    now = room.clock.now()
    with room.db.transaction() as session:
        patient = patient_of(session, patient_id)
        looks.note(session, visitor, patient.id, "timeline", now=now)
        here = practice(room.settings)
        lines = timeline(session, patient, here, Place.parse(before), now=now)
    return page("parts/earlier.html", patient_id=patient.id, lines=lines, visitor=visitor)


@router.post("/{patient_id}/ask")
def ask(room: Room, visitor: Acting, patient_id: str, kind: Field = "") -> Response:
    """Send one check-in question now."""
    visitor.must(Right.ASK)
    if kind not in CHECK_INS:
        raise NotHere
    with room.db.transaction() as session:
        patient = _reachable(session, patient_id)
        try:
            check_ins.ask_now(session, patient, kind, by=visitor.username, now=room.clock.now())
        except check_ins.MayNotAsk as refusal:  # paused meanwhile
            raise NotNow(f"{refusal} Nothing was sent.") from None
    return go(f"/console/patients/{patient_id}?done=asked")


@router.post("/{patient_id}/reach")
def reach(room: Room, visitor: Acting, patient_id: str, way: Field = "") -> Response:
    """Ask her by phone from now on, or by text again."""
    visitor.must(Right.ASK)
    if way not in cohort.WAYS:
        raise NotHere
    with room.db.transaction() as session:
        patient = patient_of(session, patient_id)
        cohort.reach(session, patient, way, by=visitor.username, now=room.clock.now())
    return go(f"/console/patients/{patient_id}?done=reached")


@router.post("/{patient_id}/messages")
def write(
    room: Room, visitor: Acting, patient_id: str, body: Field = "", once: Field = ""
) -> Response:
    """Send a person's own words. `once` comes with the form: a double click is one message."""
    visitor.must(Right.WRITE)
    body = body.strip().replace("\r\n", "\n")
    if not body or len(body) > LONGEST_TEXT:
        raise NotNow(f"A message has between 1 and {LONGEST_TEXT} characters. Nothing was sent.")
    now = room.clock.now()
    with room.db.transaction() as session:
        patient = _reachable(session, patient_id)
        messages.say(
            session,
            phone=patient.phone,
            body=body,
            key=f"person:{visitor.id}:{once or secrets.token_urlsafe(12)}",
            patient=patient,
            language=answered_in(patient),
            kind="person",
            exempt=True,  # a person decided to write now
            said_by=visitor.username,
            now=now,
        )
    return go(f"/console/patients/{patient_id}?done=written")


def _reachable(session: Session, patient_id: str) -> Patient:
    patient = patient_of(session, patient_id)
    if not patient.active:
        raise NotNow("This patient is no longer in the programme. Nothing was sent.")
    if not consent.may_text(session, patient.phone):
        raise NotNow("This phone asked for no more texts. Nothing was sent; please call instead.")
    return patient


def _asked_of(open_folder: Folder) -> tuple[tuple[str, str], ...]:
    """The questions that fit the patient's conditions."""
    return tuple((kind, CHECK_INS[kind]) for kind in CHECK_INS if kind in open_folder.kinds)
