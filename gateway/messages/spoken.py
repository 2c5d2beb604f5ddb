"""Words that are said in a call instead of being texted."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import chart, minutes, outbox
from gateway.cohort import Patient
from gateway.messages.delivery import WHAT
from gateway.messages.tables import OutboundMessage

SAVES_A_LIFE = ("fixed:emergency:", "fixed:crisis:")


def to_speak(session: Session, reply_to: str) -> list[OutboundMessage]:
    """What answers one thing she said and has not been said yet: danger first, then in order."""
    waiting = select(OutboundMessage).where(
        OutboundMessage.reply_to == reply_to, OutboundMessage.status == "to_speak"
    )
    found = session.scalars(waiting.order_by(OutboundMessage.created_at, OutboundMessage.key))
    return sorted(found, key=lambda message: message.kind != "fixed")


def is_danger(message: OutboundMessage) -> bool:
    """Whether it is the text that says 911 or 988."""
    return message.key.startswith(SAVES_A_LIFE)


def spoken(session: Session, said: Iterable[OutboundMessage], *, now: datetime) -> None:
    """They were said into the line; counted and filed as a text that has left is."""
    for message in said:
        message.status, message.sent_at, message.final_at = "spoken", now, now
        patient = session.get(Patient, message.patient_id) if message.patient_id else None
        if patient is None:
            continue
        words = f'{WHAT[message.kind]} spoken to the patient ({message.language}): "{message.body}"'
        key, started = f"note:out:{message.id}", message.created_at
        chart.note(session, patient, words, kind="outbound", key=key, started=started, now=now)
        minutes.count(session, patient, "outbound", key=f"act:out:{message.id}", now=now)


def said(
    session: Session,
    patient: Patient,
    body: str,
    *,
    key: str,
    kind: str,
    language: str,
    now: datetime,
    check_in_id: str | None = None,
) -> None:
    """Keep what we say in a call of our own accord: the question, or the words left on a tape."""
    if session.scalar(select(OutboundMessage.id).where(OutboundMessage.key == key)):
        return
    told = OutboundMessage(key=key, phone=patient.phone, body=body, kind=kind, created_at=now)
    told.patient_id, told.channel, told.language = patient.id, "voice", language
    told.check_in_id, told.exempt = check_in_id, True
    session.add(told)
    session.flush()
    spoken(session, [told], now=now)


def unheard(session: Session, turns: Collection[str], *, now: datetime) -> None:
    """The call of these turns is over: what nobody heard is marked so, and danger is texted."""
    waiting = select(OutboundMessage).where(
        OutboundMessage.reply_to.in_(turns), OutboundMessage.status == "to_speak"
    )
    for message in session.scalars(waiting).all():
        if is_danger(message):
            message.channel, message.status = "sms", "waiting"
            outbox.post(
                session,
                "sms",
                message.id,
                key=f"sms:{message.key}",
                now=now,
                patient_id=message.patient_id,
                urgent=2,
            )
        else:
            message.status, message.final_at = "unheard", now
