"""A text arrives: prove who sent it, keep it, answer at once. Nothing is understood here."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session

from gateway import check_ins, cohort, inbox
from gateway.inbox import Arrived
from gateway.webhooks.signed import signed_form

router = APIRouter(prefix="/webhooks/twilio", tags=["webhooks"])
NO_REPLY = "<Response/>"


@router.post("/sms")
async def take_text(
    request: Request, form: Annotated[list[tuple[str, str]], Depends(signed_form)]
) -> Response:
    """Keep the text and thank Twilio; the same MessageSid again changes nothing.

    Answers 200 with empty TwiML. Anything the database refuses becomes a 500, which Twilio
    repeats (`#rc=2&rp=ct,rt,5xx` on the webhook's URL): a text is thanked only when kept.
    """
    wiring = request.app.state.wiring
    await run_in_threadpool(_keep, wiring, dict(form))
    return Response(NO_REPLY, media_type="text/xml")


def _keep(wiring: Any, fields: dict[str, str]) -> None:
    with wiring.db.transaction() as session:
        keep_text(session, arrived(fields), now=wiring.clock.now())


def arrived(fields: dict[str, str]) -> Arrived:
    """Twilio's fields as one message; a channel prefix such as `whatsapp:` names the channel."""
    channel, _, number = fields["From"].rpartition(":")
    return Arrived(
        sid=fields["MessageSid"],
        phone=number,
        channel=channel or "sms",
        body=fields.get("Body", ""),
        media=int(fields.get("NumMedia") or 0),
        raw=fields,
    )


def keep_text(session: Session, text: Arrived, *, now: datetime) -> None:
    """One transaction: the message, and the patient's open ladders on hold while it is read."""
    patients = cohort.by_phone(session, text.phone)
    known = patients[0].id if len(patients) == 1 else None
    if inbox.keep(session, text, patient_id=known, now=now):
        for patient in patients:
            check_ins.hold(session, patient.id, now=now)
