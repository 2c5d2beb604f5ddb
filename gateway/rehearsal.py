"""Moving care time in a rehearsal. Production has no such route."""

import hmac

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel

from gateway.timers import ClockOffset

router = APIRouter(prefix="/sandbox", tags=["rehearsal"])


class Moved(BaseModel):
    """Seconds by which care time is ahead of the machine's."""

    offset_seconds: float


@router.post("/clock")
def move_clock(moved: Moved, request: Request) -> Moved:
    """Move the one clock of every process of this installation; needs the clinical token."""
    wiring = request.app.state.wiring
    told = request.headers.get("Authorization", "").encode()
    wanted = f"Bearer {wiring.settings.clinical_token.get_secret_value()}".encode()
    if not hmac.compare_digest(told, wanted):
        raise HTTPException(401, "The clinical token is missing or wrong.")
    with wiring.db.transaction() as session:
        session.merge(ClockOffset(id=1, seconds=moved.offset_seconds))
    return moved
