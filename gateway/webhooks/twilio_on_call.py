"""A call to somebody on call: how it went, and the key that was pressed."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from gateway import escalations
from gateway.vendors.twilio_rings import asks, thanks
from gateway.vendors.twiml import RETRIES
from gateway.webhooks.signed import signed_form

router = APIRouter(prefix="/webhooks/twilio", tags=["webhooks"])


@router.post("/on-call/{ring_id}", status_code=204)
async def take_report(
    ring_id: str,
    request: Request,
    form: Annotated[list[tuple[str, str]], Depends(signed_form)],
) -> Response:
    """Note the status under our own id; a call in vain leads to the next on the list."""
    wiring = request.app.state.wiring
    status = dict(form).get("CallStatus", "")

    def note() -> None:
        with wiring.db.transaction() as session:
            escalations.rang(session, ring_id, status, now=wiring.clock.now())

    if status:
        await run_in_threadpool(note)
    return Response(status_code=204)


@router.post("/on-call/{ring_id}/key")
async def take_key(
    ring_id: str,
    request: Request,
    form: Annotated[list[tuple[str, str]], Depends(signed_form)],
) -> Response:
    """1 is "I have it", kept before anybody is thanked; at any other key it is asked again."""
    wiring = request.app.state.wiring
    keys, rules = dict(form).get("Digits", ""), wiring.escalation_rules

    def press() -> bool:
        with wiring.db.transaction() as session:
            return escalations.press(session, ring_id, keys, rules, now=wiring.clock.now())

    if await run_in_threadpool(press):
        return _spoken(thanks(rules.on_call.thanks))
    url = f"{wiring.settings.public_base_url.rstrip('/')}{request.url.path}{RETRIES}"
    return _spoken(asks(rules.on_call.press_1, url))


def _spoken(twiml: str) -> Response:
    return Response(twiml, media_type="text/xml")
