"""The counts in the header: a new critical case shows on whatever page is open."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from gateway.console.lookups.chrome import chrome
from gateway.console.pages import page, unchanged
from gateway.console.room import Room
from gateway.console.visitor import Watching

router = APIRouter()
PLACES = ("patients", "tasks", "letters")


@router.get("/nav")
def counts(request: Request, room: Room, visitor: Watching, here: str = "") -> Response:
    """The main navigation, for the open page to fetch."""
    with room.db.reading() as session:
        found = chrome(session, visitor, room.settings, now=room.clock.now())
    at = here if here in PLACES else ""
    return unchanged(request, page("parts/nav.html", visitor=visitor, chrome=found, here=at))
