"""Why somebody was paged, or nobody: one page for any case, reading and message."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from gateway.console import looks
from gateway.console.lookups.chrome import chrome
from gateway.console.lookups.why import explain
from gateway.console.pages import page
from gateway.console.people import Right
from gateway.console.presenters.why import Explanation
from gateway.console.refusals import NotHere
from gateway.console.room import Room, Wiring
from gateway.console.visitor import SignedIn, Visitor

router = APIRouter()


@router.get("/cases/{case_id}/why")
def of_case(room: Room, visitor: SignedIn, case_id: str) -> Response:
    visitor.must(Right.SEE)
    return _shown(room, visitor, f"case:{case_id}", case_id=case_id)


@router.get("/readings/{reading_id}/why")
def of_reading(room: Room, visitor: SignedIn, reading_id: str) -> Response:
    visitor.must(Right.SEE)
    return _shown(room, visitor, f"reading:{reading_id}", reading_id=reading_id)


@router.get("/messages/{message_id}/why")
def of_message(room: Room, visitor: SignedIn, message_id: str) -> Response:
    visitor.must(Right.SEE)
    if not (message_id.isdecimal() and len(message_id) < 10):  # more does not fit its column
        raise NotHere
    return _shown(room, visitor, f"message:{message_id}", message_id=int(message_id))


def _shown(room: Wiring, visitor: Visitor, what: str, **which: Any) -> Response:
    now = room.clock.now()
    with room.db.transaction() as session:
        why = explain(session, room.settings, now=now, **which)
        _note(session, visitor, why, what, now)
        counts = chrome(session, visitor, room.settings, now=now)
    return page("why.html", why=why, visitor=visitor, chrome=counts)


def _note(session: Session, visitor: Visitor, why: Explanation, what: str, now: datetime) -> None:
    looks.note(session, visitor, why.patient_id or looks.EVERYONE, f"why:{what}", now=now)
