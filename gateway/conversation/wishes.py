"""STOP, START and HELP: kept at once from the raw words, with or without Rasa."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from gateway import chart, check_ins, cohort, consent, inbox, minutes
from gateway.cohort.tables import Patient
from gateway.conversation.back import BACK, BY_TEXT, ask_person, bring_back, welcome
from gateway.conversation.fixed import language_of, say_fixed
from gateway.conversation.rules import Rules
from gateway.conversation.strangers import release_all
from gateway.conversation.turn import between_check_ins
from gateway.inbox import InboundMessage
from gateway.replies import Interpretation

ANSWERS = {"stopped": "stop", "started": "accept", "start_needed": "accept", "help": "help"}
"""How a wish was answered, and the act it is kept as."""
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
) -> bool:
    """Keep the wish, answer it, and end the turn unless the message holds a number to read.

    False when the writer has not been told anything: nobody of this number is enrolled, the carrier
    would refuse the text, or a person must first find out what is meant.
    """
    if wish == "maybe_back_in":
        if patient:
            ask_person(session, message, patient, "back_in_doubt", rules, now)
        return False
    outcome = _keep(session, message, patient, wish, rules, now)
    told = _answer(session, message, patient, outcome, rules, now)
    if patient and wish == "opt_out":  # "wrong number" and "she has died" are wishes too
        ask_person(session, message, patient, "opted_out", rules, now)
    if patient and any(letter.isdigit() for letter in message.body):
        return told  # "138/82 STOP": the reading is still to be charted, the turn will be silent
    if patient:
        _record(session, message, patient, wish, outcome, rules, now)
    inbox.handled(message, now=now)
    return told


def _keep(
    session: Session,
    message: InboundMessage,
    patient: Patient | None,
    wish: str,
    rules: Rules,
    now: datetime,
) -> str:
    """What has become of the wish: a key of ANSWERS. It holds for all who share the number."""
    household = cohort.by_phone(session, message.phone)
    if wish == "opt_out":
        held = _carrier_answered(message, rules) and message.channel in BY_TEXT
        consent.stop(session, message.phone, source="keyword", at_carrier=held, now=now)
        for member in household:
            check_ins.stop_all(session, member.id, now=now)
        return "stopped"
    for member in household:
        release_all(session, member, now)
    return bring_back(session, message, patient, wish, rules, now) if wish in BACK else "help"


def _answer(
    session: Session,
    message: InboundMessage,
    patient: Patient | None,
    outcome: str,
    rules: Rules,
    now: datetime,
) -> bool:
    """Say what has become of the wish, once: the carrier confirms its own words itself."""
    if outcome == "start_needed":
        return False
    confirmed = _carrier_answered(message, rules)
    if outcome == "started":
        if not cohort.by_phone(session, message.phone):
            return False  # no text will come: nobody is enrolled with this number
        welcome(session, message, patient, rules, now, confirmed=confirmed)
    elif not confirmed:
        language = language_of(message, patient, rules)
        say_fixed(session, message, patient, outcome, language, rules, now)
    return True


def _carrier_answered(message: InboundMessage, rules: Rules) -> bool:
    """Twilio confirms its own English words itself; a second confirmation is not allowed."""
    if message.channel not in BY_TEXT:
        return False
    if message.raw.get("OptOutType"):
        return True
    return rules.carrier_confirms and message.body.strip().upper() in CARRIER_WORDS


def _record(
    session: Session,
    message: InboundMessage,
    patient: Patient,
    wish: str,
    outcome: str,
    rules: Rules,
    now: datetime,
) -> None:
    """What the words were taken for, the touch and the chart note, as for any other message."""
    act, meant = ANSWERS[outcome], "opt_in" if wish in BACK else wish
    said: dict[str, Any] = {"act": act, "readings": [], "answer": None, "reason": meant}
    said |= {"evidence": [], "confidence": 1.0, "model": "keywords"}
    language = language_of(message, patient, rules)
    told = {"outcome": outcome, "context": "none", "language": language}
    session.add(
        Interpretation(
            message_sid=message.sid,
            patient_id=patient.id,
            conversation_id=between_check_ins(patient, now),
            act=act,
            model="keywords",
            confidence=1.0,
            said=said,
            outcome=told | {"reason": None, "values": {}},
            at=now,
        )
    )
    minutes.count(session, patient, "message", key=f"act:message:{message.sid}", now=now)
    understood = f"Understood as: {meant.replace('_', ' ')}."
    sentence = f'Patient {message.came}: "{message.body}". {understood}'
    key, started = f"note:message:{message.sid}", message.received_at
    chart.note(session, patient, sentence, kind="message", key=key, started=started, now=now)
