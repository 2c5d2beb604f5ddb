"""How far a text got: Twilio's status callbacks, in whatever order they come."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from gateway import messages
from gateway.webhooks.signed import signed_form

router = APIRouter(prefix="/webhooks/twilio", tags=["webhooks"])


@router.post("/status/{message_id}", status_code=204)
async def take_status(
    message_id: str,
    request: Request,
    form: Annotated[list[tuple[str, str]], Depends(signed_form)],
) -> Response:
    """Note the status under our own id: the callback may overtake the answer with the SID."""
    wiring = request.app.state.wiring
    fields = dict(form)

    def note() -> None:
        with wiring.db.transaction() as session:
            messages.report(
                session,
                message_id,
                fields["MessageStatus"],
                fields.get("ErrorCode") or None,
                sid=fields["MessageSid"],
                now=wiring.clock.now(),
            )

    await run_in_threadpool(note)
    return Response(status_code=204)
