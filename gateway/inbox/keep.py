"""Keeping what arrived, before anyone is thanked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from gateway.inbox.tables import InboundMessage


@dataclass(frozen=True)
class Arrived:
    """One inbound message as the carrier delivered it; `raw` is every field it sent."""

    sid: str
    phone: str
    channel: str
    body: str
    media: int
    raw: dict[str, Any]


def keep(
    session: Session, arrived: Arrived, *, patient_id: str | None, now: datetime
) -> InboundMessage | None:
    """The new row, or None when this MessageSid is already kept (the carrier repeats itself)."""
    message = InboundMessage(
        sid=arrived.sid,
        phone=arrived.phone,
        patient_id=patient_id,
        channel=arrived.channel,
        body=storable(arrived.body),
        media=arrived.media,
        raw={name: storable(str(value)) for name, value in arrived.raw.items()},
        received_at=now,
        next_at=now,
    )
    try:
        with session.begin_nested():
            session.add(message)
    except IntegrityError:
        return None
    return message


def storable(text: str) -> str:
    """The text with NUL shown as U+2400 and lone surrogates replaced: Postgres stores neither."""
    return text.replace("\x00", "\u2400").encode("utf-8", "replace").decode("utf-8")
