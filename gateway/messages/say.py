"""Saying something to a phone, and taking it back while it has not left."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import journal, outbox
from gateway.cohort import Patient
from gateway.messages.status import FAILED
from gateway.messages.tables import OutboundMessage

ASKING = ("check_in", "reminder")


def say(
    session: Session,
    *,
    phone: str,
    body: str,
    key: str,
    now: datetime,
    kind: str,
    patient: Patient | None = None,
    language: str = "en",
    check_in_id: str | None = None,
    reply_to: str | None = None,
    exempt: bool = False,
    said_by: str = "system",
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    again_for: str | None = None,
) -> OutboundMessage:
    """Keep one text and post it; the same key is said once, whatever the words are then.

    `kind`: check_in, reminder, reply, fixed, person. `reply_to` is the MessageSid answered,
    `said_by` is `system` or a person's user name. Consent and quiet hours are judged at leaving.
    """
    if before := session.scalar(select(OutboundMessage).where(OutboundMessage.key == key)):
        return before
    message = OutboundMessage(
        key=key,
        patient_id=patient.id if patient else None,
        phone=phone,
        body=body,
        language=language,
        kind=kind,
        check_in_id=check_in_id,
        reply_to=reply_to,
        exempt=exempt,
        said_by=said_by,
        created_at=now,
        not_after=not_after,
        again_for=again_for,
    )
    session.add(message)
    session.flush()
    outbox.post(
        session,
        "sms",
        message.id,
        key=f"sms:{key}",
        now=now,
        patient_id=message.patient_id,
        urgent=kind not in ASKING,
        not_before=not_before,
    )
    return message


def withdraw(
    session: Session,
    *,
    now: datetime,
    why: str,
    patient_id: str | None = None,
    check_in_id: str | None = None,
    kinds: Collection[str] = ASKING,
) -> int:
    """Take back waiting texts of a patient or a check-in, by default questions and reminders.

    A text that a worker has in hand may still leave. Letters are locked before messages, as the
    worker does, so that the two never wait for each other.
    """
    waiting = select(OutboundMessage).where(
        OutboundMessage.status == "waiting", OutboundMessage.kind.in_(kinds)
    )
    if check_in_id is not None:
        waiting = waiting.where(OutboundMessage.check_in_id == check_in_id)
    else:
        waiting = waiting.where(OutboundMessage.patient_id == patient_id)
    messages = session.scalars(waiting.order_by(OutboundMessage.id)).all()
    for message in messages:
        outbox.withdraw(session, message.id, kind="sms", why=why, now=now)
        message.status, message.final_at = "withdrawn", now
        journal.write(
            session, "text_withdrawn", message.id, now=now, patient_id=message.patient_id, why=why
        )
    return len(messages)


def failed(session: Session, check_in_id: str) -> bool:
    """True when none of a check-in's texts can have reached her: undelivered is not unanswered."""
    statuses = session.scalars(
        select(OutboundMessage.status)
        .where(OutboundMessage.check_in_id == check_in_id)
        .where(OutboundMessage.kind.in_(ASKING))
    ).all()
    return bool(statuses) and all(status in (*FAILED, "refused") for status in statuses)
