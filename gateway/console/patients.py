"""The list of patients: who needs someone now, and everybody's last readings."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from gateway.console import looks
from gateway.console.lookups.chrome import chrome
from gateway.console.lookups.patients import Listing, listing
from gateway.console.lookups.practice import practice
from gateway.console.pages import go, page, told, unchanged
from gateway.console.people import Right
from gateway.console.room import Room, Wiring
from gateway.console.visitor import Acting, Searching, SignedIn, Visitor

router = APIRouter()
Field = Annotated[str, Form()]


@router.get("")
def show(
    request: Request, room: Room, visitor: SignedIn, show: str = "", number: str = ""
) -> Response:
    """The first page of whoever signs in; an operator's first page is the letters."""
    if not visitor.may(Right.SEE):
        return go("/console/letters") if visitor.may(Right.LETTERS) else _nothing_yet(visitor)
    return _list(request, room, visitor, "", show, number)


@router.post("")
def search(
    request: Request,
    room: Room,
    visitor: Acting,
    search: Field = "",
    show: Field = "",
    number: Field = "",
) -> Response:
    """Posted, so that a name that is searched for is in no address, history or log."""
    return _list(request, room, visitor, search, show, number)


@router.post("/rows")
def rows(
    request: Request,
    room: Room,
    visitor: Searching,
    search: Field = "",
    show: Field = "",
    number: Field = "",
) -> Response:
    """The part of the list that changes, for the open page to fetch."""
    visitor.must(Right.SEE)
    now = room.clock.now()
    looks.still(room, visitor, looks.EVERYONE, "patients", now=now)
    with room.db.reading() as session:
        found = _find(session, room, search, show, number, now)
    return unchanged(request, page("parts/patients.html", listing=found, visitor=visitor))


def _list(
    request: Request, room: Wiring, visitor: Visitor, search: str, show: str, number: str
) -> Response:
    visitor.must(Right.SEE)
    now = room.clock.now()
    with room.db.transaction() as session:
        looks.note(session, visitor, looks.EVERYONE, "patients", now=now)
        found = _find(session, room, search, show, number, now)
        counts = chrome(session, visitor, room.settings, now=room.clock.now())
    return page("patients.html", listing=found, visitor=visitor, chrome=counts, told=told(request))


def _find(
    session: Session, room: Wiring, search: str, show: str, number: str, now: datetime
) -> Listing:
    here = practice(room.settings)
    return listing(session, here, search[:80], show == "now", _number(number), now=now)


def _nothing_yet(visitor: Visitor) -> Response:
    return page(
        "trouble.html",
        heading=f"Welcome, {visitor.name}",
        words="You are signed in. There is no page for your role here yet.",
        visitor=visitor,
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 1
