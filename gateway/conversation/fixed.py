"""Texts that no model words: reviewed, and the same whatever else is down."""

from datetime import datetime

from sqlalchemy.orm import Session

from gateway import messages
from gateway.cohort.tables import Patient
from gateway.conversation.rules import Rules
from gateway.inbox import InboundMessage

NOT_A_PHONE = ("whatsapp", "rcs", "messenger")
"""Channels the agreement with the carrier does not cover: the page goes, the text does not."""


def say_fixed(
    session: Session,
    message: InboundMessage,
    patient: Patient | None,
    which: str,
    language: str,
    rules: Rules,
    now: datetime,
) -> None:
    """A text that no model words; the key makes it one per message."""
    if message.channel in NOT_A_PHONE:
        return
    messages.say(
        session,
        phone=message.phone,
        body=rules.words.fixed(language, which),
        key=f"fixed:{which}:{message.sid}",
        patient=patient,
        language=language,
        kind="fixed",
        reply_to=message.sid,
        exempt=True,
        now=now,
    )
