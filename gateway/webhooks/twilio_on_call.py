"""How a call to somebody on call went: Twilio's status callbacks."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from gateway import escalations
from gateway.webhooks.signed import signed_form

router = APIRouter(prefix="/webhooks/twilio", tags=["webhooks"])


@router.post("/on-call/{ring_id}", status_code=204)
async def take_report(
    ring_id: str,
    request: Request,
    form: Annotated[list[tuple[str, str]], Depends(signed_form)],
) -> Response:
    """Note the status under our own id; a call nobody answered leads to the next on the list."""
    wiring = request.app.state.wiring
    status = dict(form).get("CallStatus", "")

    def note() -> None:
        with wiring.db.transaction() as session:
            escalations.rang(session, ring_id, status, now=wiring.clock.now())

    if status:
        await run_in_threadpool(note)
    return Response(status_code=204)
