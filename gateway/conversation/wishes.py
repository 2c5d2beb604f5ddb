"""STOP, START and HELP: kept at once from the raw words, with or without Rasa."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway import chart, check_ins, cohort, consent, inbox, minutes, tasks
from gateway.cohort.tables import Patient
from gateway.conversation.fixed import language_of, say_fixed
from gateway.conversation.rules import Rules
from gateway.conversation.strangers import release_all
from gateway.inbox import InboundMessage
from gateway.replies import Interpretation
from gateway.replies.told import REQUEST_HOURS

ANSWERS = {"opt_out": "stopped", "opt_in": "started", "help": "help"}
ACTS = {"opt_out": "stop", "opt_in": "accept", "help": "help"}
CARRIER_WORDS = frozenset(
    ("STOP", "UNSUBSCRIBE", "END", "QUIT", "STOPALL", "REVOKE", "OPTOUT", "CANCEL")
    + ("START", "UNSTOP", "HELP", "INFO")
)
"""Answered by the carrier itself as long as its default handling is on, in English only."""


def keep_wish(
    session: Session,
    message: InboundMessage,
    patient: Patient | None,
    wish: str,
    rules: Rules,
    now: datetime,
) -> None:
    """Keep the wish, answer it, and end the turn unless the message holds a number to read."""
    language = language_of(message, patient, rules)
    if wish == "opt_out":
        consent.stop(session, message.phone, source="keyword", now=now)
    for member in cohort.by_phone(session, message.phone):
        if wish == "opt_out":
            check_ins.stop_all(session, member.id, now=now)
        else:
            release_all(session, member, now)
    if wish == "opt_in":
        consent.start(session, message.phone, source="keyword", now=now)
    if not _carrier_answered(message, rules):
        say_fixed(session, message, patient, ANSWERS[wish], language, rules, now)
    if patient and wish == "opt_out":
        _tell_somebody(session, message, patient, rules, now)
    if patient and any(letter.isdigit() for letter in message.body):
        return  # "138/82 STOP": the reading is still to be charted, the turn will be silent
    if patient:
        _record(session, message, patient, wish, rules, now)
    inbox.handled(message, now=now)


def _tell_somebody(
    session: Session, message: InboundMessage, patient: Patient, rules: Rules, now: datetime
) -> None:
    """Her check-ins have ended, and "wrong number" and "she has died" are wishes too."""
    tasks.add(
        session,
        "request",
        "opted_out",
        key=f"request:{message.sid}",
        patient_id=patient.id,
        message_sid=message.sid,
        due=rules.protocols.calendar.after_hours(now, REQUEST_HOURS),
        now=now,
    )


def _carrier_answered(message: InboundMessage, rules: Rules) -> bool:
    """Twilio confirms its own English words itself; a second confirmation is not allowed."""
    if message.raw.get("OptOutType"):
        return True
    return rules.carrier_confirms and message.body.strip().upper() in CARRIER_WORDS


def _record(
    session: Session,
    message: InboundMessage,
    patient: Patient,
    wish: str,
    rules: Rules,
    now: datetime,
) -> None:
    """What the words were taken for, the touch and the chart note, as for any other message."""
    said: dict[str, Any] = {"act": ACTS[wish], "readings": [], "answer": None, "reason": wish}
    said |= {"evidence": [], "confidence": 1.0, "model": "keywords"}
    language = language_of(message, patient, rules)
    outcome = {"outcome": ANSWERS[wish], "context": "none", "language": language}
    session.add(
        Interpretation(
            message_sid=message.sid,
            patient_id=patient.id,
            conversation_id="",
            act=ACTS[wish],
            model="keywords",
            confidence=1.0,
            said=said,
            outcome=outcome | {"reason": None, "values": {}},
            at=now,
        )
    )
    minutes.count(session, patient, "message", key=f"act:message:{message.sid}", now=now)
    sentence = f'Patient wrote: "{message.body}". Understood as: {wish.replace("_", " ")}.'
    key, started = f"note:message:{message.sid}", message.received_at
    chart.note(session, patient, sentence, kind="message", key=key, started=started, now=now)
