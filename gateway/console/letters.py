"""What did not go out, and what did not go through: an operator tries again or lets it be."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from gateway.console.lookups.chrome import chrome
from gateway.console.lookups.undelivered import undelivered
from gateway.console.pages import go, page, told
from gateway.console.people import Right
from gateway.console.refusals import NotNow
from gateway.console.room import Room
from gateway.console.visitor import Acting, SignedIn
from gateway.escalations.tables import Escalation
from gateway.inbox.again import again
from gateway.outbox import ops
from gateway.outbox.tables import Letter

router = APIRouter(prefix="/letters")
GONE = "It has gone out meanwhile, or is going out at this moment. Nothing was changed."


@router.get("")
def show(request: Request, room: Room, visitor: SignedIn) -> Response:
    visitor.must(Right.LETTERS)
    now = room.clock.now()
    with room.db.reading() as session:
        found = undelivered(session, now=now)
        counts = chrome(session, visitor, room.settings, now=room.clock.now())
    return page("letters.html", found=found, visitor=visitor, chrome=counts, told=told(request))


@router.post("/{letter_id}/retry")
def retry(room: Room, visitor: Acting, letter_id: str) -> Response:
    visitor.must(Right.LETTERS)
    with room.db.transaction() as session:
        if not ops.retry(session, letter_id, visitor.username, room.clock.now()):
            raise NotNow(GONE)
    return go("/console/letters?done=retried")


@router.post("/{letter_id}/drop")
def drop(room: Room, visitor: Acting, letter_id: str) -> Response:
    visitor.must(Right.LETTERS)
    with room.db.transaction() as session:
        if _pages_an_open_case(session, letter_id):
            raise NotNow("This page is about a case nobody has taken. It cannot be dropped.")
        if not ops.drop(session, letter_id, visitor.username, room.clock.now()):
            raise NotNow(GONE)
    return go("/console/letters?done=dropped")


def _pages_an_open_case(session: Session, letter_id: str) -> bool:
    letter = session.get(Letter, letter_id)
    found = session.get(Escalation, letter.subject_id) if letter and letter.kind == "page" else None
    return found is not None and found.state == "open"


@router.post("/messages/{sid}/retry")
def retry_message(room: Room, visitor: Acting, sid: str) -> Response:
    visitor.must(Right.LETTERS)
    with room.db.transaction() as session:
        if not again(session, sid, visitor.username, room.clock.now()):
            raise NotNow("This message is not waiting for a person any more.")
    return go("/console/letters?done=retried")
