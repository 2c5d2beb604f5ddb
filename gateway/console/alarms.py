"""The red banners: shown on whatever page is open, and cleared by a person."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway import escalations
from gateway.console.lookups.alarms import banners
from gateway.console.lookups.practice import practice
from gateway.console.pages import go, page, unchanged
from gateway.console.people import Right
from gateway.console.room import Room
from gateway.console.visitor import Acting, Watching

router = APIRouter(prefix="/alarms")


@router.get("")
def show(request: Request, room: Room, visitor: Watching) -> Response:
    """The banners, for the open page to fetch."""
    with room.db.reading() as session:
        up = banners(session, visitor, practice(room.settings), now=room.clock.now())
    return unchanged(request, page("parts/alarms.html", visitor=visitor, alarms=up))


@router.post("/{alarm_id}/clear")
def clear(room: Room, visitor: Acting, alarm_id: str) -> Response:
    """A second click on the same banner changes nothing."""
    visitor.must(Right.CLEAR)
    with room.db.transaction() as session:
        escalations.clear_alarm(session, alarm_id, visitor.username, now=room.clock.now())
    return go(
        "/console?done=cleared" if visitor.may(Right.SEE) else "/console/letters?done=cleared"
    )
