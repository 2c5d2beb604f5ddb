"""The letter that carries a text to a phone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from gateway import consent, inbox, tasks
from gateway.cohort import Patient
from gateway.consent import QuietHours, quiet_until
from gateway.messages.delivery import look_at_check_in, not_delivered, settle
from gateway.messages.tables import OutboundMessage
from gateway.outbox import Kind, Letter, Moot, NotYet

TELLS_CONSENT = {"fixed:stopped:": False, "fixed:started:": True, "fixed:next:": True}
"""What a text says of whether more will come, by the beginning of its key: one that waited while
she changed her mind would be untrue."""
UNASKED = ("check_in", "reminder")
"""Kinds of texts that she did not ask for: after an outage her STOP may wait behind 500 others to
be screened, and none of these may leave before it is."""
SCREENED_SOON = timedelta(seconds=2)
HELD = timedelta(days=7)
"""Longer than any text waits before it leaves: what was said earlier left earlier too."""
LATELY = timedelta(days=2)
"""Within that after she came back our first text leaves: if it is refused, she is not back."""
TRIES = 64  # about two hours of a carrier that answers with errors; a time-out is never given up


_TEXT = (
    select(
        OutboundMessage,
        consent.welcome(OutboundMessage.phone),
        inbox.unscreened_from(OutboundMessage.phone),
    )
    .where(OutboundMessage.id == bindparam("message_id"))
    .execution_options(populate_existing=True)
)
_HERS = (
    select(OutboundMessage, Patient)
    .outerjoin(Patient, Patient.id == OutboundMessage.patient_id)
    .where(OutboundMessage.id == bindparam("message_id"))
    .with_for_update(of=OutboundMessage)
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True)
class Text:
    """One text on its way. `known` are SIDs under which the same words went to the same phone
    before, which a search must not take for this one; empty where no search can follow, because
    nobody has tried to send it yet."""

    phone: str
    body: str
    callback_path: str
    known: tuple[str, ...] = ()


def sms(hours: QuietHours) -> Kind:
    """The kind of letter that is a text; `hours` hold reminders, and nothing else."""
    return Kind("sms", "texts", partial(_prepare, hours), _settle, _refused, give_up_after=TRIES)


def _prepare(hours: QuietHours, session: Session, letter: Letter, now: datetime) -> Text:
    found = session.execute(_TEXT, {"message_id": letter.subject_id}).one()
    message, may_text, she_wrote = found
    if message.sid:
        raise Moot("sent already")
    if why := _unwanted(message, may_text, now):
        message.status, message.final_at = "withdrawn", now
        look_at_check_in(session, message, now)
        raise Moot(why)
    if she_wrote and message.kind in UNASKED:
        raise NotYet(now + SCREENED_SOON, "what she wrote has not been looked at")
    if message.kind == "reminder" and not message.exempt and message.patient_id:
        patient = session.get_one(Patient, message.patient_id)
        if until := quiet_until(patient, now, hours):
            raise NotYet(until, "quiet hours")
    return Text(
        phone=message.phone,
        body=message.body,
        callback_path=f"/webhooks/twilio/status/{message.id}",
        known=_same_words(session, message) if letter.state == "unknown" else (),
    )


def _unwanted(message: OutboundMessage, may_text: bool, now: datetime) -> str:
    """Why the text must not leave any more; a fixed text (emergency, opt-out) always may."""
    if message.status == "withdrawn":
        return "withdrawn"
    tells = next((may for key, may in TELLS_CONSENT.items() if message.key.startswith(key)), None)
    if not may_text and (message.kind != "fixed" or tells):
        return "the patient stopped texts"
    if may_text and tells is False:
        return "the patient came back"
    if message.not_after and now > message.not_after:
        return "too late to be useful"
    return ""


def _same_words(session: Session, message: OutboundMessage) -> tuple[str, ...]:
    earlier = (
        select(OutboundMessage.sid)
        .where(OutboundMessage.phone == message.phone, OutboundMessage.body == message.body)
        .where(OutboundMessage.sid.is_not(None))
        .where(OutboundMessage.created_at >= message.created_at - HELD)
        .order_by(OutboundMessage.created_at.desc())
        .limit(100)
    )
    return tuple(sid for sid in session.scalars(earlier) if sid)


def _settle(session: Session, letter: Letter, receipt: Any, now: datetime) -> None:
    """Her row comes with the text: what has left is filed for her."""
    message, _hers = session.execute(_HERS, {"message_id": letter.subject_id}).one()
    settle(session, message, receipt.remote_id, receipt.status, receipt.detail, now)


def _refused(session: Session, letter: Letter, code: str, now: datetime) -> None:
    message = _locked(session, letter)
    message.status, message.error_code, message.final_at = "refused", code, now
    if code == "21610":
        _blocked(session, message, now)
    else:
        not_delivered(session, message, code, now)


def _blocked(session: Session, message: OutboundMessage, now: datetime) -> None:
    """The carrier holds a STOP, which only START from her phone lifts. If she came back in words
    that are only ours, no text can tell her so: somebody must, on the phone."""
    came_back = consent.came_back(session, message.phone, since=message.created_at - LATELY)
    if came_back or consent.may_text(session, message.phone):  # else her own STOP has a task
        why = "start_needed" if came_back else "opted_out"
        tasks.add(
            session,
            "request",
            why,
            key=f"{why}:{message.id}",
            now=now,
            patient_id=message.patient_id,
            phone=message.phone,
        )
    look_at_check_in(session, message, now)
    consent.stop(session, message.phone, source="carrier", now=now)


def _locked(session: Session, letter: Letter) -> OutboundMessage:
    return session.get_one(
        OutboundMessage, letter.subject_id, with_for_update=True, populate_existing=True
    )
