"""Whether a reply of hers waits to be read, by Rasa or by a person."""

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from gateway.cohort import Patient
from gateway.inbox import InboundMessage
from gateway.tasks import Task


def unread(session: Session, patient: Patient) -> bool:
    """True while nobody knows whether she has answered: she is not asked again meanwhile.

    A message given to a person counts until that person's task is done. Looked up by the number,
    because of two who share one the message may be anybody's.
    """
    asked_person = (
        select(Task.id)
        .where(Task.message_sid == InboundMessage.sid, Task.state == "open")
        .where(Task.kind == "reply_not_processed")
        .exists()
    )
    waits = select(InboundMessage.id).where(
        InboundMessage.phone == patient.phone,
        or_(
            InboundMessage.state == "waiting", and_(InboundMessage.state == "person", asked_person)
        ),
    )
    return session.scalar(waits.limit(1)) is not None
