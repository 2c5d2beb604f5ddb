"""Somebody writes who is not enrolled, or from where we may not answer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import inbox, messages, tasks
from gateway.conversation.rules import Rules
from gateway.inbox import InboundMessage
from gateway.messages.tables import OutboundMessage


def answer_stranger(
    session: Session, message: InboundMessage, rules: Rules, *, told: bool, now: datetime
) -> None:
    """A person looks at it; the stranger is told once a day that this number cannot help.

    `told`: an emergency or a wish was already answered. Nothing is read or charted.
    """
    tasks.add(
        session,
        "unknown_number",
        message.channel,
        key=f"stranger:{message.sid}",
        phone=message.phone,
        message_sid=message.sid,
        now=now,
    )
    key = f"fixed:unknown_number:{message.phone}:{now.date()}"
    before = session.scalar(select(OutboundMessage.id).where(OutboundMessage.key == key))
    if not told and before is None and message.channel == "sms":
        language = rules.words.language_of(message.body)
        messages.say(
            session,
            phone=message.phone,
            body=rules.words.fixed(language, "unknown_number"),
            key=key,
            language=language,
            kind="fixed",
            reply_to=message.sid,
            exempt=True,
            now=now,
        )
    inbox.handled(message, now=now)
