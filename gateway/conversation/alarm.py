"""The alarm for words of danger: the fixed 911 or 988 answer, and a page."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateway import escalations
from gateway.cohort.tables import Patient
from gateway.conversation.fixed import language_of, say_fixed
from gateway.conversation.rules import Rules
from gateway.inbox import InboundMessage


def sound_alarm(session: Session, message: InboundMessage, rules: Rules, *, now: datetime) -> None:
    """For the red flag that the screening of the message kept, whatever else the message says."""
    family = message.screening["flag"]["family"]
    patient = session.get(Patient, message.patient_id) if message.patient_id else None
    which = "crisis" if family == "self_harm" else "emergency"
    language = (
        language_of(message, patient, rules) if patient else message.screening["flag"]["language"]
    )
    say_fixed(session, message, patient, which, language, rules, now)
    escalations.open_case(
        session,
        tier="critical",
        cause="red_flag",
        detail=family,
        beyond={family: 0},
        key=f"critical:{message.sid}",
        patient=patient,
        phone=None if patient else message.phone,
        message_sid=message.sid,
        now=now,
    )
