"""What PagerDuty tells us: that a page exists, and that a human took it."""

from datetime import datetime
from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway import escalations
from gateway.webhooks.signed import signed_json
from gateway.webhooks.tables import SeenDelivery

router = APIRouter(prefix="/webhooks", tags=["webhooks"])
log = structlog.get_logger()


class _Incident(BaseModel):
    id: str = ""


class _Data(BaseModel):
    type: str = ""
    id: str | None = None
    incident_key: str | None = None
    html_url: str | None = None
    content: str = ""
    incident: _Incident = _Incident()


class _Event(BaseModel):
    event_type: str = ""
    occurred_at: datetime | None = None
    agent: dict[str, Any] | None = None
    data: _Data


class _Delivery(BaseModel):
    """What is read of a webhook v3; PagerDuty may add fields without notice."""

    event: _Event


@router.post("/pagerduty", status_code=202)
async def take_event(request: Request, body: Annotated[bytes, Depends(signed_json)]) -> Response:
    """Note the event once per X-Webhook-Id. Never a 4xx for what we do not understand:

    PagerDuty drops a delivery for good on any 4xx but 429, so unknown shapes are logged and taken.
    """
    delivery = request.headers.get("X-Webhook-Id", "")
    await run_in_threadpool(_note, request.app.state.wiring, delivery, body)
    return Response(status_code=202)


def _note(wiring: Any, delivery: str, body: bytes) -> None:
    try:
        event = _Delivery.model_validate_json(body).event
    except ValidationError:
        log.warning("webhook_unreadable", vendor="pagerduty", delivery=delivery)
        return
    with wiring.db.transaction() as session:
        now = wiring.clock.now()
        if event.data.type not in ("incident", "incident_note"):
            return
        if not _first_time(session, delivery, now):
            return
        if event.data.type == "incident_note":
            note, of = event.data, event.data.incident.id
            escalations.noted(session, of, note.id or "", note.content, event.agent, now=now)
            return
        escalations.heard(
            session,
            incident_key=event.data.incident_key,
            incident_id=event.data.id,
            event_type=event.event_type,
            agent=event.agent,
            url=event.data.html_url,
            occurred_at=_aware(event.occurred_at),
            now=now,
        )


def _aware(at: datetime | None) -> datetime | None:
    """PagerDuty writes UTC with its Z; without a zone it says nothing."""
    return at if at and at.tzinfo else None


def _first_time(session: Session, delivery: str, now: Any) -> bool:
    if not delivery:
        return True
    try:
        with session.begin_nested():
            session.add(SeenDelivery(id=delivery, vendor="pagerduty", at=now))
    except IntegrityError:
        return False
    return True
