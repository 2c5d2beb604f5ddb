"""Texts that no model words: reviewed, and the same whatever else is down."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateway import messages
from gateway.cohort import answered_in
from gateway.cohort.tables import Patient
from gateway.conversation.rules import Rules
from gateway.inbox import InboundMessage

NOT_A_PHONE = ("whatsapp", "rcs", "messenger")
"""Channels the agreement with the carrier does not cover: the page goes, the text does not."""


def language_of(message: InboundMessage, patient: Patient | None, rules: Rules) -> str:
    """The language to answer in without a model: her own clear words, else what she speaks."""
    if clear := rules.words.clear_language_of(message.body):
        return clear
    return answered_in(patient) if patient else rules.words.language_of(message.body)


def say_fixed(
    session: Session,
    message: InboundMessage,
    patient: Patient | None,
    which: str,
    language: str,
    rules: Rules,
    now: datetime,
) -> None:
    """The text of this name."""
    body = rules.words.fixed(language, which)
    say(session, message, patient, which, body, language, now)


def say(
    session: Session,
    message: InboundMessage,
    patient: Patient | None,
    which: str,
    body: str,
    language: str,
    now: datetime,
) -> None:
    """A text that no model words; the key makes it one per message."""
    if message.channel in NOT_A_PHONE:
        return
    messages.say(
        session,
        phone=message.phone,
        body=body,
        key=f"fixed:{which}:{message.sid}",
        patient=patient,
        language=language,
        kind="fixed",
        reply_to=message.sid,
        exempt=True,
        now=now,
    )
