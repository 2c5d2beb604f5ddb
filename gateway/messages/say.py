"""Saying something to a phone, and taking it back while it has not left."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import journal, outbox
from gateway.cohort import Patient
from gateway.db import add_once, new_id
from gateway.inbox import InboundMessage
from gateway.messages.status import FAILED
from gateway.messages.tables import OutboundMessage

ASKING = ("check_in", "reminder")
URGENT = {"fixed": 2} | dict.fromkeys(ASKING, 0)
"""How a text queues for the sending number: the 911 text is a fixed one, an answer can wait."""


_CHANNEL = select(InboundMessage.channel).where(InboundMessage.sid == bindparam("sid"))
_WAITING = (
    select(OutboundMessage)
    .where(OutboundMessage.status == "waiting")
    .where(OutboundMessage.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(OutboundMessage.id)
)
_OF_CHECK_IN = _WAITING.where(OutboundMessage.check_in_id == bindparam("check_in"))
_OF_PATIENT = _WAITING.where(OutboundMessage.patient_id == bindparam("patient"))


class About(TypedDict, total=False):
    """What else is kept with a text: why it was said, by whom, and until when it is useful.

    `reply_to` is the MessageSid answered, `said_by` is `system` or a person's user name.
    """

    language: str
    check_in_id: str | None
    reply_to: str | None
    exempt: bool
    said_by: str
    not_after: datetime | None
    again_for: str | None


def say(
    session: Session,
    *,
    phone: str,
    body: str,
    key: str,
    now: datetime,
    kind: str,
    patient: Patient | None = None,
    not_before: datetime | None = None,
    **about: Unpack[About],
) -> None:
    """Keep one text and post it; the same key is said once, whatever the words are then.

    `kind`: check_in, reminder, reply, fixed, person. Consent and quiet hours are judged at leaving.
    """
    patient_id, text_id = patient.id if patient else None, new_id()
    told: dict[str, Any] = {
        "id": text_id,
        "key": key,
        "patient_id": patient_id,
        "phone": phone,
        "body": body,
    }
    spoken = _in_a_call(session, about.get("reply_to"))
    way: dict[str, Any] = {"channel": "voice", "status": "to_speak"} if spoken else {}
    new = add_once(session, OutboundMessage, **told, kind=kind, created_at=now, **way, **about)
    if not new or spoken:
        return
    outbox.post(
        session,
        "sms",
        text_id,
        key=f"sms:{key}",
        now=now,
        patient_id=patient_id,
        urgent=URGENT.get(kind, 1),
        not_before=not_before,
    )


def _in_a_call(session: Session, reply_to: str | None) -> bool:
    """What was said on the phone is answered there: the call speaks it, no letter carries it."""
    return reply_to is not None and session.scalar(_CHANNEL, {"sid": reply_to}) == "voice"


def withdraw(
    session: Session,
    *,
    now: datetime,
    why: str,
    patient_id: str | None = None,
    check_in_id: str | None = None,
    kinds: Collection[str] = ASKING,
    key: str | None = None,
) -> int:
    """Take back waiting texts of a patient or a check-in, by default questions and reminders;
    with `key` only the text that was said under it.

    A text that a worker has in hand may still leave. Letters are locked before messages, as the
    worker does, so that the two never wait for each other.
    """
    told = {"kinds": tuple(kinds), "check_in": check_in_id, "patient": patient_id}
    waiting = _OF_PATIENT if check_in_id is None else _OF_CHECK_IN
    if key is not None:
        waiting = waiting.where(OutboundMessage.key == key)
    messages = session.scalars(waiting, told).all()
    for message in messages:
        outbox.withdraw(session, message.id, "sms", why=why, now=now)
        message.status, message.final_at = "withdrawn", now
        journal.write(
            session, "text_withdrawn", message.id, now=now, patient_id=message.patient_id, why=why
        )
    return len(messages)


def failed(session: Session, check_in_id: str) -> bool:
    """True when none of a check-in's texts can have reached her: undelivered is not unanswered."""
    return bool(all_failed(session, [check_in_id]))


def all_failed(session: Session, check_in_ids: Collection[str]) -> set[str]:
    """Those of these check-ins of which that is true."""
    statuses: defaultdict[str | None, set[str]] = defaultdict(set)
    texts = (
        select(OutboundMessage.check_in_id, OutboundMessage.status)
        .where(OutboundMessage.check_in_id.in_(check_in_ids))
        .where(OutboundMessage.kind.in_(ASKING))
    )
    for check_in_id, status in session.execute(texts):
        statuses[check_in_id].add(status)
    in_vain = {*FAILED, "refused"}
    return {one for one, seen in statuses.items() if one and seen <= in_vain}
