"""A red flag whose own words speak against danger ("my chest x-ray was fine jaja").

The model is asked as well before anybody is paged: her turn follows within a second. When it has
not been read in time, because Rasa is down or slow, the flag counts as it stands. When the model
sees no danger either, a person reads the message. So the net still stands alone.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import escalations, tasks, timers
from gateway.conversation.alarm import sound_alarm
from gateway.conversation.rules import Rules
from gateway.inbox import InboundMessage
from gateway.replies.tables import Interpretation
from gateway.timers import Handler, Timer

KIND = "doubtful_flag"


def ask_the_model(
    session: Session, message: InboundMessage, rules: Rules, *, now: datetime
) -> None:
    """Wait for her turn, but not for long."""
    timers.wake(session, KIND, message.sid, key=_key(message), at=now + rules.doubt_waits)


def settle(session: Session, message: InboundMessage, act: str, *, now: datetime) -> None:
    """Her turn was read as `act`: nothing is left to wait for, and no phrase of danger unseen."""
    flag = (message.screening or {}).get("flag") or {}
    if not flag.get("doubtful"):
        return
    timers.cancel(session, _key(message))
    if act != "emergency" and not escalations.words_paged(session, message.sid):
        tasks.add(
            session,
            "danger_doubted",
            flag["family"],
            key=f"doubt:{message.sid}",
            patient_id=message.patient_id,
            message_sid=message.sid,
            now=now,
        )


def timer_handlers(rules: Rules) -> dict[str, Handler]:
    return {KIND: _count_it(rules)}


def _count_it(rules: Rules) -> Callable[[Session, Timer, datetime], None]:
    def count(session: Session, timer: Timer, now: datetime) -> None:
        """Her message has been read, or it has not in time: then the flag counts."""
        hers = select(InboundMessage).where(InboundMessage.sid == timer.subject_id)
        message = session.scalars(hers.with_for_update()).one()
        read = session.get(Interpretation, message.sid, populate_existing=True)
        if read:
            settle(session, message, read.act, now=now)
        else:
            sound_alarm(session, message, rules, now=now)

    return count


def _key(message: InboundMessage) -> str:
    return f"{KIND}:{message.sid}"
