"""A message's turn: Rasa reads it with its context, the action reports it, the answer is posted.

Rasa answering is not enough: with its action server down it answers 200 and nothing has happened.
A message is handled only when the action's call has arrived, which is a row in `interpretations`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway import check_ins, cohort, consent, inbox, messages, readings, replies, tasks
from gateway.check_ins import CheckIn
from gateway.cohort.tables import Patient
from gateway.conversation.doubtful import settle
from gateway.conversation.fixed import language_of
from gateway.conversation.rules import Rules
from gateway.db import known
from gateway.inbox import InboundMessage
from gateway.replies.tables import Interpretation

SILENT = frozenset({"silent", "emergency", "stopped", "started"})


class NotHandled(Exception):  # noqa: N818 - a finding, not an error
    """The turn has had no consequence yet and must be tried again."""


@dataclass(frozen=True)
class Turn:
    """What Rasa is told: the words and their context, ids and values only, never a name."""

    sid: str
    conversation_id: str
    text: str
    metadata: dict[str, Any]


def prepare(session: Session, message: InboundMessage, *, now: datetime) -> Turn:
    """The message with what it needs to be understood: open questions, language, last values."""
    patient = cohort.enrolled(session, message.patient_id or "")
    asked = check_ins.asked_by(check_ins.open_for(session, patient.id), message.received_at)
    last = asked[-1] if asked else None
    message.conversation_id = last.id if last else between_check_ins(patient, now)
    return Turn(
        sid=message.sid,
        conversation_id=message.conversation_id,
        text=message.body,
        metadata={
            "message_sid": message.sid,
            "patient_id": patient.id,
            "conversation_id": message.conversation_id,
            "language": cohort.answered_in(patient),
            "channel": message.channel,
            "context": last.kind if last else "none",
            "open_check_ins": [check_in.kind for check_in in asked],
            "pending": _pending(session, message, patient, last, now),
            "follow_up": replies.follow_up(session, patient.id, asked, now=now),
            "recent": readings.recent(session, patient.id),
            "today": readings.sent_today(session, patient, now=now),
        },
    )


def _pending(
    session: Session,
    message: InboundMessage,
    patient: Patient,
    last: CheckIn | None,
    now: datetime,
) -> dict[str, Any] | None:
    """What her next words may confirm: on the phone the number just read back to her."""
    if said := replies.waits_for_yes(session, message):
        return dict(said.said["readings"][0])
    if last:
        return last.pending
    return replies.left_open(session, patient.id, message.conversation_id or "", now=now)


def between_check_ins(patient: Patient, now: datetime) -> str:
    """The conversation of a day on which nothing is open; opaque, and short in Rasa's memory."""
    return f"pt-{patient.id}-{cohort.local(patient, now).date()}"


def finish(session: Session, message: InboundMessage, texts: list[str], *, now: datetime) -> None:
    """Post the answer and close the turn, together.

    Raises:
        NotHandled: no action has reported this message, or it should be answered and is not.
    """
    meaning = known(session, Interpretation, message.sid)
    if meaning is None:
        raise NotHandled("the action's call has not arrived")
    silent = meaning.outcome["outcome"] in SILENT
    if not texts and not silent:
        raise NotHandled("Rasa had no words for the answer")
    settle(session, message, meaning.act, now=now)
    patient = cohort.enrolled(session, message.patient_id or "")
    if not silent and consent.may_answer(session, message.phone, message.channel):
        for number, text in enumerate(texts):
            _answer(session, message, patient, text, number, meaning, now)
    inbox.handled(message, now=now)


def _answer(
    session: Session,
    message: InboundMessage,
    patient: Patient,
    text: str,
    number: int,
    meaning: Interpretation,
    now: datetime,
) -> None:
    messages.say(
        session,
        phone=message.phone,
        body=text,
        key=f"reply:{message.sid}:{number}",
        patient=patient,
        language=meaning.outcome.get("language") or cohort.answered_in(patient),
        kind="reply",
        check_in_id=open_check_in(message),
        reply_to=message.sid,
        exempt=True,
        now=now,
    )


def open_check_in(message: InboundMessage) -> str | None:
    """The check-in whose conversation the message belongs to, if any."""
    conversation = message.conversation_id or ""
    return conversation if conversation.startswith("ep-") else None


def failed(
    session: Session, message: InboundMessage, reason: str, rules: Rules, *, now: datetime
) -> None:
    """Try the turn again later; after a while a person reads it and the patient is told.

    A message of nobody we know is not tried again: it could never have a turn.
    """
    patient = session.get(Patient, message.patient_id or "")
    if patient and now < message.received_at + rules.keep_trying:
        inbox.try_later(message, reason, now=now)
        return
    message.last_error = reason
    inbox.give_to_person(message, now=now)
    tasks.add(
        session,
        "reply_not_processed",
        "no_turn",
        key=f"turn:{message.sid}",
        patient_id=patient.id if patient else None,
        phone=None if patient else message.phone,
        message_sid=message.sid,
        now=now,
    )
    if patient:
        _tell(session, message, patient, rules, now)


def _tell(
    session: Session, message: InboundMessage, patient: Patient, rules: Rules, now: datetime
) -> None:
    """A person will read it; meanwhile what was asked goes on waiting."""
    if consent.may_answer(session, message.phone, message.channel):
        language = language_of(message, patient, rules)
        messages.say(
            session,
            phone=message.phone,
            body=rules.words.fixed(language, "not_understood_person"),
            key=f"fixed:not_understood_person:{message.sid}",
            patient=patient,
            language=language,
            kind="fixed",
            reply_to=message.sid,
            exempt=True,
            now=now,
        )
    for check_in in check_ins.lock_open(session, patient.id):
        check_ins.release(session, check_in, now=now)
