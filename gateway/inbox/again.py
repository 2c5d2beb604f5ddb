"""Sending a message that was given to a person through the machine again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from gateway import journal
from gateway.inbox.tables import InboundMessage


def again(session: Session, sid: str, by: str, now: datetime) -> bool:
    """The message waits for its turn once more; False unless a person was asked to read it.

    Safe even if it was half handled: everything a message causes is keyed by its MessageSid.
    """
    query = select(InboundMessage).where(InboundMessage.sid == sid).with_for_update()
    message = session.scalar(query)
    if message is None or message.state != "person":
        return False
    message.state, message.handled_at = "waiting", None
    message.tries, message.next_at = 0, now
    message.lease_until = message.lease_by = None
    journal.write(session, "message_retried", sid, now=now, patient_id=message.patient_id, by=by)
    return True
